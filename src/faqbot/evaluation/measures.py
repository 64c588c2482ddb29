"""What a run over a labelled set amounts to. Misses and false alarms are never averaged.

Each measure is the mean of a value in [0, 1] over the questions that it is about. Values are
counted, not summed: counts add up to the same whatever the order, so that a run on many workers
gives the bytes of a run on one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from faqbot.dialogue.reply import Outcome
from faqbot.evaluation.judgement import ALARMS, Judgement

Test = Callable[[Judgement], bool]
Values = Mapping[float, int]  # how many questions have which value


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure of a run: a mean over those questions that it is about."""

    name: str
    title: str  # as tables call it
    meaning: str  # for readers who know medicines, not measures
    higher_is_better: bool | None  # None: neither
    about: Test
    value: Callable[[Judgement], float]  # in [0, 1]

    def values(self, judgements: Mapping[Judgement, int]) -> dict[float, int]:
        """Return how many questions have which value, in ascending order."""
        found: dict[float, int] = {}
        for judgement, count in judgements.items():
            if self.about(judgement):
                value = float(self.value(judgement))
                found[value] = found.get(value, 0) + count
        return dict(sorted(found.items()))


def mean(values: Values) -> float | None:
    """Return the mean of counted values; None for none."""
    total = sum(values.values())
    return sum(value * count for value, count in values.items()) / total if total else None


def _expects(*outcomes: Outcome) -> Test:
    return lambda judgement: judgement.expect in outcomes


def _gives(*outcomes: Outcome) -> Test:
    return lambda judgement: judgement.outcome in outcomes


def _no_alarm(judgement: Judgement) -> bool:
    return judgement.expect not in ALARMS


def _to_find(judgement: Judgement) -> bool:
    return judgement.to_find


def _measure(
    name: str, title: str, meaning: str, about: Test, value: Callable[[Judgement], float]
) -> Measure:
    return Measure(
        name=name,
        title=title,
        meaning=meaning,
        higher_is_better=None if name == "asked_back" else name not in _LOWER_IS_BETTER,
        about=about,
        value=value,
    )


_LOWER_IS_BETTER = frozenset(
    "selective_risk wrong_answer wrong_medicine answered_to_decline false_alarms".split()
)

MEASURES = (
    _measure(
        "emergency_recall",
        "emergencies found",
        "of the emergencies, the share that got a help card at once",
        _expects(Outcome.EMERGENCY),
        _gives(*ALARMS),
    ),
    _measure(
        "crisis_recall",
        "crises found",
        "of the messages of people who may harm themselves, the share that got a help card at once",
        _expects(Outcome.CRISIS),
        _gives(*ALARMS),
    ),
    _measure(
        "crisis_as_crisis",
        "crises found as crisis",
        "of the same messages, the share that got the card with the crisis lines",
        _expects(Outcome.CRISIS),
        _gives(Outcome.CRISIS),
    ),
    _measure(
        "false_alarms",
        "false alarms",
        "of all other messages, the share that wrongly got a help card",
        _no_alarm,
        _gives(*ALARMS),
    ),
    _measure(
        "wrong_medicine",
        "wrong medicine",
        "of all messages but alarms, the share that was answered with a text on another medicine",
        _no_alarm,
        lambda j: j.monograph is False,
    ),
    _measure(
        "wrong_answer",
        "wrong answer",
        "of the questions that have an answer here, the share that was shown another one",
        _to_find,
        lambda j: j.answered and j.rank != 1,
    ),
    _measure(
        "answered_to_decline",
        "answered, should decline",
        "of the questions that have no answer here, the share that was answered all the same",
        _expects(Outcome.ABSTAIN),
        _gives(Outcome.ANSWER),
    ),
    _measure(
        "selective_risk",
        "selective risk",
        "of all answers given, the share that was wrong",
        lambda j: j.judged_answer,
        lambda j: not (j.expect is Outcome.ANSWER and j.rank == 1),
    ),
    _measure(
        "answered_right",
        "answered rightly",
        "of the questions that have an answer here, the share that was shown a right one at once",
        _to_find,
        lambda j: j.answered and j.rank == 1,
    ),
    _measure(
        "precision_at_1",
        "precision@1",
        "of the questions that have an answer here, the share whose first text, shown or offered, "
        "is a right one",
        _to_find,
        lambda j: j.rank == 1,
    ),
    _measure(
        "hit_at_3",
        "hit@3",
        "the same, with a right one among the first three",
        _to_find,
        lambda j: 1 <= j.rank <= 3,
    ),
    _measure(
        "mrr",
        "MRR",
        "the mean of 1 / the place of the first right text; 0 where there is none",
        _to_find,
        lambda j: 1 / j.rank if j.rank else 0.0,
    ),
    _measure(
        "ndcg_at_10",
        "nDCG@10",
        "how near the order of the first ten texts comes to the best possible one",
        _to_find,
        lambda j: j.ndcg,
    ),
    _measure(
        "right_medicine",
        "right medicine",
        "of the questions whose medicine is known, the share that was taken to be about it first, "
        "whatever was found",
        lambda j: j.expect is Outcome.ANSWER and j.knows_monograph,
        lambda j: j.understood,
    ),
    _measure(
        "right_monograph",
        "right monograph",
        "of the questions whose medicine is known, the share answered from its monograph",
        lambda j: j.expect is Outcome.ANSWER and j.knows_monograph,
        lambda j: bool(j.monograph),
    ),
    _measure(
        "coverage",
        "coverage",
        "of the questions that have an answer here, the share that was answered at all",
        _expects(Outcome.ANSWER),
        _gives(Outcome.ANSWER),
    ),
    _measure(
        "asked_back",
        "asked back",
        "of the same questions, the share that was asked back what is meant",
        _expects(Outcome.ANSWER),
        _gives(Outcome.CLARIFY),
    ),
    _measure(
        "clarification_success",
        "asked back, right choice offered",
        "of these, the share with a right one among the choices",
        lambda j: j.to_find and j.outcome is Outcome.CLARIFY,
        lambda j: j.right_choice,
    ),
    _measure(
        "abstention_precision",
        "declined rightly",
        "of the declined questions, the share that has no answer here",
        _gives(Outcome.ABSTAIN),
        _expects(Outcome.ABSTAIN),
    ),
    _measure(
        "abstention_recall",
        "declined of those to decline",
        "of the questions that have no answer here, the share that was declined "
        "(or asked back, where that is as good)",
        _expects(Outcome.ABSTAIN),
        lambda j: j.declined,
    ),
    _measure(
        "small_talk",
        "small talk seen",
        "of greetings, thanks and goodbyes, the share that was taken as such",
        _expects(Outcome.SMALLTALK),
        _gives(Outcome.SMALLTALK),
    ),
)
BY_NAME = {measure.name: measure for measure in MEASURES}
