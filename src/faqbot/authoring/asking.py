"""What the entries of monographs ask about: their wordings without names, and their topics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from faqbot.corpus.monograph import Entry, EntryKind, Monograph
from faqbot.language.document import Document, read_document
from faqbot.language.text import name_key, normalise, tokens
from faqbot.language.topics import TopicModel, load_topic_model
from faqbot.language.vocabulary import Vocabulary, load_vocabulary

Words = tuple[str, ...]

LIKELY = 0.5  # P(topic) from which on a wording is taken to ask about it


class TopicReader:
    """Reads topics from questions and headings. The same words are read once."""

    def __init__(self, vocabulary: Vocabulary, model: TopicModel) -> None:
        self._vocabulary = vocabulary
        self._model = model
        self._known: dict[Words, frozenset[str]] = {}

    def prepare(self, wordings: Iterable[Words]) -> None:
        """Read many wordings at once, which is much faster than one after the other."""
        new = {words for words in wordings if words not in self._known}
        if not new:
            return
        ordered = sorted(new)
        documents: list[Document] = [read_document(words, self._vocabulary) for words in ordered]
        probabilities = self._model.probabilities(documents)
        ids = np.array(self._model.ids)
        for words, row in zip(ordered, probabilities, strict=True):
            self._known[words] = frozenset(ids[row >= LIKELY].tolist())

    def topics(self, wordings: Sequence[Words]) -> frozenset[str]:
        """Return the topics that any of some wordings asks about."""
        self.prepare(wordings)
        return frozenset[str]().union(*(self._known[words] for words in wordings))


@lru_cache(maxsize=1)
def load_topic_reader() -> TopicReader:
    """Return the reader with the trained model."""
    return TopicReader(load_vocabulary(), load_topic_model())


def wordings_of(entry: Entry, names: frozenset[Words]) -> list[Words]:
    """Return what an entry is asked by, as words without the medicine's names."""
    if entry.kind is EntryKind.FAQ:
        texts = [entry.title, *entry.alternates]
    else:
        texts = [entry.title, " ".join([*entry.context[-1:], entry.title])]
    return [without_names(text, names)[0] for text in texts]


def without_names(text: str, names: frozenset[Words]) -> tuple[Words, frozenset[Words]]:
    """Return the words of a text without some names, and the names that were in it."""
    words = _words(text)
    longest = max((len(name) for name in names), default=0)
    kept: list[str] = []
    found: set[Words] = set()
    position = 0
    while position < len(words):
        length = next(
            (n for n in range(longest, 0, -1) if words[position : position + n] in names), 0
        )
        if length:
            found.add(words[position : position + length])
        else:
            kept.append(words[position])
        position += max(length, 1)
    return tuple(kept), frozenset(found)


@lru_cache(maxsize=50_000)
def _words(text: str) -> Words:
    """Return the words of a heading or question; most headings stand in every monograph."""
    return tuple(tokens(normalise(text)))


def names_of(monograph: Monograph) -> frozenset[Words]:
    """Return all names of a monograph's own medicine, as word sequences."""
    names = [monograph.title, *monograph.ingredients, *monograph.brands]
    names += [other.name for other in monograph.other_names]
    return frozenset(tuple(name_key(name).split()) for name in names) - {()}
