"""Takes out of a question what could tell who asked it."""

from __future__ import annotations


def redact(text: str) -> str:
    """Return a text without what identifies a person, with a placeholder in its place."""
    raise NotImplementedError
