"""Ranks the entries of the monographs in scope, and says how sure the best one is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress, islice
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from faqbot.corpus.monograph import Entry
from faqbot.corpus.reader import Corpus
from faqbot.language.topics import TopicModel
from faqbot.language.vocabulary import Vocabulary
from faqbot.matching.calibration import ranking_features
from faqbot.matching.forest import Forest, Leaves
from faqbot.matching.index import (
    ALL_FEATURES,
    MonographIndex,
    Question,
    Vector,
    features_of,
    share_anything,
)
from faqbot.matching.specific import specific_first

# Of two medicines in a message the first is what it is about; the other must fit clearly better.
# But an entry of either that names the other one tells about both: "What painkillers are safe
# with amitriptyline?" comes before all of paracetamol's interactions that leave it out.
_FURTHER = 0.85
_SILENT = 0.85
_NAMES_OTHER = ALL_FEATURES.index("names_other")
_MISSES_OTHER = ALL_FEATURES.index("misses_other")
_MOST_PARTS = 4  # of a score, in its explanation

Parts = tuple[tuple[str, float], ...]  # the features that add most to a score, and how much


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

    def weakened(self, likely: float) -> Ranking:
        """Return this ranking less sure by how likely, in [0, 1], there is anything to find.

        Asking back gives way sooner: choices under a message on something else help nobody.
        """
        if likely == 1.0:
            return self
        return replace(self, confidence=self.confidence * likely, offer=self.offer * likely**2)

    def led_by(self, entry: Entry) -> Ranking:
        """Return this ranking with an entry first whose wording was asked, word for word."""
        first = [candidate for candidate in self.candidates if candidate.entry.id == entry.id]
        others = [candidate for candidate in self.candidates if candidate.entry.id != entry.id]
        return Ranking((*first, *others), 1.0, 1.0, exact=True) if first else self


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
        self._ranker = ranker
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

    def is_written(self, questions: Mapping[str, Question]) -> bool:
        """Tell whether some monographs hold just this question, word for word."""
        return any(
            len(self.index(slug).asks_the_same(question.document))
            for slug, question in questions.items()
        )

    def rank(self, questions: Mapping[str, Question]) -> Ranking:
        """Rank the entries of some monographs, see `rank_all`."""
        return self.rank_all([questions])[0]

    def rank_all(self, asked: Sequence[Mapping[str, Question]]) -> list[Ranking]:
        """Rank the entries of some monographs, for several messages at once.

        Equal scores keep the order of the files.

        Args:
            asked: of each message for each monograph to search (slug) the question that it
                asks there: "duloxetine with baclofen" asks each of the two about the other.
        """
        pairs = (
            (slug, question, number if len(questions) > 1 else None)
            for questions in asked
            for number, (slug, question) in enumerate(questions.items())
        )
        found = self._search([pair for pair in pairs if self._corpus[pair[0]].entries])
        searches = iter(found)
        rankings: list[Ranking] = []
        doubtful: dict[int, Vector] = {}  # what tells how sure a ranking is, by its number
        for number, questions in enumerate(asked):
            here = [next(searches) for slug in questions if self._corpus[slug].entries]
            candidates = (candidate for search in here for candidate in search.candidates)
            ranked = tuple(sorted(candidates, key=_by_score, reverse=True))
            # Two monographs often tell the same; the lead that counts is the one at home.
            home = next((s for s in here if ranked and s.slug == ranked[0].entry.slug), None)
            exact = home is not None and ranked[0].entry.id in home.asked
            rankings.append(Ranking(ranked, float(exact), float(exact), exact=exact))
            if home is not None and not exact:
                doubtful[number] = self._ranking_features(questions[home.slug], home)
        if doubtful:
            features = np.stack(list(doubtful.values()))
            confidences = self._calibrator.probabilities(features).tolist()
            offers = self._offering.probabilities(features).tolist()
            for number, confidence, offer in zip(doubtful, confidences, offers, strict=True):
                ranked = rankings[number].candidates
                rankings[number] = Ranking(ranked, confidence, max(confidence, offer))
        return rankings

    def explained(self, asked: Sequence[Sequence[Candidate]]) -> list[list[Parts]]:
        """Return, for candidates of several rankings, what their scores are made of."""
        leaves = [candidate.leaves for candidates in asked for candidate in candidates]
        parts = iter(self._ranker.contributions(np.array(leaves), _MOST_PARTS) if leaves else [])
        return [list(islice(parts, len(candidates))) for candidates in asked]

    def _ranking_features(self, question: Question, search: _Search) -> Vector:
        return ranking_features(
            question,
            scores=search.scores,
            features=search.features,
            alike=self.index(search.slug).alike(int(np.argmax(search.scores))),
        )

    def _search(self, asked: Sequence[tuple[str, Question, int | None]]) -> list[_Search]:
        """Score the entries of monographs for the question of each.

        Args:
            asked: slug, question, and which one of several monographs it is, from 0; None: alone.
        """
        if not asked:
            return []
        indexes = [self.index(slug) for slug, _, _ in asked]
        features = features_of([(i, ask[1]) for i, ask in zip(indexes, asked, strict=True)])
        leaves = self._ranker.leaves(features)
        scores = self._ranker.of_leaves(leaves)
        shared = share_anything(features)
        found: list[_Search] = []
        start = 0
        for index, (slug, question, number) in zip(indexes, asked, strict=True):
            here = slice(start, start + len(index.entries))
            factors = _factors(features[here], number)
            own = specific_first(scores[here], features[here]) * factors
            same = index.asks_the_same(question.document)
            own[same] = factors[same]
            kept = shared[here]
            entries = compress(index.entries, kept.tolist())
            ended, topics = leaves[here][kept], index.title_topics[kept]
            candidates = list(map(Candidate, own[kept].tolist(), entries, ended, topics))
            asked_for = frozenset(index.entries[i].id for i in same)
            start = here.stop
            found.append(_Search(slug, own, features[here], candidates, asked_for))
        return found


def _factors(features: Vector, number: int | None) -> Vector:
    """Return what the scores of a monograph's entries are multiplied by."""
    if number is None:
        return np.ones(len(features), np.float32)
    further = _FURTHER if number else 1.0
    silent = np.where(features[:, _MISSES_OTHER] > 0, _SILENT, 1.0)
    return np.where(features[:, _NAMES_OTHER] > 0, 1.0, further * silent).astype(np.float32)


_by_score = itemgetter(0)


@dataclass(frozen=True, slots=True)
class _Search:
    """What one monograph has for a question."""

    slug: str
    scores: Vector  # (entries,)
    features: Vector  # (entries, ALL_FEATURES)
    candidates: list[Candidate]
    asked: frozenset[str]  # ids of entries with a wording that is the question, word for word
