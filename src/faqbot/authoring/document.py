"""A monograph file as its parts, and how it is written: front matter and body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from faqbot.corpus.finding import Findings
from faqbot.corpus.front_matter import read_front_matter
from faqbot.corpus.reader import MonographFile
from faqbot.errors import AuthoringError


@dataclass(frozen=True, slots=True)
class Document:
    """One file: what stands in it, as it was written."""

    slug: str
    values: dict[str, Any]  # of the front matter
    body: str  # Markdown, without blank lines around it


def read_document(file: MonographFile) -> Document:
    """Return the parts of a file.

    Raises:
        AuthoringError: it has no front matter that can be read; the message says why.
    """
    findings = Findings(str(file.path))
    front_matter = read_front_matter(file.text, findings)
    if front_matter is None:
        raise AuthoringError("\n".join(str(finding) for finding in findings.items))
    return Document(file.slug, front_matter.values, front_matter.body.strip("\n"))


def read_documents(files: Iterable[MonographFile]) -> Iterator[Document]:
    """Yield the parts of some files."""
    return (read_document(file) for file in files)


def write_document(document: Document) -> str:
    """Return the text of a file; `read_document` gives the same parts back."""
    block = yaml.safe_dump(document.values, allow_unicode=True, sort_keys=False, width=100)
    return f"---\n{block}---\n\n{document.body}\n" if document.body else f"---\n{block}---\n"
