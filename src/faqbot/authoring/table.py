"""Monographs as rows of a table and back, without loss.

One row a FAQ. What holds for the whole monograph stands in its first row. A cell with several
texts holds one a line, or a JSON list where a text has more than one line. A column that the
table has decides; what it has no column for stays as it is in the file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from faqbot.authoring.document import Document
from faqbot.corpus.names import ingredients_of
from faqbot.errors import AuthoringError
from faqbot.language.text import name_key

Cells = dict[str, str]  # by column; every cell is text, "" where there is nothing


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row and where it stands."""

    number: int  # in the file, counted from 1, the header included
    cells: Cells


def _as_text(value: Any) -> str:  # noqa: ANN401 - whatever the YAML held
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else _as_json(value)


def _as_json(value: Any) -> str:  # noqa: ANN401
    return "" if value in (None, [], {}) else json.dumps(value, ensure_ascii=False)


def _as_lines(value: Any) -> str:  # noqa: ANN401
    """Write texts one a line, where they can be told apart again."""
    plain = isinstance(value, list) and all(
        isinstance(item, str) and item and item == item.strip() and item.splitlines() == [item]
        for item in value
    )
    if not plain or (value[:1] and value[0][0] in "[{"):
        return _as_json(value)
    return "\n".join(value or ())


def _from_text(cell: str) -> str:
    return cell


def _from_json(cell: str) -> Any:  # noqa: ANN401
    return json.loads(cell)


def _from_lines(cell: str) -> Any:  # noqa: ANN401
    if cell[:1] in ("[", "{"):
        return json.loads(cell)
    return [line.strip() for line in cell.split("\n") if line.strip()]


def _from_truth(cell: str) -> bool:
    if cell.strip().lower() not in ("true", "false", "yes", "no", "1", "0"):
        raise ValueError("it must be true or false")
    return cell.strip().lower() in ("true", "yes", "1")


_TEXT = (_as_text, _from_text)
_LINES = (_as_lines, _from_lines)
_JSON = (_as_json, _from_json)
Kind = tuple[Callable[[Any], str], Callable[[str], Any]]

# Column -> how it is written and read. The names are those of the front matter where it has one.
FAQ_COLUMNS: dict[str, Kind] = {
    "question": _TEXT,
    "answer": _TEXT,
    "alternates": _LINES,
    "topic": _TEXT,
    "faq_other": _JSON,  # keys of the FAQ that have no column
}
MONOGRAPH_COLUMNS: dict[str, Kind] = {
    "description": _TEXT,
    "is_banned": (_as_text, _from_truth),
    "lastModified": _TEXT,
    "ingredients": _LINES,
    "brands": _LINES,
    "reviewed": _TEXT,
    "reviewer": _TEXT,
    "next_review": _TEXT,
    "sources": _JSON,
    "accepted": _JSON,
    "other": _JSON,  # keys of the front matter that have no column
    "body": _TEXT,
}
COLUMNS = ("medicine", "slug", *FAQ_COLUMNS, *MONOGRAPH_COLUMNS)
NEEDED = ("medicine", "question", "answer")
_KEYS = {"question": "q", "answer": "a"}  # in the front matter


def rows_of(documents: Iterable[Document]) -> Iterator[Cells]:
    """Yield the rows of some monographs, each with all columns.

    Raises:
        AuthoringError: a FAQ is not a block of texts, which a table cannot hold.
    """
    for document in documents:
        values = dict(document.values)
        faqs = values.pop("faqs", None) or [{}]
        about = {"medicine": str(values.pop("title", "")), "slug": document.slug}
        whole = _cells(values | {"body": document.body}, MONOGRAPH_COLUMNS, "other")
        for faq in faqs:
            if not isinstance(faq, dict):
                raise AuthoringError(
                    f"{document.slug}: a FAQ is {faq!r}, not a question with an answer. "
                    "Run faqbot check, and mend it first."
                )
            named = {_named(key): value for key, value in faq.items()}
            yield {**about, **_cells(named, FAQ_COLUMNS, "faq_other"), **whole}
            whole = dict.fromkeys(whole, "")


def documents_of(
    columns: Sequence[str], rows: Iterable[TableRow], existing: Mapping[str, Document]
) -> Iterator[Document]:
    """Yield the monographs that rows describe, in the order of their first rows.

    Args:
        columns: those that the table has.
        rows: its rows; those of one monograph need not follow each other.
        existing: the files that there are, by slug; they keep what the table has no column for.

    Raises:
        AuthoringError: a column is unknown or missing, or a cell cannot be read. The message
            names row and column.
    """
    _check_columns(columns)
    groups: dict[str, list[TableRow]] = {}
    for row in rows:
        groups.setdefault(_slug(row), []).append(row)
    for slug, group in groups.items():
        yield _document(slug, columns, group, existing.get(slug))


def _document(
    slug: str, columns: Sequence[str], rows: Sequence[TableRow], old: Document | None
) -> Document:
    values: dict[str, Any] = {"title": rows[0].cells["medicine"].strip()}
    kept = dict(old.values) if old else {}
    known = {
        str(faq.get("q")): faq for faq in kept.pop("faqs", None) or () if isinstance(faq, dict)
    }
    whole = _values(columns, _merged(rows), MONOGRAPH_COLUMNS, "other", rows[0].number)
    body = whole.pop("body", None)
    if "other" not in columns:
        values |= {key: value for key, value in kept.items() if key not in MONOGRAPH_COLUMNS}
        values["title"] = rows[0].cells["medicine"].strip()
    values |= {
        key: value for key, value in kept.items() if key in MONOGRAPH_COLUMNS and key not in columns
    }
    values |= whole
    faqs = [_faq(row, columns, known) for row in rows if not _is_empty(row)]
    if faqs:
        values["faqs"] = faqs
    if body is None and "body" not in columns and old is not None:
        body = old.body
    return Document(slug, values, str(body or ""))


def _faq(row: TableRow, columns: Sequence[str], known: Mapping[str, Any]) -> dict[str, Any]:
    fields = _values(columns, row.cells, FAQ_COLUMNS, "faq_other", row.number)
    faq = {"q": fields.pop("question", ""), "a": fields.pop("answer", "")}
    before = known.get(faq["q"], {})
    kept = {key: value for key, value in before.items() if _named(key) not in COLUMNS}
    if "faq_other" in columns:
        kept = {}
    unlisted = {key: before[key] for key in ("alternates", "topic") if key in before}
    kept |= {key: value for key, value in unlisted.items() if key not in columns}
    return faq | kept | fields


def _cells(values: Mapping[str, Any], kinds: Mapping[str, Kind], rest: str) -> Cells:
    """Write values into their columns, and those that have none into the column `rest`."""
    others = {key: value for key, value in values.items() if key not in kinds or key == rest}
    cells = {
        name: "" if values.get(name) is None else write(values[name])
        for name, (write, _) in kinds.items()
        if name != rest
    }
    return {**cells, rest: _as_json(others)}


def _values(
    columns: Sequence[str], cells: Cells, kinds: Mapping[str, Kind], rest: str, number: int
) -> dict[str, Any]:
    """Read the cells that hold something."""
    values: dict[str, Any] = {}
    for name, (_, read) in kinds.items():
        if name not in columns or not cells[name]:
            continue
        try:
            value = read(cells[name])
        except ValueError as error:
            raise AuthoringError(
                f"row {number}, column {name}: {cells[name]!r} cannot be read: {error}. "
                "Write it as faqbot export does."
            ) from error
        if name == rest:
            values |= value
        else:
            values[name] = value
    return values


def _merged(rows: Sequence[TableRow]) -> Cells:
    """Return the cells that hold for the whole monograph, from the first row that has each."""
    merged = dict.fromkeys(MONOGRAPH_COLUMNS, "")
    for row in rows:
        for name in MONOGRAPH_COLUMNS:
            cell = row.cells.get(name, "")
            if cell and merged[name] and cell != merged[name]:
                raise AuthoringError(
                    f"row {row.number}, column {name}: it says something else than a row above "
                    "for the same medicine. Keep one of the two."
                )
            merged[name] = merged[name] or cell
    return merged


def _check_columns(columns: Sequence[str]) -> None:
    missing = [name for name in NEEDED if name not in columns]
    unknown = [name for name in columns if name not in COLUMNS]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    for what, names in (("missing", missing), ("unknown", unknown), ("there twice", twice)):
        if names:
            raise AuthoringError(
                f"These columns are {what}: {', '.join(names)}. "
                f"The first row must name columns among: {', '.join(COLUMNS)}."
            )


def _slug(row: TableRow) -> str:
    slug = row.cells.get("slug", "").strip()
    if not slug:
        parts = ingredients_of(row.cells["medicine"].strip())
        slug = "-".join(name_key(part).replace(" ", "-") for part in parts)
    if not slug or slug != slug.strip(".") or any(sign in slug for sign in "/\\\0"):
        raise AuthoringError(
            f"row {row.number}: {row.cells['medicine']!r} with the slug {slug!r} gives no file "
            "name. Name the medicine in the column medicine."
        )
    return slug


def _is_empty(row: TableRow) -> bool:
    return not any(row.cells.get(name) for name in FAQ_COLUMNS)


def _named(key: str) -> str:
    return {short: name for name, short in _KEYS.items()}.get(key, key)
