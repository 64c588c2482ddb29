"""Question sets from files, gzip and standard input: JSONL, CSV, TREC; one row at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from faqbot.errors import QuestionSetError
from faqbot.evaluation import trec
from faqbot.evaluation.files import CORRUPT, STDIN, Peekable, numbered_lines, opened
from faqbot.evaluation.questions import (
    LISTS,
    BadRow,
    LabelledQuestion,
    RowError,
    question_of,
)

Row = LabelledQuestion | BadRow


def read_rows(sources: Iterable[str], qrels: trec.Qrels | None = None) -> Iterator[Row]:
    """Yield the rows of question sets in order, good ones and bad ones.

    Args:
        sources: paths, or `-` for standard input. gzip is seen by its first bytes; the form
            by the ending (`.jsonl`, `.csv`, `.trec`), else by the first character.
        qrels: the judgements for TREC topics.

    Raises:
        QuestionSetError: a file cannot be opened, or is in no form of a question set.
    """
    for source in sources:
        with opened(source) as file:
            lines = Peekable(numbered_lines(file))
            place = "standard input" if source == STDIN else source
            read = _reader_of(source, lines.first)
            if read is trec.read_topics and qrels is None:
                raise QuestionSetError(
                    f"{source}: TREC topics say nothing of the right replies. Add --qrels FILE."
                )
            try:
                for line, row in read(lines):
                    yield _row(f"{place}:{line}", row, qrels)
            except CORRUPT as error:
                place = f"{place}:{lines.number + 1}"
                problem = f"the gzip file is damaged from here on ({error}). Pack it anew."
                yield BadRow(place=place, problem=problem)


def read_questions(path: Path) -> Iterator[LabelledQuestion]:
    """Yield the questions of a file; the first bad row raises.

    Raises:
        QuestionSetError: the file cannot be read, or a row is not a question.
    """
    for row in read_rows([str(path)]):
        if isinstance(row, BadRow):
            raise QuestionSetError(str(row))
        yield row


def _reader_of(
    source: str, first: str
) -> Callable[[Iterable[tuple[int, str]]], Iterator[tuple[int, Any]]]:
    suffix = Path(source.removesuffix(".gz")).suffix.lower()
    if suffix in {".jsonl", ".json", ".ndjson"} or (suffix != ".csv" and first.startswith("{")):
        return _json_rows
    if suffix in {".trec", ".topics"} or first.lstrip().startswith("<") or "\t" in first:
        return trec.read_topics
    if suffix == ".csv" or "," in first:
        return _csv_rows
    if not first:
        return _json_rows  # an empty file holds no rows in any form
    raise QuestionSetError(
        f"{source}: neither JSONL, CSV nor TREC topics. Name the file .jsonl, .csv or .trec."
    )


def _row(place: str, row: object, qrels: trec.Qrels | None) -> Row:
    try:
        if isinstance(row, RowError):
            raise row
        if isinstance(row, trec.Topic):
            return trec.question_of_topic(row, qrels or {})
        if not isinstance(row, dict):
            raise RowError("not an object. Write {...} on each line.")
        return question_of(row)
    except RowError as error:
        return BadRow(place=place, problem=str(error))


def _json_rows(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, object]]:
    for number, line in lines:
        if not line.strip():
            continue
        try:
            row: object = json.loads(line)
        except (ValueError, RecursionError) as error:
            what = getattr(error, "msg", str(error))
            row = RowError(f"not valid JSON ({what}). Write one JSON object a line.")
        yield number, row


def _csv_rows(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, object]]:
    """Yield the rows of a CSV file; cells with lists hold JSON, or ids divided by blanks."""
    position = 0

    def texts() -> Iterator[str]:
        nonlocal position
        for number, text in lines:
            position = number
            yield text

    reader = csv.reader(texts())
    header = [name.strip() for name in next(reader, [])]
    missing = [name for name in ("id", "text", "expect") if name not in header]
    if missing:
        yield (
            position,
            RowError(
                f"the first row of a CSV file must name the columns id, text and expect; "
                f"{', '.join(missing)} cannot be found. Nothing of this file is used."
            ),
        )
        return
    while True:
        start = position + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield start, RowError(f"not valid CSV ({error}). Check the quotes in this row.")
            continue
        if cells:
            yield start, _cells(header, cells)


def _cells(header: list[str], cells: list[str]) -> object:
    if len(cells) > len(header):
        return RowError(
            f"{len(cells)} cells under {len(header)} columns. Put quotes around cells with commas."
        )
    row: dict[str, Any] = {key: value for key, value in zip(header, cells, strict=False) if value}
    for name in (*LISTS, "grades"):
        if name in row:
            try:
                row[name] = _list(row[name])
            except ValueError:
                return RowError(f"`{name}` is {row[name]!r}. Close its brackets and quotes.")
    if "clarify_ok" in row:
        row["clarify_ok"] = row["clarify_ok"].lower() in {"true", "1", "yes"}
    return row


def _list(cell: str) -> object:
    if cell.startswith("["):
        return json.loads(cell)
    return cell.split()
