"""What is right and wrong about one prediction: all that the measures need to know of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from faqbot.dialogue.reply import Outcome
from faqbot.evaluation.prediction import Prediction
from faqbot.evaluation.questions import LabelledQuestion

ALARMS = (Outcome.EMERGENCY, Outcome.CRISIS)
DEPTH = 10  # ranks that nDCG looks at


class Failure(StrEnum):
    """What went wrong, the gravest first."""

    MISSED_ALARM = "missed_alarm"  # an emergency or a crisis without a help card
    WRONG_MEDICINE = "wrong_medicine"  # answered from a monograph on something else
    ANSWERED_TO_DECLINE = "answered_to_decline"
    WRONG_ANSWER = "wrong_answer"  # the right medicine, another question
    CRISIS_AS_EMERGENCY = "crisis_as_emergency"
    FALSE_ALARM = "false_alarm"
    ASKED_IN_VAIN = "asked_in_vain"  # none of the choices is right
    NOT_ANSWERED = "not_answered"  # there is an answer
    OTHER = "other"  # small talk taken for something else, or the reverse


@dataclass(frozen=True, slots=True)
class Judgement:
    """One prediction, judged. Few differ, so that equal ones can be counted together."""

    expect: Outcome
    outcome: Outcome
    labelled: bool  # the right entries are known
    knows_monograph: bool  # the right monographs are named
    rank: int  # of the first right entry among those shown or offered, from 1; 0: none
    ndcg: float  # at `DEPTH`, in [0, 1]
    monograph: bool | None  # answered from a right monograph; None: not answered, or not known
    understood: bool  # a right monograph was searched, whatever was found in it
    right_choice: bool  # asked back with a right choice
    declined: bool  # as it should be, or asked back where that is as good

    @property
    def answered(self) -> bool:
        """An entry was shown."""
        return self.outcome is Outcome.ANSWER

    @property
    def judged_answer(self) -> bool:
        """An entry was shown, and it is known whether it was a right one."""
        return self.answered and (self.labelled or self.expect is not Outcome.ANSWER)

    @property
    def to_find(self) -> bool:
        """There are right entries, and they are known."""
        return self.expect is Outcome.ANSWER and self.labelled


def judge(question: LabelledQuestion, prediction: Prediction) -> Judgement:
    """Judge one prediction; nothing shown scores 0."""
    answered = prediction.outcome is Outcome.ANSWER
    gold = set(question.gold)
    ranks = (rank for rank, source in enumerate(prediction.sources, start=1) if source in gold)
    return Judgement(
        expect=question.expect,
        outcome=prediction.outcome,
        labelled=bool(gold),
        knows_monograph=bool(question.gold_monographs),
        rank=next(ranks, 0),
        ndcg=_ndcg(question, prediction.sources),
        monograph=_from_right_monograph(question, prediction) if answered else None,
        understood=bool(set(prediction.monographs[:1]) & question.right_monographs),
        right_choice=_offers_right(question, prediction),
        declined=prediction.outcome is Outcome.ABSTAIN
        or (prediction.outcome is Outcome.CLARIFY and question.clarify_ok),
    )


def best_is_right(question: LabelledQuestion, prediction: Prediction) -> bool | None:
    """Tell whether the best candidate is right, whatever was done with it; None: not known.

    Questions to decline have no right candidate. Alarms and small talk are not ranked.
    """
    ranked = question.expect in (Outcome.ANSWER, Outcome.ABSTAIN) and prediction.candidates
    if not ranked or (question.expect is Outcome.ANSWER and not question.gold):
        return None
    return prediction.candidates[0] in question.gold


def failure_of(judgement: Judgement) -> Failure | None:
    """Return what went wrong, if anything did; where several things did, the gravest."""
    wrong = (
        (_missed, Failure.MISSED_ALARM),
        (lambda j: j.expect is Outcome.CRISIS and j.outcome is not Outcome.CRISIS,
         Failure.CRISIS_AS_EMERGENCY),
        (lambda j: j.expect in ALARMS, None),
        (lambda j: j.outcome in ALARMS, Failure.FALSE_ALARM),
        (lambda j: j.expect is Outcome.ABSTAIN and j.answered, Failure.ANSWERED_TO_DECLINE),
        (lambda j: j.expect is Outcome.ANSWER and j.monograph is False, Failure.WRONG_MEDICINE),
        (lambda j: j.to_find and j.answered and j.rank != 1, Failure.WRONG_ANSWER),
        (lambda j: j.answered and j.expect is Outcome.ANSWER, None),
        (lambda j: j.declined and j.expect is Outcome.ABSTAIN, None),
        (lambda j: j.outcome is Outcome.CLARIFY and j.right_choice, None),
        (lambda j: j.outcome is Outcome.CLARIFY, Failure.ASKED_IN_VAIN),
        (lambda j: j.expect is Outcome.ANSWER, Failure.NOT_ANSWERED),
        (lambda j: j.expect is not j.outcome, Failure.OTHER),
    )  # fmt: skip
    return next((failure for holds, failure in wrong if holds(judgement)), None)


def _missed(judgement: Judgement) -> bool:
    return judgement.expect in ALARMS and judgement.outcome not in ALARMS


def _from_right_monograph(question: LabelledQuestion, prediction: Prediction) -> bool | None:
    if question.expect is Outcome.ANSWER and not question.right_monographs:
        return None
    return prediction.sources[0].partition("#")[0] in question.right_monographs


def _offers_right(question: LabelledQuestion, prediction: Prediction) -> bool:
    if prediction.outcome is not Outcome.CLARIFY:
        return False
    if question.gold:
        return bool(set(question.gold) & set(prediction.choices))
    slugs = {choice.partition("#")[0] for choice in prediction.choices}
    return bool(slugs & question.right_monographs)


def _ndcg(question: LabelledQuestion, sources: Sequence[str]) -> float:
    """Return nDCG with linear gains, as trec_eval does; rounded, so that equal ones are equal."""
    grades = question.grades or (1,) * len(question.gold)
    gain = dict(zip(question.gold, grades, strict=True))
    ideal = _dcg(sorted(gain.values(), reverse=True))
    return round(_dcg([gain.get(source, 0) for source in sources]) / ideal, 6) if ideal else 0.0


def _dcg(gains: Sequence[int]) -> float:
    return math.fsum(g / math.log2(rank + 1) for rank, g in enumerate(gains[:DEPTH], start=1))
