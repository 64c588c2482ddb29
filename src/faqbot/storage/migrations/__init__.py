"""What brought the tables to what they are; a change of `tables.py` adds a module here."""
