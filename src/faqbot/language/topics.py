"""What patients ask about a medicine: the taxonomy, and a model that reads it from a message.

One file a topic in `data/topics/`: a title that patients read, the terms that headings and
answers use, the neighbours whose entries often answer it too, and phrasings of patients.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle

import numpy as np

from faqbot.language.document import Document, all_word_features, document_of
from faqbot.language.linear import LinearModel, Matrix, load_model
from faqbot.language.text import tokens
from faqbot.language.vocabulary import Vocabulary
from faqbot.resources import data_path, parse_yaml, read_yaml

MODEL_FILE = "models/topics.npz"
SLOTS_FILE = "slots.yaml"
PLACEHOLDER = "{medicine}"  # where a phrasing names the medicine
_FILLINGS = 6  # of a phrasing with slots


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that patients ask about."""

    id: str
    title: str
    terms: tuple[str, ...]
    neighbours: tuple[str, ...]


@lru_cache(maxsize=1)
def load_topics() -> dict[str, Topic]:
    """Read the taxonomy, by id in alphabetical order.

    The phrasings, by far the most, stand last in a file and are left unread: replies need what
    was learned from them, see `load_phrasings`.
    """
    return {
        path.stem: _topic(path.stem, parse_yaml(_head(path.read_text(encoding="utf-8"))))
        for path in sorted(data_path("topics").glob("*.yaml"))
    }


def load_phrasings() -> dict[str, tuple[str, ...]]:
    """Read what patients say, by the id of its topic in alphabetical order."""
    return {topic: tuple(read_yaml(f"topics/{topic}.yaml")["phrasings"]) for topic in load_topics()}


# With stop words: "can i take it with" asks something else than "can it take".
topic_features = all_word_features


class TopicModel:
    """P(topic | document)."""

    def __init__(self, model: LinearModel, topics: dict[str, Topic]) -> None:
        self._model = model
        self.made_from = model.made_from
        self.ids = model.classes
        self.titles = tuple(topics[topic].title for topic in self.ids)
        number = {topic: i for i, topic in enumerate(self.ids)}
        self.neighbours = np.zeros((len(self.ids), len(self.ids)), dtype=np.float32)
        for topic in self.ids:
            for neighbour in topics[topic].neighbours:
                if neighbour in number:
                    self.neighbours[number[topic], number[neighbour]] = 1.0

    def probabilities(self, documents: Sequence[Document]) -> Matrix:
        """Return P(topic | document), shape (documents, topics)."""
        return self._model.probabilities(documents)

    def of_one(self, document: Document) -> Matrix:
        """Return P(topic) of one document, shape (topics,)."""
        return self._model.of_one(document)

    def best(self, probabilities: Matrix, count: int) -> tuple[tuple[str, float], ...]:
        """Return the most likely topics of one document with their probabilities."""
        order = (-probabilities).argsort(kind="stable")[:count].tolist()
        return tuple([(self.ids[i], round(float(probabilities[i]), 4)) for i in order])


@lru_cache(maxsize=1)
def load_topic_model() -> TopicModel:
    """Read the trained model."""
    return TopicModel(load_model(data_path(MODEL_FILE).read_bytes(), topic_features), load_topics())


def training_examples(
    topics: Mapping[str, Topic], phrasings: Mapping[str, Sequence[str]], vocabulary: Vocabulary
) -> tuple[list[Document], list[str]]:
    """Return documents and labels: each phrasing, each term and each title is one example.

    A phrasing with slots is as many examples as it has fillings.
    """
    texts = filled(
        (
            (topic.id, text)
            for topic in topics.values()
            for text in (topic.title, *topic.terms, *phrasings[topic.id])
        ),
        _FILLINGS,
    )
    return [document_of(text, vocabulary) for _, text in texts], [topic for topic, _ in texts]


def filled(labelled: Iterable[tuple[str, str]], fillings: int) -> list[tuple[str, str]]:
    """Return (label, phrasing) pairs without the name of the medicine, and with slots filled.

    A phrasing with slots is as many pairs as `fillings`.
    """
    slots = {f"{{{name}}}": cycle(fillers) for name, fillers in read_yaml(SLOTS_FILE).items()}
    return [
        (label, variant.replace(PLACEHOLDER, " "))
        for label, text in labelled
        for variant in _variants(text, slots, fillings)
    ]


def _variants(text: str, slots: Mapping[str, Iterator[str]], count: int) -> list[str]:
    named = [slot for slot in slots if slot in text]
    variants = [text] * (count if named else 1)
    for slot in named:
        variants = [variant.replace(slot, next(slots[slot])) for variant in variants]
    return variants


def _head(text: str) -> str:
    return text.partition("\nphrasings:\n")[0]


def asked_words() -> set[str]:
    """Return all words of the topics' terms and phrasings."""
    phrasings = load_phrasings()
    return {
        word
        for topic in load_topics().values()
        for text in (*topic.terms, *phrasings[topic.id])
        for word in tokens(text.casefold())
    }


def _topic(name: str, fields: dict[str, list[str]]) -> Topic:
    return Topic(
        id=name,
        title=str(fields["title"]),
        terms=tuple(fields["terms"]),
        neighbours=tuple(fields.get("neighbours") or ()),
    )
