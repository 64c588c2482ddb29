"""Take the generator's residue out of a file, where what is to be cut is proved.

Only the scalars `q` and `a` of the front matter are written anew; every other byte of the file
stays. A change counts as certain where the monograph reads exactly as before: the same
questions, answers and ids. What is only likely stays for its author, and `check` says where.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from faqbot.corpus.finding import Findings
from faqbot.corpus.front_matter import FrontMatter, read_front_matter
from faqbot.corpus.monograph import Entry, Monograph, parse
from faqbot.corpus.reader import MonographFile
from faqbot.corpus.repair import repair

_BOUNDARY = re.compile(r"^\ufeff?-{3,}\s*$", re.MULTILINE)  # as python-frontmatter finds it
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Fix:
    """What a file would become."""

    path: Path
    before: str
    after: str

    @property
    def diff(self) -> str:
        """The change as a unified diff."""
        lines = difflib.unified_diff(
            self.before.splitlines(keepends=True),
            self.after.splitlines(keepends=True),
            f"{self.path}",
            f"{self.path} (fixed)",
            n=1,
        )
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def fix(file: MonographFile) -> Fix | None:
    """Return the repair of a file; None where nothing in it is certain."""
    front_matter = read_front_matter(file.text, Findings(""))
    if front_matter is None or "\r" in file.text.replace("\r\n", ""):
        return None
    unix = file.text.replace("\r\n", "\n")
    after = _with_scalars(unix, certain_changes(front_matter))
    if after == unix or not _reads_the_same(file.slug, unix, after):
        return None
    crlf = "\r\n" in file.text
    return Fix(file.path, file.text, after.replace("\n", "\r\n") if crlf else after)


def certain_changes(front_matter: FrontMatter) -> dict[tuple[int, str], str]:
    """Return the new texts by number of the FAQ and key."""
    changes: dict[tuple[int, str], str] = {}
    faqs = front_matter.values.get("faqs")
    for number, faq in enumerate(faqs if isinstance(faqs, list) else ()):
        if not isinstance(faq, dict):
            continue
        question, answer = faq.get("q"), faq.get("a")
        if not isinstance(question, str) or not isinstance(answer, str):
            continue
        clean = repair(question, answer)
        if clean.doubt is None and clean.question and clean.answer:
            if _bare(clean.question) != _bare(question):
                changes[number, "q"] = clean.question
            if _bare(clean.answer) != _bare(answer):
                changes[number, "a"] = clean.answer
    return changes


def _with_scalars(text: str, changes: dict[tuple[int, str], str]) -> str:
    """Return a file with some scalars of its FAQs written anew, in double quotes."""
    if not changes:
        return text
    opening, closing = (boundary.span() for boundary in islice(_BOUNDARY.finditer(text), 2))
    block = text[opening[1] : closing[0]]
    for node, value in reversed(list(_scalars(block, changes))):
        begin, end = node.start_mark.index, node.end_mark.index
        tail = block[begin:end]
        kept = tail[len(tail.rstrip()) :]  # a block scalar's node takes the blank lines behind it
        block = f"{block[:begin]}{json.dumps(value, ensure_ascii=False)}{kept}{block[end:]}"
    return text[: opening[1]] + block + text[closing[0] :]


def _scalars(block: str, changes: dict[tuple[int, str], str]) -> Iterator[tuple[yaml.Node, str]]:
    """Yield the nodes of the scalars to change, in the order of the file."""
    root: Any = _Loader(block).get_single_node()
    faqs = next(value for key, value in root.value if key.value == "faqs")
    for number, faq in enumerate(faqs.value):
        for key, node in faq.value:
            if (number, key.value) in changes:
                yield node, changes[number, key.value]


def _reads_the_same(slug: str, before: str, after: str) -> bool:
    """Tell whether two texts of a file give the same monograph, but for line numbers."""
    first = parse(before, slug=slug, findings=Findings(""))
    second = parse(after, slug=slug, findings=Findings(""))
    return first is not None and second is not None and _essence(first) == _essence(second)


def _essence(monograph: Monograph) -> Monograph:
    entries: tuple[Entry, ...] = tuple(replace(entry, line=0) for entry in monograph.entries)
    return replace(monograph, entries=entries)


def _bare(text: str) -> str:
    return " ".join(text.split())
