"""What the bot says in its own words: `data/wording.yaml`, and `data/languages.yaml`."""

from __future__ import annotations

from collections.abc import Sequence

from faqbot.language.foreign import OTHER
from faqbot.resources import read_yaml


def say(key: str, **values: str) -> str:
    """Return a sentence of the bot's with its blanks filled; KeyError if there is none."""
    return str(read_yaml("wording.yaml")[key]).format(**values).strip()


def say_in(language: str, key: str, **values: str) -> str:
    """Return a sentence in another language; in English if there is none in that language."""
    languages = read_yaml("languages.yaml")
    return str(languages.get(language, languages[OTHER])[key]).format(**values)


def next_step(reason: str) -> str:
    """Return where a person can help with what was not answered for a reason."""
    wording = read_yaml("wording.yaml")
    return say(f"{reason}_next" if f"{reason}_next" in wording else "next_step")


def listed(names: Sequence[str], last: str = "and") -> str:
    """Return names as a person lists them: `a, b and c`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
