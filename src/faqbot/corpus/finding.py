"""What is wrong with a monograph file, said so that its author can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters.

    An `ERROR` keeps a file, or the entry that it names, from being served. A `WARNING` is
    served, but should be looked at. A `NOTE` is good to know and asks for nothing.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem in one file: where it is, what was found and what to do about it."""

    path: str
    line: int | None  # counted from 1; None where the whole file is meant
    severity: Severity
    code: str  # short and stable, for filters: "duplicate-key"
    found: str
    remedy: str

    @property
    def place(self) -> str:
        """The file and, where there is one, the line: `faqs/x.md:12`."""
        return self.path if self.line is None else f"{self.path}:{self.line}"

    def __str__(self) -> str:
        return f"{self.place}: {self.severity}: {self.found} {self.remedy}"


class Findings:
    """Collects the findings of one file while it is read."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.items: list[Finding] = []

    def error(self, code: str, found: str, remedy: str, *, line: int | None = None) -> None:
        """Note a problem that keeps something from being served."""
        self._add(Severity.ERROR, code, found, remedy, line)

    def warning(self, code: str, found: str, remedy: str, *, line: int | None = None) -> None:
        """Note something that is served, but should be looked at."""
        self._add(Severity.WARNING, code, found, remedy, line)

    def note(self, code: str, found: str, remedy: str, *, line: int | None = None) -> None:
        """Note something that is good to know and asks for nothing."""
        self._add(Severity.NOTE, code, found, remedy, line)

    def _add(
        self, severity: Severity, code: str, found: str, remedy: str, line: int | None
    ) -> None:
        self.items.append(
            Finding(
                path=self._path,
                line=line,
                severity=severity,
                code=code,
                found=found,
                remedy=remedy,
            )
        )
