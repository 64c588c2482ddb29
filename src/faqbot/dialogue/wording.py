"""What the bot says in its own words, from `data/wording.yaml`."""

from __future__ import annotations

from collections.abc import Sequence

from faqbot.resources import read_yaml


def say(key: str, **values: str) -> str:
    """Return a sentence of the bot's with its blanks filled; KeyError if there is none."""
    return str(read_yaml("wording.yaml")[key]).format(**values).strip()


def listed(names: Sequence[str], last: str = "and") -> str:
    """Return names as a person lists them: `a, b and c`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
