"""What `check` found: as a table, as plain lines, as JSON and as annotations of a build."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from faqbot.corpus.finding import Finding, Severity
from faqbot.corpus.reader import Corpus

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


def findings_view(
    findings: Sequence[Finding], corpus: Corpus, *, notes: bool = False
) -> RenderableType:
    """Return a table for each file, and the counts; notes only where they are asked for."""
    files = groupby(_shown(findings, notes=notes), key=lambda finding: finding.path)
    tables = [_of_one_file(path, of_file) for path, of_file in files]
    return Group(*tables, Text(counts(findings, corpus, notes=notes)))


def findings_lines(findings: Sequence[Finding], corpus: Corpus, *, notes: bool = False) -> str:
    """Return one line for each finding, and the counts: for more than a table can show."""
    lines = [str(finding) for finding in _shown(findings, notes=notes)]
    return "\n".join([*lines, "", counts(findings, corpus, notes=notes)])


def counts(findings: Sequence[Finding], corpus: Corpus, *, notes: bool = False) -> str:
    """Return how many monographs can be served, and how much was found."""
    number = Counter(finding.severity for finding in findings)
    unseen = " (--notes shows them)" if number[Severity.NOTE] and not notes else ""
    return (
        f"{_count(len(corpus.monographs), 'monograph')} with "
        f"{_count(sum(len(m.entries) for m in corpus.monographs), 'entry', 'entries')} can be "
        f"served; {_count(number[Severity.ERROR], 'error')}, "
        f"{_count(number[Severity.WARNING], 'warning')}, "
        f"{_count(number[Severity.NOTE], 'note')}{unseen}."
    )


def findings_json(findings: Sequence[Finding], corpus: Corpus) -> str:
    """Return the findings as JSON for programs."""
    rows = [asdict(finding) for finding in findings]
    fields = {"monographs": len(corpus.monographs), "findings": rows}
    return json.dumps(fields, indent=2, ensure_ascii=False)


def github_annotations(findings: Sequence[Finding]) -> str:
    """Return workflow commands that GitHub shows beside the lines they speak of."""
    kinds = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    return "\n".join(
        f"::{kinds[finding.severity]} file={_property(finding.path)},line={finding.line or 1},"
        f"title={_property(finding.code)}::{_message(f'{finding.found} {finding.remedy}')}"
        for finding in findings
    )


def _shown(findings: Sequence[Finding], *, notes: bool) -> list[Finding]:
    return [f for f in findings if notes or f.severity is not Severity.NOTE]


def _of_one_file(path: str, findings: Iterable[Finding]) -> RenderableType:
    """Return a table under the name of its file: line, what, and what to do about it."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    for finding in findings:
        text = Text.assemble(
            (f"{finding.severity}: {finding.code}\n", _STYLES[finding.severity]),
            f"{finding.found}\n",
            (finding.remedy, "italic"),
        )
        table.add_row("–" if finding.line is None else str(finding.line), text)
    return Group(Text(path, style="bold"), table, Text(""))


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
