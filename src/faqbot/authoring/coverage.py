"""Which medicines have something to say on which topics, and where that is thin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from faqbot.authoring.asking import TopicReader
from faqbot.authoring.core_topics import load_core_topics
from faqbot.authoring.draft import Draft, faqs_of
from faqbot.corpus.monograph import EntryKind
from faqbot.language.topics import load_topics

FEWEST_FAQS = 20
FEWEST_WORDINGS = 3  # the question and two alternates


@dataclass(frozen=True, slots=True)
class Column:
    """One topic of the table."""

    id: str
    title: str
    heading: str
    is_core: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What one monograph has on one topic."""

    faqs: int
    sections: int


@dataclass(frozen=True, slots=True)
class Row:
    """What one monograph has."""

    slug: str
    title: str
    cells: tuple[Cell, ...]  # in the order of the columns
    thin: tuple[str, ...]  # what is too little, in words

    @property
    def gaps(self) -> int:
        """How many topics have neither a FAQ nor a section."""
        return sum(not (cell.faqs or cell.sections) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Medicines × topics."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the table as plain data for JSON."""
        return {
            "topics": [asdict(column) for column in self.columns],
            "medicines": [
                {
                    "slug": row.slug,
                    "title": row.title,
                    "topics": {
                        column.id: asdict(cell)
                        for column, cell in zip(self.columns, row.cells, strict=True)
                    },
                    "thin": row.thin,
                }
                for row in self.rows
            ],
        }


def columns(*, everything: bool = False) -> tuple[Column, ...]:
    """Return the core topics, and all other topics behind them if `everything` is wanted."""
    core = [
        Column(topic.id, topic.title, topic.heading, is_core=True) for topic in load_core_topics()
    ]
    known = {column.id for column in core}
    others = [
        Column(topic.id, topic.title, topic.id, is_core=False)
        for topic in load_topics().values()
        if topic.id not in known
    ]
    return tuple(core + others) if everything else tuple(core)


def coverage(drafts: Sequence[Draft], reader: TopicReader, chosen: Sequence[Column]) -> Coverage:
    """Count the entries of each monograph by topic; an entry may treat several."""
    covering = {topic.id: topic.covered_by for topic in load_core_topics()}
    reader.prepare(words for draft in drafts for many in draft.asked.values() for words in many)
    rows = []
    for draft in drafts:
        topics = [(entry.kind, draft.topics(entry, reader)) for entry in draft.monograph.entries]
        cells = [
            _cell(topics, covering.get(column.id, frozenset({column.id}))) for column in chosen
        ]
        rows.append(
            Row(
                draft.monograph.slug,
                draft.monograph.title,
                tuple(cells),
                _thin(draft, chosen, cells),
            )
        )
    return Coverage(tuple(chosen), tuple(rows))


def _cell(topics: Sequence[tuple[EntryKind, frozenset[str]]], covering: frozenset[str]) -> Cell:
    kinds = [kind for kind, asked in topics if asked & covering]
    faqs = sum(kind is EntryKind.FAQ for kind in kinds)
    return Cell(faqs, len(kinds) - faqs)


def _thin(draft: Draft, chosen: Sequence[Column], cells: Sequence[Cell]) -> tuple[str, ...]:
    pairs = [(c, cell) for c, cell in zip(chosen, cells, strict=True) if c.is_core]
    missing = [c.heading for c, cell in pairs if not (cell.faqs or cell.sections)]
    unasked = [c.heading for c, cell in pairs if cell.sections and not cell.faqs]
    faqs = faqs_of(draft.monograph.entries)
    bare = [entry for entry in faqs if 1 + len(entry.alternates) < FEWEST_WORDINGS]
    notes = []
    if missing:
        notes.append(f"nothing on {', '.join(missing)}")
    if unasked:
        notes.append(f"no FAQ, only a section on {', '.join(unasked)}")
    if len(faqs) < FEWEST_FAQS:
        notes.append(f"{len(faqs)} FAQs; {FEWEST_FAQS} are a good start")
    if bare:
        notes.append(f"{len(bare)} FAQs with fewer than {FEWEST_WORDINGS - 1} alternates")
    return tuple(notes)
