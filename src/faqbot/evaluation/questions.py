"""Labelled questions: one row of a question set, and what makes a row unusable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from faqbot.dialogue.reply import Outcome

EXPECTED = frozenset(outcome.value for outcome in Outcome if outcome is not Outcome.CLARIFY)
LISTS = ("history", "gold", "gold_monographs", "tags")


class RowError(ValueError):
    """A row is no labelled question; the message says what was found and what to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledQuestion:
    """One message with what a good reply would be."""

    id: str
    text: str
    history: tuple[str, ...] = ()  # earlier messages of the same patient, oldest first
    expect: Outcome
    gold: tuple[str, ...] = ()  # ids of acceptable entries, best first
    grades: tuple[int, ...] = ()  # how relevant each of `gold` is, from 1; (): all the same
    gold_monographs: tuple[str, ...] = ()  # where only the right monograph is known
    tags: tuple[str, ...] = ()
    clarify_ok: bool = False  # asking back would be right, too

    @property
    def right_monographs(self) -> frozenset[str]:
        """The slugs that an answer may come from."""
        return frozenset(self.gold_monographs) | {gold.partition("#")[0] for gold in self.gold}


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that was left out, and why."""

    place: str  # file and line
    problem: str  # what was found and what to do

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}"


def question_of(row: Mapping[str, Any]) -> LabelledQuestion:
    """Return the question that the fields of a row describe; unknown fields are ignored.

    Raises:
        RowError: a field is missing or has another type.
    """
    for name in ("id", "text", "expect"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise RowError(f"`{name}` is {row.get(name)!r}. It must be text.")
    if row["expect"] not in EXPECTED:
        raise RowError(
            f"`expect` is {row['expect']!r}. It must be one of {', '.join(sorted(EXPECTED))}."
        )
    if not isinstance(row.get("clarify_ok") or False, bool):
        raise RowError(f"`clarify_ok` is {row['clarify_ok']!r}. It must be true or false.")
    question = LabelledQuestion(
        id=row["id"],
        text=row["text"],
        expect=Outcome(row["expect"]),
        grades=_grades(row),
        clarify_ok=bool(row.get("clarify_ok")),
        **{name: _texts(row, name) for name in LISTS},
    )
    _check_characters(question)
    return question


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = row.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RowError(f"`{name}` is {value!r}. It must be a list of texts.")
    return tuple(value)


def _grades(row: Mapping[str, Any]) -> tuple[int, ...]:
    value = row.get("grades") or []
    whole = isinstance(value, list) and all(type(item) is int and item >= 1 for item in value)
    if not whole or len(value) not in (0, len(row.get("gold") or ())):
        raise RowError(f"`grades` is {value!r}. It must be one whole number from 1 for each gold.")
    return tuple(value)


def _check_characters(question: LabelledQuestion) -> None:
    """Refuse halves of surrogate pairs: what is not UTF-8 can be neither shown nor written."""
    texts = (question.id, question.text, *question.history, *question.gold)
    try:
        "".join((*texts, *question.gold_monographs, *question.tags)).encode()
    except UnicodeEncodeError as error:
        raise RowError("there are bytes that are not UTF-8. Save the file as UTF-8.") from error
