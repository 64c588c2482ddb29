"""Reads a message once for all steps of a turn, and turns it into what a monograph is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

import numpy as np

from faqbot.dialogue import speaking
from faqbot.dialogue.scope import Scope
from faqbot.language.clauses import Clause, read_clauses
from faqbot.language.clauses import asked as asking_clauses
from faqbot.language.correction import Corrector
from faqbot.language.document import Document, content_words, read_document
from faqbot.language.medicines import Ingredients, Medicines, Mention, Unclear, masked
from faqbot.language.text import normalise, tokens
from faqbot.language.topics import TopicModel
from faqbot.language.vocabulary import Vocabulary, stem
from faqbot.matching.index import Question, Vector

Words = tuple[str, ...]  # tokens

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

    def at(self, positions: Sequence[int]) -> Words:
        """Return the words at some positions."""
        return tuple([self.words[i] for i in positions])


@dataclass(frozen=True, slots=True)
class Asked:
    """A message, or one clause of it, that is asked of one monograph."""

    message: Message
    scope: Scope  # the medicines in it; others than the monograph's are what it is asked about
    slug: str
    clause: Clause | None = None


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a question is made of; the same parts are read but once."""

    whole: Words
    asking: Words  # of the clauses that ask
    told: tuple[Words, ...]  # of each clause, if there are several
    others: tuple[Mention, ...]  # medicines that the monograph is not about

    def all(self) -> tuple[Words, ...]:
        return (self.whole, self.asking, *self.told)


class Reader:
    """Reads messages with the knowledge of the language and of the corpus's medicines."""

    def __init__(
        self, medicines: Medicines, *, vocabulary: Vocabulary, topic_model: TopicModel
    ) -> None:
        self._medicines = medicines
        self._vocabulary = vocabulary
        self._topic_model = topic_model
        self._corrector = Corrector(vocabulary, medicines)

    def read(self, message: str) -> Message:
        """Normalise a message, find the medicines in it and correct its ordinary words."""
        text = normalise(message)
        words = tokens(text)
        found = tuple(self._medicines.find(words))
        inside = {i for item in found for i in range(item.start, item.end)}
        corrected = self._corrector.correct(words)
        kept = tuple(words[i] if i in inside else word for i, word in enumerate(corrected))
        if corrected != words:  # "the numming cream" is a name once its words are right
            found = self._with_corrected(kept, found, inside)
        plain = masked(kept, found)
        document = read_document(plain, self._vocabulary)
        return Message(text, " ".join(plain), kept, found, document, read_clauses(text))

    def _with_corrected(
        self, words: Words, found: tuple[Mention | Unclear, ...], inside: set[int]
    ) -> tuple[Mention | Unclear, ...]:
        """Return the medicines found, with the names of several words that were misspelt."""
        further = (
            mention
            for mention in self._medicines.find_exact(words)
            if mention.end - mention.start > 1
            and inside.isdisjoint(range(mention.start, mention.end))
        )
        return tuple(sorted((*found, *further), key=lambda item: item.start))

    def question(self, message: Message, scope: Scope, slug: str) -> Question:
        """Return a message as it is asked of one monograph, see `questions`."""
        return self.questions([Asked(message, scope, slug)])[0]

    def questions(self, asked: Sequence[Asked]) -> list[Question]:
        """Return messages as they are asked of monographs: without the name of the medicine."""
        taken_apart = [self._parts(one) for one in asked]
        different = dict.fromkeys(chain.from_iterable(parts.all() for parts in taken_apart))
        documents = [read_document(words, self._vocabulary) for words in different]
        topics = self._topic_model.probabilities(documents)
        read = dict(zip(different, zip(documents, topics, strict=True), strict=True))
        return [self._question(parts, read) for parts in taken_apart]

    def _parts(self, asked: Asked) -> _Parts:
        message, scope = asked.message, asked.scope
        covered = self._medicines.ingredients_of(asked.slug)
        own = {
            i
            for item in message.found
            if isinstance(item, Mention) and _is_own(item, scope, covered)
            for i in range(item.start, item.end)
        }
        kept = [i for i in range(len(message.words)) if i not in own]
        clauses = message.clauses
        if asked.clause is not None:
            kept, clauses = _within(kept, asked.clause), (asked.clause,)
        asking = [i for clause in asking_clauses(clauses) for i in _within(kept, clause)]
        told = [_within(kept, clause) for clause in clauses] if len(clauses) > 1 else []
        return _Parts(
            whole=message.at(kept),
            asking=message.at(asking or kept),
            told=tuple(message.at(part) for part in told if part),
            others=tuple(
                mention
                for mention in dict.fromkeys((*scope.named, *scope.others))
                if not _is_own(mention, scope, covered)
            ),
        )

    def _question(self, parts: _Parts, read: Mapping[Words, tuple[Document, Vector]]) -> Question:
        document, topics = read[parts.whole]
        asks, asked_topics = read[parts.asking]
        told = [read[part][1] for part in parts.told]
        return Question(
            document=document,
            topics=topics,
            asked=asks,
            asked_topics=asked_topics,
            clause_topics=np.stack(told or [topics]),
            other_terms=self._vocabulary.widened(
                match.term
                for mention in parts.others
                for match in self._vocabulary.find([stem(word) for word in mention.name.split()])
            ),
            others=tuple(
                frozenset(stem(word) for word in name.split())
                for mention in parts.others
                for name in {mention.name, *(() if mention.is_class else mention.ingredients)}
            ),
        )


def _is_own(mention: Mention, scope: Scope, covered: Ingredients) -> bool:
    """Tell whether a name stands for the medicine that is asked about, or for a mixture of it."""
    return mention == scope.apart or (not mention.is_class and mention.ingredients <= covered)


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
    named = [item for item in message.found if isinstance(item, Mention)]
    if says_nothing(question.document):
        topics = remembered
    elif question.others and speaking.only_adds(message.words, named):
        topics = 0.5 * (question.topics + remembered)  # "is ibuprofen ok?" – "what about codeine?"
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
