"""How old somebody is: `she's 83`, `my lad of six`, `8 wks gone` name a stage of life.

A number alone says nothing; what stands around it does. Dosage texts speak of children and
of older people, patients of years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_UNITS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_NUMBERS = {word: i for i, word in enumerate(_UNITS.split(), start=1)} | {
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    word: 10 * i
    for i, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_DECADES = {"sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90} | {
    f"{n}s": n for n in (60, 70, 80, 90)
}
_FIRST = frozenset({*_NUMBERS, *_TENS, *_DECADES})  # words that an age may begin with
_YEARS = frozenset("year years yr yrs y yo".split())
_MONTHS = frozenset("month months mth mths mo mos week weeks wk wks day days".split())
_OLD = frozenset("old olds".split())
_PAST = frozenset("ago before after since from back of".split())
_MEASURES = frozenset(
    "sugar sugars level levels pressure bp egfr inr score count dose pain it that time".split()
)
_BEFORE = frozenset("aged age turned turning turns pushing nearly almost reached".split())
_IS = frozenset("is hes shes im am was being".split())
_YOUNG = frozenset("baby babe infant newborn son daughter child kid boy girl lad lass".split())
_GONE = frozenset("gone pregnant preg preggo preggers along".split())
# What may stand behind "is 8" if 8 is an age.
_AFTER = frozenset(
    "and so but with has he she they now next this in on who or can is will does weeks yet too if "
    "are takes was i my have still same how what should would could do does".split()
)
_OLDEST = 110


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of life that a stretch of words names."""

    term: str  # a term of the vocabulary
    start: int
    end: int


def find_stages(words: Sequence[str]) -> list[Stage]:
    """Return the stages of life in a message, in its order.

    Args:
        words: the tokens of the normalised message.
    """
    found: list[Stage] = []
    behind = 0  # the end of the last stage
    for position, word in enumerate(words):
        if position >= behind and (word in _FIRST or word.isdigit()):
            stage = _stage_at(words, position)
            if stage is not None:
                found.append(stage)
                behind = stage.end
    return found


def _stage_at(words: Sequence[str], position: int) -> Stage | None:
    if words[position] in _DECADES and _at(words, position - 1) in {"his", "her", "my", "their"}:
        return Stage("elderly", position, position + 1)
    number, length = _number(words, position)
    if number is None:
        return None
    end = position + length
    unit, further = _at(words, end), _at(words, end + 1)
    if unit in _MONTHS:
        return _young_or_unborn(words, position, end, further)
    if unit in _YEARS and (further in _OLD or unit in {"yo", "y"}):
        return _of(number, position, end + 2)
    if _is_age(number, words[max(0, position - 2) : position], unit):
        return _of(number, position, end)
    return None


def _is_age(number: int, before: Sequence[str], after: str) -> bool:
    """Tell whether a number without a unit is an age, from the words beside it."""
    if not before or number > _OLDEST or _MEASURES.intersection(before):
        return False
    ends = after == "" or after in _AFTER
    turned = before[-1] in _BEFORE and (ends or number >= 60)
    return turned or (before[-1] in _IS and ends and number > 1)


def _young_or_unborn(words: Sequence[str], start: int, end: int, further: str) -> Stage | None:
    if further in _GONE:
        return Stage("pregnancy", start, end + 2)
    near = set(words[max(0, start - 3) : start])
    if further in _OLD or (near & _YOUNG and further not in _PAST and "after" not in near):
        return Stage("children", start, end + 1)
    return None


def _of(years: int, start: int, end: int) -> Stage | None:
    if years > _OLDEST:
        return None
    stages = ((13, "children"), (18, "adolescents"), (65, "adults"), (_OLDEST + 1, "elderly"))
    return Stage(next(term for below, term in stages if years < below), start, end)


def _number(words: Sequence[str], position: int) -> tuple[int | None, int]:
    """Return a number at a position and how many tokens it takes."""
    word = words[position]
    if word.isdigit():
        return int(word[:6]), 1
    if word in _TENS:
        unit = _NUMBERS.get(_at(words, position + 1), 10)
        return (_TENS[word] + unit, 2) if unit < 10 else (_TENS[word], 1)
    return _NUMBERS.get(word), 1


def _at(words: Sequence[str], position: int) -> str:
    return words[position] if 0 <= position < len(words) else ""
