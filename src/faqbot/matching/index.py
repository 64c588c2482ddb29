"""The vectors of one monograph's entries, and what they have in common with a question."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import log
from typing import NamedTuple, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from faqbot.corpus.monograph import Entry, EntryKind, Monograph
from faqbot.language.document import (
    Document,
    content_features,
    content_words,
    document_of,
    letter_features,
)
from faqbot.language.headings import load_headings
from faqbot.language.tfidf import Similarities, Tfidf
from faqbot.language.topics import TopicModel
from faqbot.language.vocabulary import Vocabulary
from faqbot.matching.texts import document, names, topic_coverage, wordings

Vector = NDArray[np.float32]
Numbers = NDArray[np.intp]  # of entries
Key = TypeVar("Key", bound=Hashable)

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


def _rows(*names: str) -> Numbers:
    """Return the rows that features stand in."""
    return np.array([ALL_FEATURES.index(name) for name in names])


# As they are worked out: of each wording of a title, of each text, known beforehand, by terms.
_OF_TITLES = _rows(
    "title_topic", "near_topic", "asked_topic", "clause_topic", "section", "asked_section",
    "title_words", "asked_words", "title_letters",
)  # fmt: skip
_OF_TEXTS = _rows("text_topic", "asked_text", "text_read", "asked_read", "text_words")
_KNOWN = _rows("is_faq", "length", "breadth", "bare")
_NAMED = _rows("title_terms", "text_terms", "no_term", "names_other", "misses_other")
_CLOSE, _WORDS = ALL_FEATURES.index("title_close"), ALL_FEATURES.index("title_words")
_FLOORED = _rows(*_FLOORS)
_LEAST = np.array(list(_FLOORS.values()), np.float32)[:, None]
_RELATIVE = _rows(*RELATIVE)
_FIRST = _rows(*(first for first, _ in TOGETHER))
_SECOND = _rows(*(second for _, second in TOGETHER))


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


class _Cosines(NamedTuple):
    """The similarities of a question's words with those of titles and, behind them, texts."""

    whole: Vector
    letters: Vector  # of titles alone
    asked: Vector  # of the clauses that ask


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
        own_names = names(monograph)
        worded = [wordings(entry) for entry in self.entries]
        counts = [len(texts) for texts in worded]
        self._starts = np.cumsum([0, *counts])[:-1]
        owners = [number for number, count in enumerate(counts) for _ in range(count)]
        titles = [document(text, vocabulary, own_names) for texts in worded for text in texts]
        # An answer is read together with its question; "Yes, after food." says little alone.
        texts = [document_of(f"{entry.title} {entry.text}", vocabulary) for entry in self.entries]
        self._set_similarities(titles, texts)
        self._same = _groups(zip(map(_word_for_word, titles), owners, strict=True))
        self._set_topics(titles, texts, topic_model, vocabulary)
        self._set_terms(titles, texts, owners)
        self._text_stems = [frozenset(document.stems) for document in texts]
        self._known = np.array(
            [
                [entry.kind is EntryKind.FAQ for entry in self.entries],
                np.log10([1.0 + len(document.stems) for document in texts]),
                np.log1p(self.title_topics @ self._neighbours.sum(axis=0)),  # breadth
                [np.mean([len(entry.text.split()) < _BARE for entry in self.entries])] * len(texts),
            ],
            np.float32,
        )

    def _set_similarities(self, titles: list[Document], texts: list[Document]) -> None:
        # Of the titles and, behind them, of the texts.
        self._words = Similarities(*Tfidf.with_rows(content_features, [*titles, *texts]))
        self._letters = Similarities(*Tfidf.with_rows(letter_features, titles))

    def _set_topics(
        self,
        titles: list[Document],
        texts: list[Document],
        topic_model: TopicModel,
        vocabulary: Vocabulary,
    ) -> None:
        # Topics are learned from patients' sentences. A heading is read a second time without its
        # stop words: "What should I know about storage?" is about storage, not what to know.
        bare = [replace(title, stems=content_words(title)) for title in titles]
        readings = topic_model.probabilities(titles), topic_model.probabilities(bare)
        of_wordings: Vector = np.mean(readings, axis=0, dtype=np.float32)
        self._neighbours = topic_model.neighbours
        self._set_authors_topics(of_wordings, topic_model.ids)
        self.title_topics: Vector = np.maximum.reduceat(of_wordings, self._starts, axis=0)
        self._directions = self.title_topics / np.linalg.norm(
            self.title_topics, axis=1, keepdims=True
        )
        # What titles ask about, what sections with such titles tell, what texts speak of by
        # their terms and by the model: side by side, shape (topics, 2 titles + 2 texts).
        sections = load_headings(topic_model.ids, vocabulary).coverage(titles)
        spoken_of = topic_coverage(texts, topic_model.ids)
        read = topic_model.probabilities(texts)
        self._about = np.ascontiguousarray(np.vstack([of_wordings, sections, spoken_of, read]).T)

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
        return self._same.get(_word_for_word(document), _NONE) if document.stems else _NONE

    def features(self, question: Question) -> Vector:
        """Return what each entry has in common with a question, see `features_of`."""
        return features_of([(self, question)])

    def _fill_in(
        self, question: Question, of_titles: Vector, of_texts: Vector, words: _Cosines
    ) -> None:
        """Fill in the rows of `_OF_TITLES` and `_OF_TEXTS`."""
        titles, texts = of_titles.shape[1], of_texts.shape[1]
        near = question.topics @ self._neighbours
        asked = np.array([question.topics, near, question.asked_topics, *question.clause_topics])
        about = asked @ self._about
        of_titles[:3] = about[:3, :titles]
        of_titles[3] = about[3:, :titles].max(axis=0)
        of_titles[4:6] = about[0:3:2, titles : 2 * titles]
        of_titles[6] = words.whole[:titles]
        of_titles[7] = words.asked[:titles]
        of_titles[8] = words.letters
        of_texts[0:2] = about[0:3:2, 2 * titles : -texts]
        of_texts[2:4] = about[0:3:2, -texts:]
        of_texts[4] = words.whole[titles:]

    def _count_terms(self, question: Question, columns: NDArray[np.float64]) -> None:
        """Fill in the columns of `_NAMED`, which are 0."""
        terms = {match.term: self._rarity(match.term) for match in question.document.matches}
        total = sum(terms.values())
        title, either, none, named, misses = columns
        for term, weight in terms.items():
            title[self._with_title_term.get(term, _NONE)] += weight / total
            either[self._with_term.get(term, _NONE)] += weight / total
        if terms:
            none[:] = either == 0
        if question.others:
            for term in question.other_terms:
                named[self._with_term.get(term, _NONE)] = 1.0
            for number, stems_here in enumerate(self._text_stems):
                if any(name <= stems_here for name in question.others):
                    named[number] = 1.0
            misses[:] = 1.0 - named

    def _rarity(self, term: str) -> float:
        """Return a term's weight: one that many entries hold says little about which is meant."""
        holding = len(self._with_term.get(term, _NONE))
        return 0.3 + log((1 + len(self.entries)) / (1 + holding))

    def _set_authors_topics(self, of_wordings: Vector, ids: Sequence[str]) -> None:
        """Let a topic that an author set stand instead of the model's."""
        columns = {topic: i for i, topic in enumerate(ids)}
        ends = [*self._starts[1:], len(of_wordings)]
        for entry, start, end in zip(self.entries, self._starts, ends, strict=True):
            if entry.topic in columns:
                of_wordings[start:end] = 0.0
                of_wordings[start:end, columns[entry.topic]] = 1.0


def features_of(asked: Sequence[tuple[MonographIndex, Question]]) -> Vector:
    """Return what the entries of monographs have in common with the question asked of each.

    The entries of the first monograph come first, shape (entries of all, ALL_FEATURES). Whatever
    can be is worked out for all at once: for a single one the calls take longer than the numbers.
    """
    titles = [index._letters.count for index, _ in asked]
    counts = [len(index.entries) for index, _ in asked]
    title_ends = list(accumulate(titles, initial=0))
    ends = list(accumulate(counts, initial=0))
    of_titles = np.empty((len(_OF_TITLES), title_ends[-1]), np.float32)
    of_texts = np.empty((len(_OF_TEXTS), ends[-1]), np.float32)
    named = np.zeros((len(_NAMED), ends[-1]))
    words = _words_in_common(asked)
    for one, by_words, title_span, span in zip(
        asked, words, pairwise(title_ends), pairwise(ends), strict=True
    ):
        titles_here, texts_here = slice(*title_span), slice(*span)
        one[0]._fill_in(one[1], of_titles[:, titles_here], of_texts[:, texts_here], by_words)
        one[0]._count_terms(one[1], named[:, texts_here])
    rows = np.empty((len(ALL_FEATURES), ends[-1]), dtype=np.float32)
    starts = [index._starts + start for (index, _), start in zip(asked, title_ends, strict=False)]
    # The best similarity of an entry's wordings counts.
    rows[_OF_TITLES] = np.maximum.reduceat(of_titles, np.concatenate(starts), axis=1)
    rows[_OF_TEXTS] = of_texts
    rows[_KNOWN] = np.concatenate([index._known for index, _ in asked], axis=1)
    rows[_NAMED] = named
    rows[_CLOSE] = np.maximum(0.0, rows[_WORDS] - np.float32(0.5))
    behind = rows[_RELATIVE]
    behind -= np.maximum.reduceat(behind, ends[:-1], axis=1).repeat(counts, axis=1)
    rows[len(FEATURES) : -len(TOGETHER)] = behind
    rows[-len(TOGETHER) :] = rows[_FIRST] * rows[_SECOND]
    return cast(Vector, rows.T)


def _words_in_common(asked: Sequence[tuple[MonographIndex, Question]]) -> Iterator[_Cosines]:
    """Yield the cosines of each question with its monograph's texts."""
    # Mostly the whole message asks, and there is nothing else to compare.
    part = [(i._words, q.asked) for i, q in asked if q.asked is not q.document]
    whole = [(i._words, q.document) for i, q in asked]
    letters = [(i._letters, q.document) for i, q in asked]
    compared = [*whole, *letters, *part]
    ends = accumulate((texts.count for texts, _ in compared), initial=0)
    cosines = Similarities.cosines(compared)
    each = [cosines[start:end] for start, end in pairwise(ends)]
    of_parts = iter(each[2 * len(asked) :])
    for (_, question), words, of_letters in zip(asked, each, each[len(asked) :], strict=False):
        of_part = words if question.asked is question.document else next(of_parts)
        yield _Cosines(words, of_letters, of_part)


def share_anything(features: Vector) -> NDArray[np.bool_]:
    """Tell for each entry whether it has any word, letter, topic or term of its question."""
    return np.asarray((features.T[_FLOORED] > _LEAST).any(axis=0))


def _word_for_word(document: Document) -> tuple[str, ...]:
    """Return what two wordings must share to be the same question.

    "What is it for", "what is X for": some questions are made of little words alone.
    """
    return content_words(document) or ("", *document.stems)


def _groups(pairs: Iterable[tuple[Key, int]]) -> dict[Key, Numbers]:
    """Return, for each key, the entries that have it, each once and in their order."""
    groups: dict[Key, set[int]] = {}
    for key, entry in pairs:
        groups.setdefault(key, set()).add(entry)
    return {key: np.array(sorted(entries)) for key, entries in groups.items()}
