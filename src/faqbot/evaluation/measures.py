"""What a run over a labelled set amounts to. Misses and false alarms are never averaged."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from faqbot.dialogue.reply import Outcome
from faqbot.evaluation.prediction import Prediction
from faqbot.evaluation.questions import LabelledQuestion

_ALARMS = (Outcome.EMERGENCY, Outcome.CRISIS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """The share in [0, 1]; not a number where there was nothing to count."""
        return self.count / self.of if self.of else math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The measures of one run. Each share says of how many it is."""

    questions: int
    precision_at_1: Share  # answerable ones answered from a right entry
    hit_at_3: Share  # answerable ones with a right entry among the first three shown
    right_monograph: Share  # answered ones among those whose monograph is known
    wrong_answer: Share  # answerable ones answered from a wrong entry
    wrong_monograph: Share  # all but emergencies and crises, answered from a wrong monograph
    coverage: Share  # answerable ones that were answered at all
    clarified: Share  # answerable ones that were asked back
    clarified_rightly: Share  # of these, with a right entry among the choices
    abstained_rightly: Share  # those to decline that were declined, or asked back where allowed
    answered_to_decline: Share  # those to decline that were answered
    small_talk: Share
    emergencies_found: Share  # as emergency or crisis: help comes first either way
    crises_found: Share
    crises_as_crisis: Share
    false_alarms: Share  # of all that are neither
    latency_p50_ms: float
    latency_p99_ms: float


def summarise(pairs: Iterable[tuple[LabelledQuestion, Prediction]]) -> Summary:
    """Measure a run: one prediction for each question, silent ones count as wrong."""
    run = list(pairs)
    answerable = [pair for pair in run if pair[0].expect is Outcome.ANSWER]
    labelled = [pair for pair in answerable if pair[0].gold]
    declined = [pair for pair in run if pair[0].expect is Outcome.ABSTAIN]
    crises = [pair for pair in run if pair[0].expect is Outcome.CRISIS]
    latencies = sorted(prediction.latency_ms for _, prediction in run)
    return Summary(
        questions=len(run),
        precision_at_1=_share(labelled, lambda q, p: _right(q, p, 1)),
        hit_at_3=_share(labelled, lambda q, p: _right(q, p, 3)),
        right_monograph=_share(
            [pair for pair in answerable if pair[0].gold_monographs],
            lambda q, p: bool(set(q.gold_monographs) & set(_monograph(p))),
        ),
        wrong_answer=_share(labelled, lambda q, p: _answered(q, p) and not _right(q, p, 1)),
        wrong_monograph=_share(
            [pair for pair in run if pair[0].expect not in _ALARMS], _from_wrong_monograph
        ),
        coverage=_share(answerable, _answered),
        clarified=_share(answerable, lambda _, p: p.outcome is Outcome.CLARIFY),
        clarified_rightly=_share(
            [pair for pair in labelled if pair[1].outcome is Outcome.CLARIFY],
            lambda q, p: bool(set(q.gold) & set(p.choices)),
        ),
        abstained_rightly=_share(declined, _declined),
        answered_to_decline=_share(declined, _answered),
        small_talk=_share(
            [pair for pair in run if pair[0].expect is Outcome.SMALLTALK],
            lambda _, p: p.outcome is Outcome.SMALLTALK,
        ),
        emergencies_found=_share(
            [pair for pair in run if pair[0].expect is Outcome.EMERGENCY],
            lambda _, p: p.outcome in _ALARMS,
        ),
        crises_found=_share(crises, lambda _, p: p.outcome in _ALARMS),
        crises_as_crisis=_share(crises, lambda _, p: p.outcome is Outcome.CRISIS),
        false_alarms=_share(
            [pair for pair in run if pair[0].expect not in _ALARMS],
            lambda _, p: p.outcome in _ALARMS,
        ),
        latency_p50_ms=percentile(latencies, 50),
        latency_p99_ms=percentile(latencies, 99),
    )


def percentile(ordered: Sequence[float], percent: float) -> float:
    """Return the nearest-rank percentile of ordered values; not a number for none."""
    if not ordered:
        return math.nan
    rank = max(1, math.ceil(percent / 100 * len(ordered)))
    return ordered[rank - 1]


def _share(
    pairs: Sequence[tuple[LabelledQuestion, Prediction]],
    holds: Callable[[LabelledQuestion, Prediction], bool],
) -> Share:
    return Share(count=sum(bool(holds(*pair)) for pair in pairs), of=len(pairs))


def _answered(_: LabelledQuestion, prediction: Prediction) -> bool:
    return prediction.outcome is Outcome.ANSWER


def _right(question: LabelledQuestion, prediction: Prediction, first: int) -> bool:
    return bool(set(question.gold) & set(prediction.sources[:first]))


def _monograph(prediction: Prediction) -> list[str]:
    """Return the monograph that was answered from."""
    return [source.partition("#")[0] for source in prediction.sources[:1]]


def _from_wrong_monograph(question: LabelledQuestion, prediction: Prediction) -> bool:
    right = {*question.gold_monographs, *(gold.partition("#")[0] for gold in question.gold)}
    return any(slug not in right for slug in _monograph(prediction))


def _declined(question: LabelledQuestion, prediction: Prediction) -> bool:
    asked_back = prediction.outcome is Outcome.CLARIFY and question.clarify_ok
    return prediction.outcome is Outcome.ABSTAIN or asked_back
