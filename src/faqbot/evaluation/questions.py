"""Labelled question sets, as JSONL or CSV, read one row at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faqbot.dialogue.reply import Outcome
from faqbot.errors import QuestionSetError

_EXPECTED = frozenset(outcome.value for outcome in Outcome if outcome is not Outcome.CLARIFY)
_LISTS = ("history", "gold", "gold_monographs", "tags")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledQuestion:
    """One message with what a good reply would be."""

    id: str
    text: str
    history: tuple[str, ...] = ()  # earlier messages of the same patient, oldest first
    expect: Outcome
    gold: tuple[str, ...] = ()  # ids of acceptable entries, best first
    gold_monographs: tuple[str, ...] = ()  # where only the right monograph is known
    tags: tuple[str, ...] = ()
    clarify_ok: bool = False  # asking back would be right, too


def read_questions(path: Path) -> Iterator[LabelledQuestion]:
    """Yield the questions of a file, `.csv` or JSONL by its ending.

    Raises:
        QuestionSetError: the file cannot be read, or a row is not a question. The message
            names file, line and what was expected.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = _csv_rows(file) if path.suffix == ".csv" else _json_rows(file, path)
            for line, row in rows:
                yield _question(row, path, line)
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(
            f"{path}: cannot be read as UTF-8 text: {error}. Name a JSONL or CSV file of questions."
        ) from error


def _json_rows(file: Iterator[str], path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise QuestionSetError(
                f"{path}:{number}: not valid JSON ({error.msg}). Write one JSON object a line."
            ) from error
        if not isinstance(row, dict):
            raise QuestionSetError(f"{path}:{number}: not an object. Write {{...}} on each line.")
        yield number, row


def _csv_rows(file: Iterator[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of a CSV file; cells with lists hold JSON, or ids divided by blanks."""
    reader = csv.DictReader(file)
    for row in reader:
        cells: dict[str, Any] = {key: value for key, value in row.items() if value}
        for name in _LISTS:
            if name in cells:
                value = str(cells[name])
                cells[name] = json.loads(value) if value.startswith("[") else value.split()
        if "clarify_ok" in cells:
            cells["clarify_ok"] = str(cells["clarify_ok"]).lower() in {"true", "1", "yes"}
        yield reader.line_num, cells


def _question(row: dict[str, Any], path: Path, line: int) -> LabelledQuestion:
    for name in ("id", "text", "expect"):
        if not isinstance(row.get(name), str) or not row[name]:
            raise QuestionSetError(
                f"{path}:{line}: `{name}` is {row.get(name)!r}. It must be text."
            )
    if row["expect"] not in _EXPECTED:
        raise QuestionSetError(
            f"{path}:{line}: `expect` is {row['expect']!r}. "
            f"It must be one of {', '.join(sorted(_EXPECTED))}."
        )
    for name in _LISTS:
        value = row.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise QuestionSetError(
                f"{path}:{line}: `{name}` is {value!r}. It must be a list of texts."
            )
    return LabelledQuestion(
        id=row["id"],
        text=row["text"],
        expect=Outcome(row["expect"]),
        clarify_ok=bool(row.get("clarify_ok", False)),
        **{name: tuple(row.get(name, ())) for name in _LISTS},
    )
