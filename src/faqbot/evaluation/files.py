"""Text files, gzip and standard input, opened alike and read line by line."""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from faqbot.errors import QuestionSetError

STDIN = "-"
LONGEST_ROW = 1_000_000  # characters; what is longer is no question, and would fill the memory
CORRUPT = (EOFError, gzip.BadGzipFile, zlib.error)  # what reading a damaged gzip file raises
_GZIP = b"\x1f\x8b"

Lines = Iterator[tuple[int, str]]  # (line number from 1, the line with its end)


@contextmanager
def opened(source: str) -> Iterator[IO[str]]:
    """Open a text file or standard input, unpacked where it is packed.

    Bytes that are not UTF-8 become lone surrogates, so that a bad row spoils no other row.
    """
    try:
        raw = sys.stdin.buffer if source == STDIN else Path(source).open("rb")  # noqa: SIM115
    except OSError as error:
        raise QuestionSetError(
            f"{source}: cannot be read ({error.strerror}). "
            "Name a file of questions, or - for standard input."
        ) from error
    buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(raw)  # type: ignore[type-var]
    packed = buffered.peek(2)[:2] == _GZIP
    binary: Any = gzip.GzipFile(fileobj=buffered) if packed else buffered
    text = io.TextIOWrapper(binary, "utf-8-sig", errors="surrogateescape", newline="")
    try:
        yield text
    finally:
        if source == STDIN:
            text.detach()  # standard input is not ours to close
        else:
            text.close()
            raw.close()


class Peekable:
    """Numbered lines, of which the first one that is not blank can be seen beforehand."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.number = 0  # of the last line that was handed out
        self._waiting = next(((n, text) for n, text in lines if text.strip()), None)
        self.first = self._waiting[1] if self._waiting else ""

    def __iter__(self) -> Lines:
        """Hand out the lines from the first one that is not blank."""
        if self._waiting is not None:
            self.number = self._waiting[0]
            yield self._waiting
        for number, text in self._lines:
            self.number = number
            yield number, text


def numbered_lines(file: IO[str]) -> Lines:
    """Yield the lines of a file; of those that are too long, only the beginning."""
    number = 0
    while text := file.readline(LONGEST_ROW):
        number += 1
        yield number, text
        while len(text) == LONGEST_ROW and not text.endswith("\n"):  # drop the rest of it
            text = file.readline(LONGEST_ROW)


def count_lines(sources: Iterable[str]) -> int | None:
    """Return about how many rows there are, to show how far a run is; None: cannot be known."""
    total = 0
    for source in sources:
        if source == STDIN:
            return None
        with opened(source) as file:
            try:
                total += sum(1 for line in file if not line.isspace())
            except CORRUPT:
                return None
    return total


def digest_of(source: str) -> str:
    """Return a hash of a file's bytes; "" for standard input, which is gone once it is read."""
    if source == STDIN:
        return ""
    with Path(source).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
