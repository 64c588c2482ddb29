"""Monographs of our own for the tests of the authoring room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from faqbot.authoring.check import check
from faqbot.authoring.draft import Draft, draft_of
from faqbot.corpus.finding import Finding, Findings
from faqbot.corpus.monograph import parse
from faqbot.corpus.reader import read_corpus

TODAY = date(2026, 11, 22)


def text_of(faqs: str = "", body: str = "", head: str = "") -> str:
    """The text of a monograph about duloxetine."""
    block = f"faqs:\n{faqs}" if faqs else ""
    return (
        "---\ntitle: Duloxetine\nlastModified: '2026-11-01'\ningredients: [duloxetine]\n"
        f"brands: [Cymbalta]\n{head}{block}---\n{body}"
    )


def faq(question: str, answer: str, *alternates: str) -> str:
    """One FAQ of the front matter."""
    lines = [f"  - q: {question!r}", f"    a: {answer!r}"]
    lines += ["    alternates:", *(f"      - {other!r}" for other in alternates)]
    return "\n".join(lines if alternates else lines[:2]) + "\n"


def draft(faqs: str = "", body: str = "", head: str = "") -> Draft:
    text = text_of(faqs, body, head)
    monograph = parse(text, slug="duloxetine", findings=Findings(""))
    assert monograph is not None
    return draft_of(Path("duloxetine.md"), text, monograph)


def found_by(rule: Callable[[Draft, Findings], None], written: Draft) -> list[Finding]:
    findings = Findings("duloxetine.md")
    rule(written, findings)
    return findings.items


def checked(folder: Path, **texts: str) -> list[Finding]:
    """The findings of `check` on files written into a folder."""
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return list(check(read_corpus(folder), TODAY))
