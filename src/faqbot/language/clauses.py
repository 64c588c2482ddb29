"""Where a message asks: a story comes first, and the question stands in one clause of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from faqbot.language.text import tokens

_SENTENCE = re.compile(r"[^.?!]+(?:[.?!](?! |$)[^.?!]*)*[.?!]*")
_LONG = 14  # tokens; a longer sentence without stops is searched for where the question begins
# What opens a question in the middle of dictated text: "… and i want to know can i drink".
_OPENERS = frozenset(
    "what whats when whens where who which why how hows can could will would should shall is are "
    "am does do did has have may might must any anything anyone wondering wonder".split()
)
_ASKS = _OPENERS | frozenset("ok okay safe allowed normal know tell explain mean advise".split())


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a message's tokens."""

    start: int
    end: int
    asks: bool  # holds a question mark, or opens like a question


def read_clauses(text: str) -> tuple[Clause, ...]:
    """Return the clauses of a normalised message; together they hold all its tokens, in order."""
    found: list[Clause] = []
    start = 0
    for sentence in _SENTENCE.findall(text):
        words = tokens(sentence)
        marked = "?" in sentence
        for length in _split(words):
            part, words = words[:length], words[length:]
            asks = bool(part) and (part[0] in _OPENERS or (marked and not words))
            if part:
                found.append(Clause(start, start + len(part), asks))
            start += len(part)
    return tuple(found)


def asked(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return the clauses that ask; the last one if none does."""
    return tuple(clause for clause in clauses if clause.asks) or tuple(clauses[-1:])


def _split(words: Sequence[str]) -> list[int]:
    """Return the lengths of a sentence's clauses: a long one is cut where it begins to ask."""
    if len(words) <= _LONG:
        return [len(words)]
    cuts = [i for i, word in enumerate(words) if word in _OPENERS and 4 <= i <= len(words) - 3]
    lengths: list[int] = []
    last = 0
    for cut in cuts:
        if cut - last >= 4:
            lengths.append(cut - last)
            last = cut
    return [*lengths, len(words) - last]
