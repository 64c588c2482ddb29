"""From the words of patients to the clinical terms of monographs: `bunged up` → constipation.

The terms stand in `data/vocabulary/*.yaml`, one block a term::

    constipation:
      also: [constipated]            # other forms that a monograph may use
      lay: [bunged up, "can't poo"]  # what patients say
      members: []                    # of a class of medicines: its members
      broader: []                    # terms that this one is a kind of
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from faqbot.language.forms import Form, Forms
from faqbot.language.text import normalise, tokens
from faqbot.resources import data_path, read_text, read_yaml

_STEMMER = snowballstemmer.stemmer("english")
_LONGEST_FORM = 6  # words
COMPILED_FILE = "models/vocabulary.json.gz"


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of an English word (Porter 2): `dizziness` and `dizzy` are `dizzi`.

    Words of up to three letters stay as they are: ORS is not the plural of "or".
    """
    return str(_STEMMER.stemWord(word)) if len(word) > 3 else word


def stems(text: str) -> list[str]:
    """Return the stems of the tokens of a text that may not be normalised yet."""
    return [stem(word) for word in tokens(normalise(text))]


@dataclass(frozen=True, slots=True)
class Term:
    """A clinical term with the forms that it takes in texts and in messages."""

    name: str
    forms: tuple[str, ...]  # in monographs
    lay: tuple[str, ...]  # in messages
    members: tuple[str, ...]
    broader: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term found in a text, and the words that showed it."""

    term: str
    words: str
    start: int  # index of its first token
    end: int


class Vocabulary:
    """All terms, to be looked up in token sequences.

    Args:
        forms: each stemmed form with the terms that it shows.
        broader: for each term the terms that it is a kind of.
    """

    def __init__(
        self, forms: Mapping[Form, Sequence[str]], broader: Mapping[str, Sequence[str]]
    ) -> None:
        self.forms = forms
        self.broader = broader
        self._forms = Forms(item for item in forms.items() if len(item[0]) <= _LONGEST_FORM)

    def find(self, stemmed: Sequence[str]) -> list[TermMatch]:
        """Return the terms in a stemmed text, longest forms first; a form may show several.

        A match inside a longer one is left out: "heart attack" does not show "heart".
        """
        return [
            TermMatch(name, " ".join(stemmed[start:end]), start, end)
            for start, end, names in self._forms.longest(stemmed)
            for name in names
        ]

    def widened(self, names: Iterable[str]) -> frozenset[str]:
        """Return the terms with all that they are a kind of: oxycodone, opioids, sedatives."""
        wide: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in wide:
                wide.add(name)
                waiting += self.broader.get(name, ())
        return frozenset(wide)


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """Read the compiled vocabulary."""
    stored = json.loads(read_text(COMPILED_FILE))
    forms = {tuple(form.split()): terms for form, terms in stored["forms"].items()}
    return Vocabulary(forms, stored["broader"])


def compile_vocabulary(made_from: str) -> str:
    """Return what `load_vocabulary` reads: every form stemmed, which takes half a second."""
    forms: dict[str, list[str]] = {}
    terms = load_terms()
    for term in terms:
        for form in (term.name, *term.forms, *term.lay, *term.members):
            names = forms.setdefault(" ".join(stems(form)), [])
            if term.name not in names:
                names.append(term.name)
    forms.pop("", None)
    broader = {term.name: term.broader for term in terms if term.broader}
    return json.dumps(
        {"made_from": made_from, "broader": broader, "forms": dict(sorted(forms.items()))},
        ensure_ascii=False,
    )


def load_terms() -> list[Term]:
    """Read the terms from their files, in the order of file names."""
    return [
        _term(name, fields or {})
        for path in sorted(data_path("vocabulary").glob("*.yaml"))
        for name, fields in read_yaml(f"vocabulary/{path.name}").items()
    ]


def _term(name: str, fields: dict[str, list[str]]) -> Term:
    return Term(
        name=name,
        forms=tuple(fields.get("also") or ()),
        lay=tuple(fields.get("lay") or ()),
        members=tuple(fields.get("members") or ()),
        broader=tuple(fields.get("broader") or ()),
    )
