"""A monograph as its author sees it: the file with its lines, beside what was read from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faqbot.authoring.asking import TopicReader, Words, names_of, wordings_of
from faqbot.corpus.body import Section, split_sections
from faqbot.corpus.finding import Findings
from faqbot.corpus.front_matter import FrontMatter, read_front_matter
from faqbot.corpus.monograph import Entry, EntryKind, Monograph
from faqbot.corpus.reader import Reading


@dataclass(frozen=True, slots=True)
class Draft:
    """One monograph file that can be read, with all that its author may want to be told about."""

    path: Path
    lines: tuple[str, ...]  # of the file
    front_matter: FrontMatter
    monograph: Monograph
    names: frozenset[Words]  # of its medicine
    asked: dict[str, list[Words]]  # by entry id: what it is asked by, without these names

    @property
    def faqs(self) -> list[dict[str, Any]]:
        """The FAQs as they stand in the front matter, also those that are not served."""
        return self.front_matter.values.get("faqs") or []

    @property
    def sections(self) -> list[Section]:
        """The sections of the body, also those that are no entries."""
        return split_sections(self.front_matter.body, self.front_matter.body_line)

    def topics(self, entry: Entry, reader: TopicReader) -> frozenset[str]:
        """Return the topics that an entry asks about: its author's, else those of its wordings."""
        return frozenset({entry.topic}) if entry.topic else reader.topics(self.asked[entry.id])

    def line_of(self, entry: Entry, words: str) -> int:
        """Return the line of some words in an entry; the entry's own where they are wrapped."""
        after = self._line_after(entry)
        for number in range(entry.line, after):
            if words in self.lines[number - 1]:
                return number
        return entry.line

    def key_line(self, *location: str | int) -> int:
        """Return the line of a key in the front matter, or of the nearest one around it."""
        return self.front_matter.line(location)

    def _line_after(self, entry: Entry) -> int:
        """Return the line on which an entry has ended."""
        starts = [other.line for other in self.monograph.entries if other.line > entry.line]
        end = len(self.lines) + 1
        if entry.kind is EntryKind.FAQ:
            end = min(end, self.front_matter.body_line)
        return min([end, *starts])


def drafts_of(reading: Reading) -> Iterator[Draft]:
    """Yield the files of a folder that hold a monograph, in the order of their paths."""
    slugs = {monograph.slug for monograph in reading.corpus.monographs}
    for file in reading.files:
        if file.slug in slugs:
            yield draft_of(file.path, file.text, reading.corpus[file.slug])


def draft_of(path: Path, text: str, monograph: Monograph) -> Draft:
    """Return the draft of one file that was parsed as `monograph`."""
    front_matter = read_front_matter(text, Findings(str(path)))
    if front_matter is None:
        raise ValueError(f"{path} was parsed, but has no front matter")
    lines = tuple(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"))
    names = names_of(monograph)
    asked = {entry.id: wordings_of(entry, names) for entry in monograph.entries}
    return Draft(path, lines, front_matter, monograph, names, asked)


def faqs_of(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries that are FAQs."""
    return [entry for entry in entries if entry.kind is EntryKind.FAQ]
