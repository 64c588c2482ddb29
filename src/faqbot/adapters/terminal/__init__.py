"""The terminal: the REPL, and the tables of the other commands. Owns rich and prompt_toolkit."""
