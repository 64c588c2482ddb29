"""The vectors of one monograph's entries, and what they have in common with a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from faqbot.corpus.monograph import Entry, EntryKind, Monograph
from faqbot.language.document import (
    Document,
    content_features,
    content_words,
    document_of,
    letter_features,
    read_document,
)
from faqbot.language.forms import Form, Forms
from faqbot.language.headings import load_headings
from faqbot.language.text import name_key, normalise, tokens
from faqbot.language.tfidf import Similarities, Tfidf
from faqbot.language.topics import TopicModel, load_topics
from faqbot.language.vocabulary import Vocabulary, stems

Vector = NDArray[np.float32]
Numbers = NDArray[np.intp]  # of entries
TopicForm = tuple[Form, tuple[str, ...]]  # with the ids of its topics
Key = TypeVar("Key", bound=Hashable)

_LONGEST_NAME = 5  # words
_BARE = 12  # words; a shorter text only points elsewhere

FEATURES = (
    "title_words",  # cosine of words with the question or heading, best of its wordings
    "title_letters",  # the same of character n-grams
    "text_words",  # cosine of words with the text
    "title_topic",  # P(both ask about the same topic)
    "near_topic",  # P(the entry's topic is a neighbour of the question's)
    "text_topic",  # how much the text speaks in the terms of the question's topics
    "title_terms",  # share of the question's clinical terms in the title
    "text_terms",  # share of them in title or text
    "no_term",  # 1 if the question holds terms and the entry none of them
    "is_faq",
    "length",  # log10 of the words in the text
    "breadth",  # of how many topics its own is a neighbour: "precautions" answers much
    "bare",  # share of the monograph's entries that hold no text of their own
    "names_other",  # 1 if another medicine is asked about and the entry names it or its class
    "misses_other",  # 1 if another medicine is asked about and the entry does not
    "title_close",  # how much the cosine of words with the title exceeds a half
    "text_read",  # P(the text, read as a message, asks about the question's topics)
    "asked_topic",  # title_topic of the clauses that ask alone; a story before them says little
    "asked_words",  # title_words of them
    "asked_text",  # text_topic of them
    "asked_read",  # text_read of them
    "clause_topic",  # title_topic of the clause that fits best
    "section",  # how much a section with such a title is expected to tell what is asked
    "asked_section",  # the same of the clauses that ask
)
# How far behind the best entry of the monograph: a weak match may still be the clear winner.
RELATIVE = (
    "title_words", "text_words", "title_topic", "text_topic", "text_terms", "text_read",
    "asked_topic", "clause_topic", "section", "asked_section",
)  # fmt: skip
# Pairs that say more together than each alone.
TOGETHER = (
    ("title_topic", "text_terms"),
    ("title_topic", "text_words"),
    ("text_topic", "text_terms"),
    ("title_terms", "title_topic"),
)
ALL_FEATURES = (
    *FEATURES,
    *(f"{name}_behind" for name in RELATIVE),
    *(f"{first}_x_{second}" for first, second in TOGETHER),
)

# Below these an entry has nothing in common with the question. Two topic distributions always
# overlap a little.
_FLOORS = {
    "title_words": 0.0,
    "title_letters": 0.15,
    "text_words": 0.0,
    "title_terms": 0.0,
    "text_terms": 0.0,
    "title_topic": 0.05,
    "text_topic": 0.05,
    "section": 0.1,
}


_NONE: Numbers = np.array([], dtype=np.intp)
_FLOORED = [ALL_FEATURES.index(name) for name in _FLOORS]
_LEAST = np.array(list(_FLOORS.values()))[:, None]
_RELATIVE = [ALL_FEATURES.index(name) for name in RELATIVE]
_FIRST = [ALL_FEATURES.index(first) for first, _ in TOGETHER]
_SECOND = [ALL_FEATURES.index(second) for _, second in TOGETHER]


@dataclass(frozen=True, slots=True)
class Question:
    """A message ready to be matched: its words without the medicine that it is about."""

    document: Document
    topics: Vector  # P(topic), shape (topics,)
    asked: Document  # of the clauses that ask
    asked_topics: Vector  # shape (topics,)
    clause_topics: Vector  # of each clause, shape (clauses, topics)
    other_terms: frozenset[str]  # terms of other medicines that are asked about
    others: tuple[frozenset[str], ...]  # for each other medicine, the stems that name it


class MonographIndex:
    """The entries of one monograph as vectors; built once, read often."""

    def __init__(
        self,
        monograph: Monograph,
        *,
        vocabulary: Vocabulary,
        topic_model: TopicModel,
    ) -> None:
        self.entries: tuple[Entry, ...] = monograph.entries
        names = _names(monograph)
        wordings = [_wordings(entry) for entry in self.entries]
        counts = [len(texts) for texts in wordings]
        self._starts = np.cumsum([0, *counts])[:-1]
        owners = [number for number, count in enumerate(counts) for _ in range(count)]
        titles = [_document(text, vocabulary, names) for texts in wordings for text in texts]
        # An answer is read together with its question; "Yes, after food." says little alone.
        texts = [document_of(f"{entry.title} {entry.text}", vocabulary) for entry in self.entries]
        self._set_similarities(titles, texts)
        same = zip(map(content_words, titles), owners, strict=True)
        self._same = _groups(same)
        self._set_topics(titles, texts, topic_model)
        self._sections = load_headings(topic_model.ids, vocabulary).coverage(titles)
        self._set_terms(titles, texts, owners)
        self._text_stems = [frozenset(document.stems) for document in texts]
        self._is_faq = np.array([entry.kind is EntryKind.FAQ for entry in self.entries], np.float32)
        self._lengths = np.log10([1.0 + len(document.stems) for document in texts])
        bare = np.mean([len(entry.text.split()) < _BARE for entry in self.entries])
        self._bare = np.full(len(self.entries), bare, np.float32)

    def _set_similarities(self, titles: list[Document], texts: list[Document]) -> None:
        self._words, rows = Tfidf.with_rows(content_features, [*titles, *texts])
        width = len(self._words.vocabulary)
        self._all_words = Similarities(rows, width)
        self._title_words = Similarities(rows[: len(titles)], width)
        self._letters, rows = Tfidf.with_rows(letter_features, titles)
        self._title_letters = Similarities(rows, len(self._letters.vocabulary))

    def _set_topics(
        self, titles: list[Document], texts: list[Document], topic_model: TopicModel
    ) -> None:
        # Topics are learned from patients' sentences. A heading is read a second time without its
        # stop words: "What should I know about storage?" is about storage, not what to know.
        bare = [replace(title, stems=content_words(title)) for title in titles]
        readings = topic_model.probabilities(titles), topic_model.probabilities(bare)
        self._title_topics: Vector = np.mean(readings, axis=0, dtype=np.float32)
        self._neighbours = topic_model.neighbours
        self._set_authors_topics(topic_model.ids)
        self._text_topics = _topic_coverage(texts, topic_model.ids)
        self._text_read = topic_model.probabilities(texts)
        self.title_topics: Vector = np.maximum.reduceat(self._title_topics, self._starts, axis=0)
        self._directions = self.title_topics / np.linalg.norm(
            self.title_topics, axis=1, keepdims=True
        )
        self._breadth = np.log1p(self.title_topics @ self._neighbours.sum(axis=0))

    def _set_terms(
        self, titles: list[Document], texts: list[Document], owners: Sequence[int]
    ) -> None:
        self._with_title_term = _groups(
            (term, i) for title, i in zip(titles, owners, strict=True) for term in title.terms
        )
        self._with_term = _groups(
            (term, i)
            for document, i in zip([*titles, *texts], [*owners, *range(len(texts))], strict=True)
            for term in document.terms
        )

    def alike(self, number: int) -> Vector:
        """Return how much the titles of all entries ask about what that of one asks, in [0, 1]."""
        return np.asarray(self._directions @ self._directions[number])

    def asks_the_same(self, document: Document) -> Numbers:
        """Return the entries that have the question itself, word for word, as a wording."""
        asked = content_words(document)
        return self._same.get(asked, _NONE) if asked else _NONE

    def shares_anything(self, features: Vector) -> NDArray[np.bool_]:
        """Tell for each entry whether it has any word, letter, topic or term of the question."""
        return np.asarray((features.T[_FLOORED] > _LEAST).any(axis=0))

    def features(self, question: Question) -> Vector:
        """Return what each entry has in common with a question, shape (entries, ALL_FEATURES)."""
        count = len(self.entries)
        words = self._all_words.with_row(self._words.row(question.document))
        letters = self._title_letters.with_row(self._letters.row(question.document))
        about = self._about(question.topics)
        columns: dict[str, NDArray[Any]] = {
            "title_words": self._best(words[:-count]),
            "title_letters": self._best(letters),
            "text_words": words[-count:],
            "title_topic": about[0],
            "near_topic": self._best(self._title_topics @ (question.topics @ self._neighbours)),
            "text_topic": about[1],
            "text_read": about[2],
            "clause_topic": self._best((self._title_topics @ question.clause_topics.T).max(axis=1)),
            "section": self._best(self._sections @ question.topics),
            "asked_section": self._best(self._sections @ question.asked_topics),
            "is_faq": self._is_faq,
            "length": self._lengths,
            "breadth": self._breadth,
            "bare": self._bare,
            **self._term_columns(question),
            **self._other_columns(question),
        }
        columns["title_close"] = np.maximum(0.0, columns["title_words"] - 0.5)
        asked = about if question.asked is question.document else self._about(question.asked_topics)
        columns |= zip(("asked_topic", "asked_text", "asked_read"), asked, strict=True)
        columns["asked_words"] = (
            columns["title_words"]
            if question.asked is question.document
            else self._best(self._title_words.with_row(self._words.row(question.asked)))
        )
        rows = np.empty((len(ALL_FEATURES), count), dtype=np.float32)
        rows[: len(FEATURES)] = [columns[name] for name in FEATURES]
        behind = rows[_RELATIVE]
        rows[len(FEATURES) : -len(TOGETHER)] = behind - behind.max(axis=1, keepdims=True)
        rows[-len(TOGETHER) :] = rows[_FIRST] * rows[_SECOND]
        return rows.T

    def _about(self, topics: Vector) -> tuple[Vector, Vector, Vector]:
        """Return how much titles and texts are about some topics: by the model, by their terms."""
        titles = self._best(self._title_topics @ topics)
        return titles, self._text_topics @ topics, self._text_read @ topics

    def _best(self, similarities: Vector) -> Vector:
        """Return, for each entry, the best similarity of its wordings."""
        return np.maximum.reduceat(similarities, self._starts)

    def _term_columns(self, question: Question) -> dict[str, NDArray[Any]]:
        terms = {match.term: self._rarity(match.term) for match in question.document.matches}
        title, either = np.zeros((2, len(self.entries)))
        for term, weight in terms.items():
            title[self._with_title_term.get(term, _NONE)] += weight
            either[self._with_term.get(term, _NONE)] += weight
        total = sum(terms.values()) or 1.0
        none = either == 0 if terms else np.zeros(len(self.entries))
        return {"title_terms": title / total, "text_terms": either / total, "no_term": none}

    def _rarity(self, term: str) -> float:
        """Return a term's weight: one that many entries hold says little about which is meant."""
        holding = len(self._with_term.get(term, _NONE))
        return 0.3 + log((1 + len(self.entries)) / (1 + holding))

    def _other_columns(self, question: Question) -> dict[str, NDArray[Any]]:
        named = np.zeros(len(self.entries))
        if not question.others:
            return {"names_other": named, "misses_other": named}
        for term in question.other_terms:
            named[self._with_term.get(term, _NONE)] = 1.0
        for number, stems_here in enumerate(self._text_stems):
            if any(name <= stems_here for name in question.others):
                named[number] = 1.0
        return {"names_other": named, "misses_other": 1.0 - named}

    def _set_authors_topics(self, ids: Sequence[str]) -> None:
        """Let a topic that an author set stand instead of the model's."""
        columns = {topic: i for i, topic in enumerate(ids)}
        ends = [*self._starts[1:], len(self._title_topics)]
        for entry, start, end in zip(self.entries, self._starts, ends, strict=True):
            if entry.topic in columns:
                self._title_topics[start:end] = 0.0
                self._title_topics[start:end, columns[entry.topic]] = 1.0


def _groups(pairs: Iterable[tuple[Key, int]]) -> dict[Key, Numbers]:
    """Return, for each key, the entries that have it, each once and in their order."""
    groups: dict[Key, set[int]] = {}
    for key, entry in pairs:
        groups.setdefault(key, set()).add(entry)
    return {key: np.array(sorted(entries)) for key, entries in groups.items()}


def _wordings(entry: Entry) -> list[str]:
    """Return the texts that say what an entry is about, one vector each."""
    if entry.kind is EntryKind.FAQ:
        return [entry.title, *entry.alternates]
    heading = " ".join([*entry.context[-1:], entry.title])
    return [entry.title, heading] if entry.context else [entry.title]


def _document(text: str, vocabulary: Vocabulary, names: Forms[str]) -> Document:
    """Return a title as a document, without the names of the monograph's medicine."""
    words = tokens(normalise(text))
    kept: list[str] = []
    behind = 0
    for start, end, _ in names.longest(words):
        kept += words[behind:start]
        behind = end
    return read_document([*kept, *words[behind:]], vocabulary)


def _names(monograph: Monograph) -> Forms[str]:
    """Return the names of the monograph's medicine as word sequences."""
    names = [monograph.title, *monograph.ingredients, *monograph.brands]
    names += [other.name for other in monograph.other_names]
    forms = ((tuple(name_key(name).split()), name) for name in names)
    return Forms((form, name) for form, name in forms if 0 < len(form) <= _LONGEST_NAME)


def _topic_coverage(texts: Sequence[Document], ids: Sequence[str]) -> Vector:
    """Return how much each text speaks of each topic, in [0, 1], shape (texts, topics).

    Counted are the different terms of the topic that the text holds; three make it certain.
    """
    forms = _topic_forms()
    coverage = np.zeros((len(texts), len(ids)), dtype=np.float32)
    column = {topic: i for i, topic in enumerate(ids)}
    for row, document in enumerate(texts):
        for topic, count in _count_topics(document.stems, forms).items():
            coverage[row, column[topic]] = min(1.0, count / 3)
    return coverage


def _count_topics(stemmed: Sequence[str], forms: Forms[TopicForm]) -> Counter[str]:
    """Count for each topic the different forms of its terms in a text."""
    return Counter(topic for _, topics in set(forms.all(stemmed)) for topic in topics)


@lru_cache(maxsize=1)
def _topic_forms() -> Forms[TopicForm]:
    """Return the forms of the topics' terms, each with itself and the topics it belongs to."""
    topics: dict[Form, list[str]] = {}
    for topic in load_topics().values():
        for term in topic.terms:
            form = tuple(stems(term))
            if form and topic.id not in topics.setdefault(form, []):
                topics[form].append(topic.id)
    return Forms((form, (form, tuple(ids))) for form, ids in topics.items())
