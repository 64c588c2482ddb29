"""What an import would do to each file, decided before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from faqbot.authoring.document import Document, read_document, write_document
from faqbot.corpus.finding import Findings, Severity
from faqbot.corpus.monograph import parse
from faqbot.corpus.reader import MonographFile
from faqbot.errors import AuthoringError


class Kind(StrEnum):
    """What happens to a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written into one file."""

    path: Path
    kind: Kind
    text: str
    summary: str


def intake(
    documents: Iterable[Document], files: Sequence[MonographFile], folder: Path
) -> list[Plan]:
    """Return what an import would do, file by file.

    A file whose content stays the same is not written anew, so that its comments and its line
    breaks stay.

    Raises:
        AuthoringError: what would be written could not be served; all reasons are listed.
    """
    by_slug = {file.slug: file for file in files}
    plans = [_plan(document, by_slug.get(document.slug), folder) for document in documents]
    problems = [problem for plan in plans for problem in _problems(plan)]
    if problems:
        raise AuthoringError("\n".join(["Nothing was written:", *problems]))
    return plans


def _plan(document: Document, file: MonographFile | None, folder: Path) -> Plan:
    text = write_document(document)
    if file is None:
        count = len(document.values.get("faqs", ()))
        return Plan(folder / f"{document.slug}.md", Kind.NEW, text, f"{count} FAQs.")
    old = read_document(file)
    if _essence(old) == _essence(document):
        return Plan(file.path, Kind.UNCHANGED, file.text, "")
    return Plan(file.path, Kind.CHANGED, text, _summary(old, document))


def _essence(document: Document) -> tuple[dict[str, Any], str]:
    """Return what a document says: an empty key says the same as none."""
    return _without_empty(document.values), document.body


def _without_empty(value: Any) -> Any:  # noqa: ANN401 - whatever the YAML held
    if isinstance(value, dict):
        return {k: _without_empty(v) for k, v in value.items() if v not in (None, "", [], {})}
    return [_without_empty(item) for item in value] if isinstance(value, list) else value


def _summary(old: Document, new: Document) -> str:
    """Say what changes, and which ids would mean something else."""
    before, after = ([_question(faq) for faq in d.values.get("faqs") or ()] for d in (old, new))
    added = len([question for question in after if question not in before])
    gone = len([question for question in before if question not in after])
    moved = sum(
        question in before and before.index(question) != number
        for number, question in enumerate(after)
    )
    parts = [f"{added} questions added", f"{gone} taken out"]
    if moved:
        parts.append(f"{moved} get another number, so links and labels to them break")
    return f"{', '.join(parts)}."


def _question(faq: Any) -> str:  # noqa: ANN401
    return str(faq.get("q")) if isinstance(faq, dict) else str(faq)


def _problems(plan: Plan) -> list[str]:
    if plan.kind is Kind.UNCHANGED:
        return []
    findings = Findings(str(plan.path))
    parse(plan.text, slug=plan.path.stem, findings=findings)
    return [str(item) for item in findings.items if item.severity is Severity.ERROR]
