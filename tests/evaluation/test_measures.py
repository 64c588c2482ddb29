from __future__ import annotations

from collections import Counter
from dataclasses import replace

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faqbot.dialogue.reply import Outcome
from faqbot.evaluation.judgement import Failure, Judgement, failure_of, judge
from faqbot.evaluation.measures import BY_NAME, MEASURES, mean
from faqbot.evaluation.prediction import Prediction
from faqbot.evaluation.questions import LabelledQuestion
from tests.evaluation.cases import prediction, question

Pair = tuple[LabelledQuestion, Prediction]


def values(name: str, *pairs: Pair) -> dict[float, int]:
    """Return how many questions have which value of a measure."""
    return BY_NAME[name].values(Counter(judge(*pair) for pair in pairs))


def test_right_wrong_and_silent_are_told_apart() -> None:
    run = (
        (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.ANSWER, "x#q1")),
        (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.ANSWER, "x#q2", "x#q1")),
        (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.ANSWER, "y#q1")),
        (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.CLARIFY, choices=("x#q1",))),
        (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.ABSTAIN)),
    )

    assert values("answered_right", *run) == values("precision_at_1", *run) == {0: 4, 1: 1}
    assert values("hit_at_3", *run) == {0: 3, 1: 2}
    assert values("mrr", *run) == {0: 3, 0.5: 1, 1: 1}
    assert values("wrong_answer", *run) == {0: 3, 1: 2}
    assert values("selective_risk", *run) == {0: 1, 1: 2}
    assert values("wrong_medicine", *run) == {0: 4, 1: 1}
    assert values("coverage", *run) == {0: 2, 1: 3}
    assert values("clarification_success", *run) == {1: 1}
    assert values("abstention_precision", *run) == {0: 1}


def test_a_right_text_offered_first_is_ranked_first_but_not_answered() -> None:
    asked = question(Outcome.ANSWER, "x#q1")
    run = (
        (asked, prediction(Outcome.CLARIFY, "x#q1", "x#q2", choices=("x#q1", "x#q2"))),
        (asked, prediction(Outcome.CLARIFY, "x#q2", "x#q1", choices=("x#q2", "x#q1"))),
    )

    assert values("precision_at_1", *run) == {0: 1, 1: 1}
    assert values("answered_right", *run) == values("wrong_answer", *run) == {0: 2}


def test_an_answer_to_what_should_be_declined_counts_although_it_has_no_gold() -> None:
    run = (
        (question(Outcome.ABSTAIN), prediction(Outcome.ANSWER, "x#q1")),
        (question(Outcome.ABSTAIN), prediction(Outcome.CLARIFY)),
        (question(Outcome.ABSTAIN, clarify_ok=True), prediction(Outcome.CLARIFY)),
    )

    assert values("answered_to_decline", *run) == {0: 2, 1: 1}
    assert values("abstention_recall", *run) == {0: 2, 1: 1}
    assert values("wrong_medicine", *run) == {0: 2, 1: 1}
    assert values("selective_risk", *run) == {1: 1}


def test_a_crisis_met_with_an_emergency_card_is_found_but_not_as_a_crisis() -> None:
    run = (
        (question(Outcome.CRISIS), prediction(Outcome.EMERGENCY)),
        (question(Outcome.EMERGENCY), prediction(Outcome.ANSWER, "x#q1")),
        (question(Outcome.SMALLTALK), prediction(Outcome.CRISIS)),
    )

    assert values("crisis_recall", *run) == {1: 1}
    assert values("crisis_as_crisis", *run) == {0: 1}
    assert values("emergency_recall", *run) == {0: 1}
    assert values("false_alarms", *run) == {1: 1}
    assert values("small_talk", *run) == {0: 1}


def test_where_only_the_monograph_is_known_only_the_monograph_is_judged() -> None:
    run = (
        (question(Outcome.ANSWER, monographs=("x",)), prediction(Outcome.ANSWER, "x#q1")),
        (question(Outcome.ANSWER, monographs=("x",)), prediction(Outcome.ANSWER, "y#q1")),
    )

    assert values("right_monograph", *run) == {0: 1, 1: 1}
    assert values("wrong_medicine", *run) == {0: 1, 1: 1}
    assert values("precision_at_1", *run) == values("selective_risk", *run) == {}


def test_the_medicine_is_judged_whatever_was_found_about_it() -> None:
    asked = question(Outcome.ANSWER, monographs=("x",))
    replies = (prediction(outcome) for outcome in (Outcome.CLARIFY, Outcome.ABSTAIN))
    searched = tuple((asked, replace(reply, monographs=("x", "y"))) for reply in replies)
    missed = (asked, replace(prediction(Outcome.ABSTAIN), monographs=("y",)))

    assert values("right_medicine", *searched, missed) == {0: 1, 1: 2}


def test_nothing_to_count_has_no_mean() -> None:
    assert mean({}) is None


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_no_measure_leaves_its_range(measure: object) -> None:
    name = measure.name  # type: ignore[attr-defined]
    pairs = [
        (question(expect, *gold), prediction(outcome, *shown))
        for expect in Outcome
        for outcome in Outcome
        for gold in ((), ("x#q1",))
        for shown in ([("x#q1",), ("y#q1", "x#q1")] if outcome is Outcome.ANSWER else [()])
    ]

    found = values(name, *pairs)

    if name not in ("right_medicine", "right_monograph"):  # they need their labels
        assert found
    assert all(0 <= value <= 1 for value in found)


@pytest.mark.parametrize(
    ("asked", "replied", "failure"),
    [
        (question(Outcome.EMERGENCY), prediction(Outcome.ABSTAIN), Failure.MISSED_ALARM),
        (question(Outcome.EMERGENCY), prediction(Outcome.CRISIS), None),
        (question(Outcome.CRISIS), prediction(Outcome.EMERGENCY), Failure.CRISIS_AS_EMERGENCY),
        (question(Outcome.CRISIS), prediction(Outcome.CRISIS), None),
        (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.CRISIS), Failure.FALSE_ALARM),
        (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.ANSWER, "y#q1"),
         Failure.WRONG_MEDICINE),
        (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.ANSWER, "x#q2"),
         Failure.WRONG_ANSWER),
        (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.ANSWER, "x#q1"), None),
        (question(Outcome.ANSWER, monographs=("x",)), prediction(Outcome.ANSWER, "x#q9"), None),
        (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.CLARIFY, choices=("x#q1",)), None),
        (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.CLARIFY), Failure.ASKED_IN_VAIN),
        (question(Outcome.ANSWER, "x#q1"), prediction(Outcome.ABSTAIN), Failure.NOT_ANSWERED),
        (question(Outcome.ABSTAIN), prediction(Outcome.ANSWER, "x#q1"),
         Failure.ANSWERED_TO_DECLINE),
        (question(Outcome.ABSTAIN), prediction(Outcome.CLARIFY), Failure.ASKED_IN_VAIN),
        (question(Outcome.ABSTAIN, clarify_ok=True), prediction(Outcome.CLARIFY), None),
        (question(Outcome.ABSTAIN), prediction(Outcome.ABSTAIN), None),
        (question(Outcome.SMALLTALK), prediction(Outcome.ABSTAIN), Failure.OTHER),
        (question(Outcome.SMALLTALK), prediction(Outcome.SMALLTALK), None),
    ],
)  # fmt: skip
def test_a_failure_is_called_by_the_gravest_that_happened(
    asked: LabelledQuestion, replied: Prediction, failure: Failure | None
) -> None:
    assert failure_of(judge(asked, replied)) is failure


IDS = st.sampled_from([f"x#q{n}" for n in range(1, 15)])


@given(
    st.lists(
        st.tuples(
            st.dictionaries(IDS, st.integers(1, 3), min_size=1, max_size=6),
            st.lists(IDS, unique=True, max_size=12),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_ranking_measures_are_those_of_ir_measures(
    topics: list[tuple[dict[str, int], list[str]]],
) -> None:
    judgements: Counter[Judgement] = Counter()
    qrels: dict[str, dict[str, int]] = {}
    run: dict[str, dict[str, float]] = {}
    for number, (gold, shown) in enumerate(topics):
        asked = question(Outcome.ANSWER, *gold, grades=tuple(gold.values()))
        judgements[judge(asked, prediction(Outcome.ANSWER, *shown or ("y#q1",)))] += 1
        qrels[str(number)] = gold
        run[str(number)] = {source: 1 / rank for rank, source in enumerate(shown or ["y#q1"], 1)}
    theirs = {
        "precision_at_1": ir_measures.P @ 1,
        "hit_at_3": ir_measures.Success @ 3,
        "mrr": ir_measures.RR,
        "ndcg_at_10": ir_measures.nDCG @ 10,
    }

    expected = ir_measures.calc_aggregate(theirs.values(), qrels, run)

    for name, measure in theirs.items():
        assert mean(BY_NAME[name].values(judgements)) == pytest.approx(expected[measure], abs=1e-6)
