"""Doses in a notation that has led to wrong doses, by the list of the ISMP."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from faqbot.authoring.draft import Draft
from faqbot.corpus.finding import Findings
from faqbot.resources import read_yaml

_LINK = re.compile(r"https?://\S+|\]\([^)]*\)")


_NUMBER = re.compile(r"\d+")
_BEFORE, _AFTER = 4, 14  # characters around a number that patterns may look at
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9./-]*")


@dataclass(frozen=True, slots=True)
class ErrorProne:
    """One notation to avoid."""

    what: str
    words: frozenset[str]  # as they are written, without a last point
    pattern: re.Pattern[str] | None  # of a number with what is wrong about it
    risk: str
    write: str

    def find(self, text: str, words: Mapping[str, str]) -> str | None:
        """Return what in a text is this notation; `words` are its words as they stand in it."""
        if self.pattern is None:
            word = min(self.words & words.keys(), default=None)
            return None if word is None else words[word]
        match = self.pattern.search(text)
        return None if match is None else match.group().strip()


def check_notation(draft: Draft, findings: Findings) -> None:
    """Warn of each unsafe notation that an entry shows to patients, once an entry."""
    for entry in draft.monograph.entries:
        for notation, found in unsafe_in(f"{entry.title}\n{entry.text}"):
            findings.warning(
                "unsafe-notation",
                f"“{found}” is {notation.what}: {notation.risk}.",
                f"Write {notation.write}.",
                line=draft.line_of(entry, found),
            )


def unsafe_in(text: str) -> list[tuple[ErrorProne, str]]:
    """Return the unsafe notations in a text with the words that show them, each kind once."""
    plain = _LINK.sub(" ", text)
    known = _words()
    words = {bare: word for word in _WORD.findall(plain) if (bare := word.rstrip(".-/")) in known}
    # Most of a text is no number, and patterns cost by the letter.
    numbers = " | ".join(
        plain[max(0, number.start() - _BEFORE) : number.end() + _AFTER]
        for number in _NUMBER.finditer(plain)
    )
    if not (words or numbers):
        return []
    return [
        (notation, found)
        for notation in load_error_prone()
        if (found := notation.find(numbers, words)) is not None
    ]


@lru_cache(maxsize=1)
def load_error_prone() -> tuple[ErrorProne, ...]:
    """Read `data/authoring/error_prone.yaml`."""
    return tuple(
        ErrorProne(
            what=row["what"],
            words=frozenset(row.get("words", ())),
            pattern=re.compile(row["pattern"]) if "pattern" in row else None,
            risk=row["risk"],
            write=row["write"],
        )
        for row in read_yaml("authoring/error_prone.yaml")
    )


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """Return all words that are unsafe notation."""
    return frozenset[str]().union(*(notation.words for notation in load_error_prone()))
