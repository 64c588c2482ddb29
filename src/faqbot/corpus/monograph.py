"""A monograph: what a person wrote about one medicine, and its parsing from text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from faqbot.corpus.body import Section, is_faq_section, split_sections
from faqbot.corpus.finding import Findings
from faqbot.corpus.front_matter import FrontMatter, read_front_matter
from faqbot.corpus.names import OtherName, alternate_names, ingredients_of
from faqbot.corpus.repair import repair
from faqbot.corpus.schema import FaqFields, MonographFields, validate

_NAMES_SECTION = re.compile(r"(?:alternate|alternative|other|brand|trade) names?", re.IGNORECASE)
# What a page says of itself answers no question about the medicine.
_ABOUT_THE_PAGE = re.compile(
    r"(?:about this (?:page|monograph|text)|sources?|references|disclaimer|further reading)\b",
    re.IGNORECASE,
)
# "Refer to the sections above.", "(See dosage section)", "_(No details available)_". A pointer
# to a place outside ("See https://…") is an answer.
_POINTER = re.compile(
    r"\W*(?:please\s+)?(?:(?:refer to|see|as (?:described|detailed|mentioned))\b"
    r"[^.]*\b(?:above|below|earlier|previous|sections?|details|detailed|guidelines)\b"
    r"|no details available)[^.]*\.?\W*$",
    re.IGNORECASE,
)


class EntryKind(StrEnum):
    """Where an entry stands in its file."""

    FAQ = "faq"  # a question and its answer in the front matter
    SECTION = "section"  # a heading and its text in the body


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One text that can be shown as an answer."""

    id: str  # `<slug>#q<n>` or `<slug>#<anchor>`
    slug: str
    kind: EntryKind
    title: str  # the question, or the heading
    context: tuple[str, ...]  # the headings above a section, outermost first
    text: str  # the answer as it was written, in Markdown
    alternates: tuple[str, ...]  # other wordings of the question, by the author
    topic: str | None  # set by the author; None leaves it to the topic model
    line: int  # in the file, counted from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A source that a monograph names for its facts."""

    name: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Monograph:
    """What a person wrote about one medicine, or one combination of medicines."""

    slug: str  # the file name without `.md`
    title: str
    description: str
    is_banned: bool
    last_modified: date | None
    reviewed: date | None
    reviewer: str | None
    next_review: date | None
    ingredients: tuple[str, ...]
    brands: tuple[str, ...]  # from the front matter
    other_names: tuple[OtherName, ...]  # read from the text of the "Alternate Names" section
    sources: tuple[Reference, ...]
    entries: tuple[Entry, ...]


def parse(text: str, *, slug: str, findings: Findings) -> Monograph | None:
    """Read one monograph from the text of its file.

    Args:
        text: the whole file.
        slug: the file name without `.md`; the ids of all entries begin with it.
        findings: every problem is noted here.

    Returns:
        The monograph, or None where an error keeps all of it from being served.
    """
    front_matter = read_front_matter(text, findings)
    if front_matter is None:
        return None
    fields = validate(front_matter, findings)
    if fields is None:
        return None
    if fields.lastModified is None:
        findings.warning(
            "no-date",
            "`lastModified` is missing, so answers cannot say how old they are.",
            "Add it as a date such as 2026-11-22.",
            line=front_matter.line(()),
        )
    sections = split_sections(front_matter.body, front_matter.body_line)
    entries = [*_faq_entries(slug, fields, front_matter, findings), *_body_entries(slug, sections)]
    if not entries and not fields.is_banned:
        findings.warning(
            "no-entries",
            "The monograph has neither FAQs nor sections that could be shown as an answer.",
            "Write FAQs, or remove the file.",
        )
    ingredients = tuple(fields.ingredients) or ingredients_of(fields.title)
    return Monograph(
        slug=slug,
        title=fields.title.strip(),
        description=fields.description.strip(),
        is_banned=fields.is_banned,
        last_modified=fields.lastModified,
        reviewed=fields.reviewed,
        reviewer=fields.reviewer,
        next_review=fields.next_review,
        ingredients=ingredients,
        brands=tuple(fields.brands),
        other_names=_other_names(sections, ingredients),
        sources=tuple(Reference(name=source.name, url=source.url) for source in fields.sources),
        entries=tuple(entries),
    )


def _other_names(sections: list[Section], ingredients: tuple[str, ...]) -> tuple[OtherName, ...]:
    return tuple(
        name
        for section in sections
        if _NAMES_SECTION.match(section.heading)
        for name in alternate_names(section.text, ingredients)
    )


def _faq_entries(
    slug: str, fields: MonographFields, front_matter: FrontMatter, findings: Findings
) -> Iterator[Entry]:
    first_with: dict[str, int] = {}  # question, folded -> its number
    for number, faq in enumerate(fields.faqs, start=1):
        line = front_matter.line(("faqs", number - 1))
        entry = _faq_entry(slug, number, faq, line, findings)
        if entry is None:
            continue
        same = first_with.setdefault(entry.title.casefold(), number)
        if same != number:
            findings.error(
                "duplicate-question",
                f"Question {number} is the same as question {same}: “{entry.title}”; "
                "it is not served.",
                "Keep one of the two, or ask something else.",
                line=line,
            )
            continue
        yield entry


def _faq_entry(
    slug: str, number: int, faq: FaqFields, line: int, findings: Findings
) -> Entry | None:
    repaired = repair(faq.q, faq.a)
    if not repaired.question or not repaired.answer:
        what = "answer" if repaired.question else "question"
        findings.error(
            f"empty-{what}",
            f"Question {number} has no text in its {what}; it is not served.",
            "Write it, or delete the whole question.",
            line=line,
        )
        return None
    if repaired.doubt is not None:
        findings.warning(
            "residue",
            f"Question {number} {repaired.doubt}; it was cut off, and is served as "
            f"“{repaired.question}” with the answer “{_start_of(repaired.answer)}”.",
            "Check the two and write them into the file without the rest.",
            line=line,
        )
    if _POINTER.match(repaired.answer):
        findings.warning(
            "pointer",
            f"The answer to question {number} only points elsewhere; it is not served.",
            "Write the answer out.",
            line=line,
        )
        return None
    return Entry(
        id=f"{slug}#q{number}",
        slug=slug,
        kind=EntryKind.FAQ,
        title=repaired.question,
        context=(),
        text=repaired.answer,
        alternates=tuple(faq.alternates),
        topic=faq.topic,
        line=line,
    )


def _start_of(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


def _body_entries(slug: str, sections: list[Section]) -> Iterator[Entry]:
    for section in sections:
        answers = section.text and not _POINTER.match(section.text)
        if answers and not is_faq_section(section) and not _ABOUT_THE_PAGE.match(section.heading):
            yield Entry(
                id=f"{slug}#{section.anchor}",
                slug=slug,
                kind=EntryKind.SECTION,
                title=section.heading,
                context=section.path,
                text=section.text,
                alternates=(),
                topic=None,
                line=section.line,
            )
