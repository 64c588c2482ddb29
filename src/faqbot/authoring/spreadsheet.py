"""Tables as files: CSV and XLSX, every cell as text. Owns openpyxl."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from faqbot.authoring.table import COLUMNS, Cells, TableRow
from faqbot.errors import AuthoringError

_LONGEST_CELL = 32_767  # characters; a limit of the format
_WIDTHS = {"question": 40, "answer": 70, "alternates": 40, "body": 40, "medicine": 20}


def write_table(path: Path, rows: Iterable[Cells]) -> bytes:
    """Return a table as the bytes of a file, CSV or XLSX by the ending of `path`.

    Raises:
        AuthoringError: the ending is another one, or a cell does not fit into the format.
    """
    if path.suffix.lower() == ".csv":
        return _csv(rows)
    if path.suffix.lower() == ".xlsx":
        return _xlsx(rows)
    raise AuthoringError(f"{path}: only .csv and .xlsx are known. Choose one of them.")


def read_table(path: Path) -> tuple[list[str], list[TableRow]]:
    """Return the columns and the rows of a file, CSV or XLSX by its ending.

    Raises:
        AuthoringError: the file cannot be read as such a table.
    """
    try:
        if path.suffix.lower() == ".csv":
            text = path.read_bytes().decode("utf-8-sig")
            lines: Iterable[Sequence[object]] = csv.reader(
                io.StringIO(text, newline=""), strict=True
            )
            return _table(path, lines)
        if path.suffix.lower() == ".xlsx":
            return _table(path, _sheet(path))
    except (
        OSError,
        ValueError,
        csv.Error,
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
    ) as error:
        raise AuthoringError(
            f"{path}: cannot be read: {error}. Save it as XLSX, or as CSV in UTF-8."
        ) from error
    raise AuthoringError(f"{path}: only .csv and .xlsx are known. Save it as one of them.")


def _table(path: Path, lines: Iterable[Sequence[object]]) -> tuple[list[str], list[TableRow]]:
    numbered = iter(enumerate(lines, start=1))
    _, header = next(numbered, (1, ()))
    columns = [_known(str(name).strip()) for name in header if name not in (None, "")]
    rows = []
    for number, line in numbered:
        cells = ["" if value is None else str(value) for value in line]
        if any(cells[len(columns) :]):
            raise AuthoringError(f"{path}: row {number} has more cells than the first row.")
        if any(cell.strip() for cell in cells):
            padded = cells + [""] * (len(columns) - len(cells))
            rows.append(TableRow(number, dict(zip(columns, padded, strict=False))))
    return columns, rows


def _known(name: str) -> str:
    """Return a column by its name, whatever its case."""
    return next((column for column in COLUMNS if column.lower() == name.lower()), name)


def _csv(rows: Iterable[Cells]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        # The csv module leaves a lone \r unquoted, which reads back as a new line.
        writer.writerow(row)
    return file.getvalue().encode("utf-8-sig")  # the mark tells spreadsheets that it is UTF-8


def _xlsx(rows: Iterable[Cells]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("monographs")
    sheet.append(list(COLUMNS))
    for number, row in enumerate(rows, start=2):
        for position, name in enumerate(COLUMNS, start=1):
            if row[name]:
                cell = sheet.cell(number, position)
                cell.value = _fitting(row[name], number, name)
                cell.data_type = "s"  # text that begins with = is no formula
                cell.alignment = Alignment(wrap_text=name in _WIDTHS, vertical="top")
    for position, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = _WIDTHS.get(name, 16)
        sheet.cell(1, position).font = Font(bold=True)
    sheet.freeze_panes = "D2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fitting(text: str, number: int, column: str) -> str:
    where = f"row {number}, column {column}"
    if len(text) > _LONGEST_CELL:
        raise AuthoringError(
            f"{where}: {len(text):,} characters do not fit into a cell of XLSX "
            f"({_LONGEST_CELL:,}). Export to CSV."
        )
    odd = ILLEGAL_CHARACTERS_RE.search(text) or ("\r" in text) or ("_x" in text)
    if odd:
        raise AuthoringError(
            f"{where}: it holds a control character or “_x”, which XLSX changes. Export to CSV."
        )
    return text


def _sheet(path: Path) -> Iterator[Sequence[object]]:
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        yield from book.worksheets[0].iter_rows(values_only=True)
    finally:
        book.close()
