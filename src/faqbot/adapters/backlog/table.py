"""The report in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group as Lines
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from faqbot.adapters.backlog.report import AskedInVain, Near, RatedBadly, Report
from faqbot.adapters.backlog.words import reasons, summary


def report_view(report: Report) -> RenderableType:
    """Return a report as a table, the largest group first."""
    if not report.groups:
        return Text(summary(report))
    table = Table(box=None, pad_edge=False, padding=(0, 1, 1, 0))
    for name, share in (("about", 3), ("asked", None), ("👎", None), ("what", 5), ("nearest", 5)):
        table.add_column(name, overflow="fold", ratio=share)
    for group in report.groups:
        table.add_row(
            Text(f"{group.medicine or 'no medicine named'}\n{group.topic or 'no topic'}"),
            str(group.asked or "–"),
            str(group.bad or "–"),
            _bullets((*map(_question, group.questions), *map(_entry, group.entries))),
            _bullets(map(_near, group.nearest)) if group.nearest else Text("–"),
        )
    return Lines(Text(summary(report)), Text(""), table)


def _bullets(texts: Iterable[Text]) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column()
    grid.add_column(overflow="fold")
    for text in texts:
        grid.add_row("·", text)
    return grid


def _question(question: AskedInVain) -> Text:
    times = f" ({question.count} times)" if question.count > 1 else ""
    text = Text(f"“{question.text}”{times}")
    return text.append(" – answered by now", style="green") if question.answered_now else text


def _entry(entry: RatedBadly) -> Text:
    text = Text(
        f"{entry.title or 'no longer there'} ({entry.entry_id}): {entry.bad} 👎 {entry.good} 👍"
    )
    return text.append(f" – {reasons(entry)}", style="dim") if entry.reasons else text


def _near(near: Near) -> Text:
    return Text(f"{near.title} ({near.entry_id}, {near.score:.2f})")
