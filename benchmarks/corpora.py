"""Monographs in any number, made from the shipped ones: each under the name of another medicine."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from faqbot.corpus.reader import Corpus, load_corpus
from faqbot.language.medicines import Medicines
from faqbot.resources import shipped_monographs

_OTHER_NAMES = re.compile(
    r"^## (?:Alternat\w+|Other|Brand) Names?.*?(?=^## |\Z)", re.M | re.S | re.I
)


@dataclass(frozen=True, slots=True)
class Template:
    """A shipped monograph on one medicine."""

    text: str
    ingredient: str
    faqs: int


def write_monographs(folder: Path, faqs: int) -> None:
    """Write monographs with at least so many FAQs in all."""
    folder.mkdir(parents=True, exist_ok=True)
    templates = itertools.cycle(_templates())
    written = 0
    for name in _names():
        if written >= faqs:
            return
        template = next(templates)
        text = re.sub(rf"\b{template.ingredient}\b", name, template.text, flags=re.IGNORECASE)
        slug = re.sub(r"\W+", "-", name)
        (folder / f"{slug}.md").write_text(text, encoding="utf-8")
        written += template.faqs
    raise ValueError(f"there are names for {written} FAQs only")


def questions_of(corpus: Corpus, count: int) -> list[tuple[str, str]]:
    """Return (entry id, message) pairs spread over the corpus, with the medicine named."""
    entries = [entry for entry in corpus.entries if entry.kind == "faq"]
    step = max(1, len(entries) // count)
    return [(entry.id, f"{entry.title} {corpus[entry.slug].title}") for entry in entries[::step]][
        :count
    ]


def _templates() -> list[Template]:
    corpus = load_corpus(shipped_monographs(), strict=False)
    plain = [m for m in corpus.monographs if m.slug == "".join(m.ingredients)]
    return [
        Template(
            _OTHER_NAMES.sub("", re.sub(r"(?m)^brands: .*$", "brands: []", _text(m.slug))),
            m.slug,
            sum(entry.kind == "faq" for entry in m.entries),
        )
        for m in plain
    ]


def _text(slug: str) -> str:
    return (shipped_monographs() / f"{slug}.md").read_text(encoding="utf-8")


def _names() -> Iterator[str]:
    """Yield names of existing medicines, then of pairs of them."""
    medicines = Medicines(())
    single = [
        name
        for name in medicines.marketed_names()
        if name.isalpha() and len(name) > 5 and medicines.canonical(name) == {name}
    ]
    yield from single
    for first, second in itertools.combinations(single, 2):
        yield f"{first} and {second}"
