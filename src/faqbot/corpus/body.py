"""The Markdown body of a monograph, cut into sections with GitHub-style anchors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)|`")
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")
_FAQ_HEADING = re.compile(r"faqs?\b|frequently asked questions\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """The text between one heading and the next, whatever the next one's level."""

    heading: str  # plain text, without emphasis and closing colon: "Children"
    path: tuple[str, ...]  # the headings above it, outermost first: ("Dosage", "Standard Dosage")
    anchor: str  # as GitHub makes it: "children"
    text: str  # Markdown, unchanged
    line: int  # of the heading, counted from 1 within the file


def split_sections(body: str, first_line: int = 1) -> list[Section]:
    """Cut `body` at its ATX headings (`## Dosage`); text above the first heading is left out.

    Anchors are unique within the body: GitHub adds `-1`, `-2` to repeated ones.
    """
    anchors: Counter[str] = Counter()
    above: list[tuple[int, str]] = []  # the open headings with their levels
    sections: list[Section] = []
    lines = body.split("\n")
    headings = list(_headings(lines))
    ends = [number for number, _, _ in headings[1:]] + [len(lines)]
    for (number, level, raw), end in zip(headings, ends, strict=False):
        heading = plain_heading(raw)
        anchor = github_anchor(raw)
        repeats = anchors[anchor]
        anchors[anchor] += 1
        while above and above[-1][0] >= level:
            above.pop()
        sections.append(
            Section(
                heading=heading,
                path=tuple(name for _, name in above),
                anchor=f"{anchor}-{repeats}" if repeats else anchor,
                text="\n".join(lines[number + 1 : end]).strip(),
                line=first_line + number,
            )
        )
        above.append((level, heading))
    return sections


def plain_heading(raw: str) -> str:
    """Return a heading as a reader sees it: `**Side Effects:**` is `Side Effects`."""
    return _EMPHASIS.sub("", raw).strip().rstrip(":").strip()


def github_anchor(raw: str) -> str:
    """Return the anchor that GitHub gives to a heading: `ADR (rare)` is `adr-rare`."""
    plain = _EMPHASIS.sub("", raw).strip().lower()
    return _NOT_IN_ANCHOR.sub("", plain).replace(" ", "-")


def is_faq_section(section: Section) -> bool:
    """Tell whether a section repeats the FAQs of the front matter, or lies within one that does."""
    return any(_FAQ_HEADING.match(heading) for heading in (*section.path, section.heading))


def _headings(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield line index, level and raw text of each heading outside fenced code."""
    fence = ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark is not None and not fence:
            fence = mark.group(1)
        elif mark is not None and mark.group(1).startswith(fence):
            fence = ""
        elif not fence and (heading := _HEADING.match(line)) is not None:
            yield number, len(heading.group(1)), heading.group(2) or ""
