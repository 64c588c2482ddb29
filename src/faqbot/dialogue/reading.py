"""Reads a message once for all steps of a turn, and turns it into what a monograph is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from faqbot.dialogue.scope import Scope
from faqbot.language.clauses import Clause, asked, read_clauses
from faqbot.language.correction import Corrector
from faqbot.language.document import Document, content_words, read_document
from faqbot.language.medicines import Medicines, Mention, Unclear, masked
from faqbot.language.text import normalise, tokens
from faqbot.language.topics import TopicModel
from faqbot.language.vocabulary import Vocabulary, stem
from faqbot.matching.index import Question, Vector

_CONTINUING = {("and",), ("what", "about"), ("how", "about"), ("also",), ("same",)}
_ASKING = frozenset({"what", "whats", "who", "how", "why", "when"})
_SHORT = 6  # tokens; a longer message speaks for itself
_CLEAR = 0.5  # P of a topic that needs nothing from before
_CARRIED = 0.3  # how much of the topics of the question before


@dataclass(frozen=True, slots=True)
class Message:
    """A patient's message, read once for all steps of the turn."""

    text: str  # normalised
    masked: str  # its tokens, names of medicines as "medicine"
    words: tuple[str, ...]  # its tokens, misspelt ordinary words corrected
    found: tuple[Mention | Unclear, ...]  # medicines
    document: Document  # without the names of medicines
    clauses: tuple[Clause, ...]


class Reader:
    """Reads messages with the knowledge of the language and of the corpus's medicines."""

    def __init__(
        self, medicines: Medicines, *, vocabulary: Vocabulary, topic_model: TopicModel
    ) -> None:
        self._medicines = medicines
        self._vocabulary = vocabulary
        self._topic_model = topic_model
        self._corrector = Corrector(vocabulary, medicines)
        # The clauses of a message are read again and again, and often are all of it.
        self._read_part = lru_cache(maxsize=64)(self._document_and_topics)

    def read(self, message: str) -> Message:
        """Normalise a message, find the medicines in it and correct its ordinary words."""
        text = normalise(message)
        words = tokens(text)
        found = tuple(self._medicines.find(words))
        inside = {i for item in found for i in range(item.start, item.end)}
        corrected = self._corrector.correct(words)
        kept = tuple(words[i] if i in inside else word for i, word in enumerate(corrected))
        plain = masked(kept, found)
        document = read_document(plain, self._vocabulary)
        return Message(text, " ".join(plain), kept, found, document, read_clauses(text))

    def question(
        self, message: Message, scope: Scope, slug: str, *, clause: Clause | None = None
    ) -> Question:
        """Return a message as it is asked of one monograph: without the name of its medicine.

        Args:
            message: what the patient wrote.
            scope: the medicines in it; those that the monograph is not about are what it is
                asked about.
            slug: the monograph.
            clause: only this part of the message.
        """
        covered = self._medicines.ingredients_of(slug)
        own = {
            i
            for item in message.found
            if isinstance(item, Mention) and not item.is_class and item.ingredients <= covered
            for i in range(item.start, item.end)
        }
        kept = [i for i in range(len(message.words)) if i not in own]
        clauses = message.clauses
        if clause is not None:
            kept, clauses = _within(kept, clause), (clause,)
        others = [
            mention
            for mention in dict.fromkeys((*scope.named, *scope.others))
            if mention.is_class or not mention.ingredients <= covered
        ]
        return self._question(message, kept, clauses, others)

    def _question(
        self,
        message: Message,
        kept: Sequence[int],
        clauses: Sequence[Clause],
        others: Sequence[Mention],
    ) -> Question:
        asking = [i for clause in asked(clauses) for i in _within(kept, clause)]
        told = [_within(kept, clause) for clause in clauses] if len(clauses) > 1 else []
        document, topics = self._part(message, kept)
        asks, asked_topics = self._part(message, asking or kept)
        parts = [self._part(message, part)[1] for part in told if part]
        return Question(
            document=document,
            topics=topics,
            asked=asks,
            asked_topics=asked_topics,
            clause_topics=np.stack(parts or [topics]),
            other_terms=self._vocabulary.widened(
                match.term
                for mention in others
                for match in self._vocabulary.find([stem(word) for word in mention.name.split()])
            ),
            others=tuple(
                frozenset(stem(word) for word in name.split())
                for mention in others
                for name in {mention.name, *(() if mention.is_class else mention.ingredients)}
            ),
        )

    def _part(self, message: Message, positions: Sequence[int]) -> tuple[Document, Vector]:
        return self._read_part(tuple([message.words[i] for i in positions]))

    def _document_and_topics(self, words: tuple[str, ...]) -> tuple[Document, Vector]:
        document = read_document(words, self._vocabulary)
        return document, self._topic_model.of_one(document)


def says_nothing(document: Document) -> bool:
    """Tell whether a message asks nothing by itself: "pregabalin", "no, i meant the other"."""
    if document.stems[:1] and document.stems[0] in _ASKING and len(document.stems) > 1:
        return document.stems[:2] in {("what", "about"), ("how", "about")} and not (
            set(content_words(document)) - _fillers()
        )
    return not set(content_words(document)) - _fillers()


def carried_over(question: Question, message: Message, remembered: Vector) -> Question:
    """Return a question with the topics of the one before, where it only continues that.

    "and pregabalin?" asks the same of another medicine, "what about my gran?" the same of
    somebody else.

    Args:
        question: the message as it is asked of a monograph.
        message: the same, with its first words.
        remembered: P(topic) of the question before, 0 everywhere if there was none.
    """
    if not remembered.any():
        return question
    if says_nothing(question.document):
        topics = remembered
    elif message.words[:1] in _CONTINUING or message.words[:2] in _CONTINUING:
        clear = float(question.topics.max()) >= _CLEAR  # "and in pregnancy?" says what it asks
        if clear or question.others or len(message.words) > _SHORT:
            return question
        topics = (1 - _CARRIED) * question.topics + _CARRIED * remembered
    else:
        return question
    return replace(
        question, topics=topics, asked_topics=topics, clause_topics=topics.reshape(1, -1)
    )


@lru_cache(maxsize=1)
def _fillers() -> frozenset[str]:
    words = (
        "no not sorry mean meant actually instead same other one about how what and too now wrong"
    )
    return frozenset(stem(word) for word in words.split())


def _within(positions: Sequence[int], clause: Clause) -> list[int]:
    return [i for i in positions if clause.start <= i < clause.end]
