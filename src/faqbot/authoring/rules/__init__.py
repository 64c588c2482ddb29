"""The rules of `check`, one subject a module. Each notes what it finds in one draft."""
