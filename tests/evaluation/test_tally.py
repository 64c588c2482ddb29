from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faqbot.dialogue.bot import Bot
from faqbot.dialogue.reply import Outcome
from faqbot.evaluation import tally as tally_module
from faqbot.evaluation.judgement import Failure
from faqbot.evaluation.summary import summarise
from faqbot.evaluation.tally import REST, GroupKind, Tally
from faqbot.evaluation.topics import topic_finder
from tests.evaluation.cases import prediction, question

PAIRS = [
    (question(Outcome.ANSWER, "x#q1", tags=("a", "b")), prediction(Outcome.ANSWER, "x#q1")),
    (question(Outcome.ANSWER, "y#q1", tags=("a",)), prediction(Outcome.ANSWER, "x#q1")),
    (question(Outcome.ANSWER, "y#q1", tags=("c",)), prediction(Outcome.ABSTAIN)),
    (question(Outcome.ABSTAIN, tags=("d",)), prediction(Outcome.ANSWER, "x#q2", confidence=0.81)),
    (question(Outcome.EMERGENCY, tags=("e",)), prediction(Outcome.SMALLTALK, latency_ms=None)),
]


def topic_of(entry_id: str) -> str:
    return "storage" if entry_id.startswith("x") else "alcohol"


def tally_of(numbers: list[int], part: int = 1) -> Tally:
    """Tally some of the pairs, in parts of a size."""
    whole = Tally()
    for start in range(0, len(numbers), part):
        made = Tally()
        for number in numbers[start : start + part]:
            made.add(*PAIRS[number], topic_of)
        whole.merge(made)
    return whole


@given(
    st.lists(st.integers(0, len(PAIRS) - 1), max_size=30),
    st.integers(2, 30),
    st.integers(1, 4),
    st.integers(1, 3),
)
def test_how_a_run_is_cut_into_parts_makes_no_difference(
    numbers: list[int], part: int, most_groups: int, most_failures: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tally_module, "MOST_GROUPS", most_groups)
        patch.setattr(tally_module, "MOST_FAILURES", most_failures)
        whole, first = tally_of(numbers), tally_of(numbers, part)

    assert first.questions == len(numbers)
    assert first.groups == whole.groups
    assert first.failed == whole.failed
    assert first.confidences == whole.confidences
    assert first.failures == whole.failures
    assert (first.topics, first.latencies) == (whole.topics, whole.latencies)


def test_questions_are_grouped_by_tag_monograph_and_topic() -> None:
    made = tally_of([0, 1, 2, 3, 4])

    assert list(made.of_kind(GroupKind.TAG)) == ["a", "b", "c", "d", "e"]
    assert {name: c.total() for name, c in made.of_kind(GroupKind.MONOGRAPH).items()} == {
        "x": 1, "y": 2,
    }  # fmt: skip
    assert {name: c.total() for name, c in made.of_kind(GroupKind.TOPIC).items()} == {
        "alcohol": 2, "storage": 1,
    }  # fmt: skip
    assert made.topics == {("storage", "storage"): 1, ("alcohol", "storage"): 1}


def test_failures_are_counted_without_end_and_kept_up_to_a_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tally_module, "MOST_FAILURES", 3)

    made = tally_of([4] * 10)

    assert made.failures == {Failure.MISSED_ALARM: 10}
    assert len(made.failed[Failure.MISSED_ALARM]) == 3


def test_a_tag_for_each_row_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally_module, "MOST_GROUPS", 5)
    made = Tally()

    for number in range(20):
        part = Tally()
        asked = question(Outcome.ABSTAIN, tags=(f"tag {number}",))
        part.add(asked, prediction(Outcome.ABSTAIN), topic_of)
        made.merge(part)

    tags = made.of_kind(GroupKind.TAG)
    assert len(tags) == 6
    assert tags[REST].total() == 15


@given(st.lists(st.floats(0.01, 1e5), min_size=1), st.floats(1, 100))
def test_a_latency_percentile_is_right_to_two_percent(values: list[float], percent: float) -> None:
    made = Tally()
    for value in values:
        asked = question(Outcome.ABSTAIN)
        made.add(asked, prediction(Outcome.ABSTAIN, latency_ms=value), topic_of)

    found = made.latency(percent)

    assert found is not None
    assert sum(v <= found * 1.02 for v in values) >= percent / 100 * len(values)
    assert any(v == pytest.approx(found, rel=0.02) for v in values)


def test_a_summary_holds_each_figure_with_its_interval() -> None:
    summary = summarise(tally_of([0, 1, 2, 3, 4]), bad_rows=2, seconds=2.0, answered=5)

    plain = summary.as_dict()
    assert (plain["questions"], plain["bad_rows"]) == (5, 2)
    assert plain["measures"]["precision_at_1"]["value"] == pytest.approx(1 / 3, abs=1e-6)
    assert plain["measures"]["emergency_recall"]["of"] == 1
    assert {"aurc", "ece", "brier"} <= plain["measures"].keys()
    assert plain["by_tag"]["a"]["wrong_medicine"]["value"] == 0.5
    assert plain["failures"] == {
        "answered_to_decline": 1, "missed_alarm": 1, "not_answered": 1, "wrong_medicine": 1,
    }  # fmt: skip
    assert plain["timing"]["per_second"] == 2.5
    assert plain["timing"]["latency_ms"]["p99"] == pytest.approx(2.0, rel=0.02)


def test_the_topic_of_an_entry_is_read_from_its_title(pair_bot: Bot) -> None:
    topic = topic_finder(pair_bot)

    assert topic("amitriptyline-pregabalin#q2") in pair_bot.topic_model.ids
    assert topic("nothing#q1") == ""
