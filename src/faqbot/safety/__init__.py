"""What must not be missed: emergencies and crises, before everything else."""
