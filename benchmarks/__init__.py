"""Measurements of speed and repair; `make benchmark` runs those whose data is there."""
