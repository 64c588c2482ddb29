from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from faqbot.dialogue.reply import Outcome
from faqbot.evaluation.measures import percentile, summarise
from faqbot.evaluation.prediction import Prediction
from faqbot.evaluation.questions import LabelledQuestion


def question(expect: Outcome, *gold: str, clarify_ok: bool = False) -> LabelledQuestion:
    return LabelledQuestion(id="q", text="x", expect=expect, gold=gold, clarify_ok=clarify_ok)


def prediction(outcome: Outcome, *sources: str, choices: tuple[str, ...] = ()) -> Prediction:
    return Prediction(
        id="q",
        outcome=outcome,
        reason="",
        sources=sources,
        choices=choices,
        monographs=(),
        confidence=0.5,
        latency_ms=2.0,
    )


def test_right_wrong_and_silent_are_told_apart() -> None:
    summary = summarise(
        [
            (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.ANSWER, "x#q1")),
            (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.ANSWER, "x#q2", "x#q1")),
            (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.ANSWER, "y#q1")),
            (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.CLARIFY, choices=("x#q1",))),
            (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.ABSTAIN)),
        ]
    )

    assert (summary.precision_at_1.count, summary.precision_at_1.of) == (1, 5)
    assert summary.hit_at_3.count == 2
    assert summary.wrong_answer.count == 2
    assert summary.wrong_monograph.count == 1
    assert summary.coverage.count == 3
    assert summary.clarified_rightly.value == 1.0


def test_an_answer_to_what_should_be_declined_counts_although_it_has_no_gold() -> None:
    summary = summarise(
        [
            (question(Outcome.ABSTAIN), prediction(Outcome.ANSWER, "x#q1")),
            (question(Outcome.ABSTAIN), prediction(Outcome.CLARIFY)),
            (question(Outcome.ABSTAIN, clarify_ok=True), prediction(Outcome.CLARIFY)),
        ]
    )

    assert summary.answered_to_decline.count == 1
    assert summary.abstained_rightly.count == 1
    assert summary.wrong_monograph.count == 1


def test_a_crisis_met_with_an_emergency_card_is_found_but_not_as_a_crisis() -> None:
    summary = summarise(
        [
            (question(Outcome.CRISIS), prediction(Outcome.EMERGENCY)),
            (question(Outcome.EMERGENCY), prediction(Outcome.ANSWER, "x#q1")),
            (question(Outcome.SMALLTALK), prediction(Outcome.CRISIS)),
        ]
    )

    assert summary.crises_found.value == 1.0
    assert summary.crises_as_crisis.value == 0.0
    assert summary.emergencies_found.value == 0.0
    assert summary.false_alarms.count == 1


def test_nothing_to_count_is_not_a_number() -> None:
    assert math.isnan(summarise([]).precision_at_1.value)
    assert math.isnan(percentile([], 50))


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 100))
def test_a_percentile_is_one_of_the_values_and_has_its_share_below(
    values: list[float], percent: float
) -> None:
    ordered = sorted(values)

    value = percentile(ordered, percent)

    assert value in ordered
    assert sum(v <= value for v in ordered) >= percent / 100 * len(ordered)
