"""What is kept of a run: counts that add up, and the first failures of each kind.

A part of a run is tallied question by question; the parts are merged, in the order of the
questions, into the tally of the whole, whose size does not grow with their number. How the run
was cut into parts makes no difference.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from faqbot.dialogue.reply import Outcome
from faqbot.evaluation.confidence import STEPS
from faqbot.evaluation.judgement import Failure, Judgement, best_is_right, failure_of, judge
from faqbot.evaluation.prediction import Prediction
from faqbot.evaluation.questions import LabelledQuestion
from faqbot.evaluation.topics import TopicOf

MOST_GROUPS = 5_000  # of each kind; a set with a tag for each row must not fill the memory
MOST_FAILURES = 250  # kept of each kind, for reports
REST = "(all others)"
_LATENCY_STEP = math.log(1.02)  # 2 % resolution


class GroupKind(StrEnum):
    """What questions are grouped by."""

    ALL = "all"
    TAG = "tag"
    MONOGRAPH = "monograph"
    TOPIC = "topic"


Group = tuple[GroupKind, str]
EVERYTHING: Group = (GroupKind.ALL, "")


@dataclass(frozen=True, slots=True)
class FailedQuestion:
    """A question that went wrong, as reports list it."""

    question: LabelledQuestion
    prediction: Prediction


@dataclass(slots=True)
class Tally:
    """The counts of a run, or of a part of it."""

    groups: dict[Group, Counter[Judgement]] = field(default_factory=dict)
    confidences: Counter[tuple[int, bool]] = field(default_factory=Counter)
    topics: Counter[tuple[str, str]] = field(default_factory=Counter)  # (expected, answered)
    latencies: Counter[int] = field(default_factory=Counter)  # by logarithmic step
    failures: Counter[Failure] = field(default_factory=Counter)
    failed: dict[Failure, list[FailedQuestion]] = field(default_factory=dict)
    _sizes: Counter[GroupKind] = field(default_factory=Counter)  # groups of each kind, merged

    @property
    def questions(self) -> int:
        """How many questions were counted."""
        return sum(self.groups.get(EVERYTHING, Counter()).values())

    def add(self, question: LabelledQuestion, prediction: Prediction, topic_of: TopicOf) -> None:
        """Count one question."""
        judgement = judge(question, prediction)
        expected = topic_of(question.gold[0]) if question.gold else ""
        for group in _groups_of(question, expected):
            self.groups.setdefault(group, Counter())[judgement] += 1
        self._add_confidence(question, prediction)
        if expected and prediction.outcome is Outcome.ANSWER:
            answered = topic_of(prediction.sources[0])
            # A right entry may be on another topic than the best one: that confuses nothing.
            self.topics[answered if judgement.rank == 1 else expected, answered] += 1
        if prediction.latency_ms is not None:
            self.latencies[_latency_step(prediction.latency_ms)] += 1
        failure = failure_of(judgement)
        if failure is not None:
            self.failures[failure] += 1
            self._keep(failure, [FailedQuestion(question, prediction)])

    def merge(self, later: Tally) -> None:
        """Add the tally of the questions that come after those of this one."""
        for group, judgements in later.groups.items():  # in the order in which they came up
            self._count(group, judgements)
        self.confidences.update(later.confidences)
        self.topics.update(later.topics)
        self.latencies.update(later.latencies)
        self.failures.update(later.failures)
        for failure, failed in later.failed.items():
            self._keep(failure, failed)

    def latency(self, percent: float) -> float | None:
        """Return a percentile of the latency in ms, to 2 %; None where none was kept."""
        needed = percent / 100 * sum(self.latencies.values())
        seen = 0
        for step, count in sorted(self.latencies.items()):
            seen += count
            if seen >= needed:
                return latency_of(step)
        return None

    def of_kind(self, kind: GroupKind) -> dict[str, Counter[Judgement]]:
        """Return the groups of a kind by name, the largest first."""
        found = {name: counts for (k, name), counts in self.groups.items() if k is kind}
        return dict(sorted(found.items(), key=lambda item: (-item[1].total(), item[0])))

    def _count(self, group: Group, judgements: Counter[Judgement]) -> None:
        if group not in self.groups:
            if self._sizes[group[0]] >= MOST_GROUPS:
                group = (group[0], REST)
            self._sizes[group[0]] += 1
        self.groups.setdefault(group, Counter()).update(judgements)

    def _add_confidence(self, question: LabelledQuestion, prediction: Prediction) -> None:
        right = best_is_right(question, prediction)
        if right is not None:
            self.confidences[round(prediction.confidence * STEPS), right] += 1

    def _keep(self, failure: Failure, failed: Iterable[FailedQuestion]) -> None:
        kept = self.failed.setdefault(failure, [])
        kept.extend(list(failed)[: MOST_FAILURES - len(kept)])


def latency_of(step: int) -> float:
    """Return the latency in ms in the middle of a logarithmic step."""
    return math.exp((step + 0.5) * _LATENCY_STEP)


def _latency_step(latency_ms: float) -> int:
    return math.floor(math.log(max(latency_ms, 1e-3)) / _LATENCY_STEP)


def _groups_of(question: LabelledQuestion, topic: str) -> Iterable[Group]:
    yield EVERYTHING
    for tag in dict.fromkeys(question.tags):
        yield GroupKind.TAG, tag
    for slug in sorted(question.right_monographs):
        yield GroupKind.MONOGRAPH, slug
    if topic:
        yield GroupKind.TOPIC, topic
