"""Which entries may answer a question, best first, and how sure that is."""
