"""Replies and findings as rich renderables. Nothing is ever cut off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import ClassVar, assert_never

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.markdown import Markdown, MarkdownElement, TableElement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from faqbot.corpus.reader import Corpus
from faqbot.dialogue.reply import (
    Abstention,
    Answer,
    Choice,
    Clarification,
    Outcome,
    Referral,
    Reply,
    SmallTalk,
    Source,
    Trace,
)
from faqbot.dialogue.wording import say
from faqbot.safety.helplines import helplines, known_regions

_INSIDE_WORD = re.compile(r"(?<=\w)\*(?=\w)")


def console() -> Console:
    """Return the console of a command: colours only where a terminal shows them."""
    return Console(highlight=False, soft_wrap=False)


def reply_view(reply: Reply) -> RenderableType:
    """Return a reply as a patient reads it."""
    match reply:
        case Answer():
            return _answer(reply)
        case Clarification():
            return _lines(*_notes(reply.notes), Text(reply.question), *_choices(reply.choices))
        case Abstention():
            near = [Text("I can answer these:")] if reply.choices else []
            return _lines(Text(reply.text), Text(reply.next_step), *near, *_choices(reply.choices))
        case Referral():
            style = "bold red" if reply.outcome is Outcome.EMERGENCY else "bold magenta"
            return _lines(markdown(reply.text, style=style))
        case SmallTalk():
            return _lines(Text(reply.text))
        case _:
            assert_never(reply)


def trace_view(trace: Trace) -> RenderableType:
    """Return how a reply was found."""
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="bold")
    facts.add_column()
    rows = (
        ("medicine", ", ".join(trace.medicines)),
        ("topic", ", ".join(f"{topic} {share:.2f}" for topic, share in trace.topics)),
        ("words read as", ", ".join(f"{words} → {term}" for words, term in trace.terms)),
        ("rule", trace.rule),
        ("confidence", f"{trace.confidence:.2f}"),
        ("corpus", f"{trace.corpus_digest}, faqbot {trace.version}"),
    )
    for name, value in rows:
        facts.add_row(name, value or "–")
    if not trace.candidates:
        return _lines(facts)
    table = Table(box=None, pad_edge=False)
    for name in ("score", "entry", "made of"):
        table.add_column(name, overflow="fold")
    for candidate in trace.candidates:
        parts = ", ".join(f"{name} {share:+.2f}" for name, share in candidate.features)
        entry = Text(f"{candidate.entry_id}\n{candidate.title}")
        table.add_row(f"{candidate.score:.3f}", entry, parts)
    return _lines(facts, table)


def medicines_view(corpus: Corpus) -> RenderableType:
    """Return the medicines that there are monographs of."""
    table = Table("medicine", "also called", "last changed", box=None, pad_edge=False)
    for monograph in corpus.monographs:
        names = [*monograph.brands, *(other.name for other in monograph.other_names)]
        title = f"{monograph.title} (banned)" if monograph.is_banned else monograph.title
        table.add_row(title, ", ".join(dict.fromkeys(names)), _day(monograph.last_modified))
    return table


def region_view(region: str, *, unknown: str | None = None) -> RenderableType:
    """Return whose help lines are shown, which day they are from, and which others there are."""
    lines = helplines(region)
    numbers = " or ".join(lines.emergency) or "none of its own"
    first = f"I have no help lines for “{unknown}”. " if unknown else ""
    return _lines(
        Text(
            f"{first}Help cards are for {lines.country}; emergency number: {numbers} "
            f"(reviewed {_day(lines.reviewed)})."
        ),
        Text(f"Known regions: {', '.join(known_regions())}."),
    )


def markdown(text: str, style: str = "") -> Markdown:
    """Return Markdown without what it would swallow: `<30 mL` is no tag, `B*15` no emphasis."""
    escaped = _INSIDE_WORD.sub(r"\\*", text.replace("<", "\\<"))
    return _WholeMarkdown(escaped, style=style)


class _WholeTable(TableElement):
    """A table that breaks long words in narrow columns; rich's own cuts them off."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for table in super().__rich_console__(console, options):
            if isinstance(table, Table):
                for column in table.columns:
                    column.overflow = "fold"
            yield table


class _WholeMarkdown(Markdown):
    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "table_open": _WholeTable,
    }


def _answer(answer: Answer) -> RenderableType:
    blocks: list[RenderableType] = [
        *_notes(answer.notes),
        Text(answer.understood, style="bold"),
        Padding(markdown(answer.text), (0, 0, 0, 2)),
        Text(_source_line(answer.source), style="dim"),
        Text(answer.disclaimer, style="dim"),
    ]
    if answer.related:
        blocks += [Text("Not what you meant, or more to ask?"), *_choices(answer.related)]
    for further in answer.also:
        blocks.append(_answer(further))
    return _lines(*blocks)


def _source_line(source: Source) -> str:
    reviewed = (
        say("reviewed", date=source.reviewed.isoformat())
        if source.reviewed
        else say("not_reviewed")
    )
    changed = _day(source.last_modified)
    line = f"Source: {source.title} ({source.entry_id}), last changed {changed}. {reviewed}"
    return f"{line} Based on: {'; '.join(source.references)}." if source.references else line


def _day(day: date | None) -> str:
    return day.isoformat() if day else say("undated")


def _notes(notes: Sequence[str]) -> list[RenderableType]:
    return [Text(note, style="yellow") for note in notes]


def _choices(choices: Sequence[Choice]) -> list[RenderableType]:
    if not choices:
        return []
    table = Table.grid(padding=(0, 1))
    for number, choice in enumerate(choices, start=1):
        table.add_row(Text(f"  {number}."), Text(choice.label))
    return [table]


def _lines(*blocks: RenderableType) -> RenderableType:
    """Return blocks with a blank line between them."""
    spaced: list[RenderableType] = []
    for block in blocks:
        spaced += [block, Text("")]
    return Group(*spaced[:-1])
