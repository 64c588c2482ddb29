"""Ranks the entries of the monographs in scope, and says how sure the best one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from faqbot.corpus.monograph import Entry
from faqbot.corpus.reader import Corpus
from faqbot.language.topics import TopicModel
from faqbot.language.vocabulary import Vocabulary
from faqbot.matching.calibration import ranking_features
from faqbot.matching.forest import Forest, Leaves
from faqbot.matching.index import MonographIndex, Question, Vector

# Of two medicines in a message the first is what it is about; the other must fit clearly better.
_FURTHER = 0.85


class Candidate(NamedTuple):
    """An entry and how it scored for one question."""

    score: float  # in [0, 1]; ranks, see `Ranking.confidence` for how sure it is
    entry: Entry
    leaves: Leaves  # of the ranker's trees, where the entry ended
    topics: Vector  # P(topic) of its title


@dataclass(frozen=True, slots=True)
class Ranking:
    """All candidates, best first; nothing that shares nothing with the question."""

    candidates: tuple[Candidate, ...]
    confidence: float  # P(a pharmacist would call the best one an answer), in [0, 1]
    offer: float  # P(the same of one of the first OFFERED), in [0, 1]
    exact: bool = False  # a wording of the best one was asked, word for word

    def weakened(self, factor: float) -> Ranking:
        """Return this ranking with what it is sure of times `factor`, in [0, 1]."""
        return replace(self, confidence=self.confidence * factor, offer=self.offer * factor)


class Matcher:
    """Searches a corpus; indexes each monograph when it is first asked about."""

    def __init__(
        self,
        corpus: Corpus,
        *,
        vocabulary: Vocabulary,
        topic_model: TopicModel,
        ranker: Forest,
        calibrator: Forest,
        offering: Forest,
    ) -> None:
        self._corpus = corpus
        self._vocabulary = vocabulary
        self._topic_model = topic_model
        self.ranker = ranker
        self._calibrator = calibrator
        self._offering = offering
        self._indexes: dict[str, MonographIndex] = {}

    def index(self, slug: str) -> MonographIndex:
        """Return the vectors of a monograph."""
        if slug not in self._indexes:
            self._indexes[slug] = MonographIndex(
                self._corpus[slug], vocabulary=self._vocabulary, topic_model=self._topic_model
            )
        return self._indexes[slug]

    def prepare(self) -> None:
        """Index everything now, so that no question has to wait for it."""
        for monograph in self._corpus.monographs:
            if monograph.entries:
                self.index(monograph.slug)

    def rank(self, questions: Mapping[str, Question]) -> Ranking:
        """Rank the entries of some monographs; equal scores keep the order of the files.

        Args:
            questions: for each monograph to search (slug) the message as it is asked of it:
                "duloxetine with baclofen" asks each of the two about the other.
        """
        searched = [
            self._search(question, slug, factor=_FURTHER if number else 1.0)
            for number, (slug, question) in enumerate(questions.items())
            if self._corpus[slug].entries
        ]
        candidates = (candidate for found in searched for candidate in found.candidates)
        ranked = tuple(sorted(candidates, key=_by_score, reverse=True))
        if not ranked:
            return Ranking((), 0.0, 0.0)
        # Two monographs often tell the same; the lead that counts is the one at home.
        home = next(found for found in searched if found.slug == ranked[0].entry.slug)
        if ranked[0].entry.id in home.asked:
            return Ranking(ranked, 1.0, 1.0, exact=True)
        features = ranking_features(
            questions[home.slug],
            scores=home.scores,
            features=home.features,
            alike=self.index(home.slug).alike(int(np.argmax(home.scores))),
        )[None, :]
        confidence = float(self._calibrator.probabilities(features)[0])
        offer = float(self._offering.probabilities(features)[0])
        return Ranking(ranked, confidence, max(confidence, offer))

    def _search(self, question: Question, slug: str, *, factor: float) -> _Search:
        index = self.index(slug)
        features = index.features(question)
        leaves = self.ranker.leaves(features)
        scores = self.ranker.of_leaves(leaves) * np.float32(factor)
        same = index.asks_the_same(question.document)
        scores[same] = factor
        shared = index.shares_anything(features).tolist()
        all_of_them = map(Candidate, scores.tolist(), index.entries, leaves, index.title_topics)
        asked = frozenset(index.entries[i].id for i in same)
        return _Search(slug, scores, features, list(compress(all_of_them, shared)), asked)


_by_score = itemgetter(0)


@dataclass(frozen=True, slots=True)
class _Search:
    """What one monograph has for a question."""

    slug: str
    scores: Vector  # (entries,)
    features: Vector  # (entries, ALL_FEATURES)
    candidates: list[Candidate]
    asked: frozenset[str]  # ids of entries with a wording that is the question, word for word
