from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faqbot.dialogue.reply import Outcome
from faqbot.evaluation.compare import Direction, Verdict, compare, joined, mcnemar
from faqbot.evaluation.comparison_text import as_dict, headline, markdown
from faqbot.evaluation.judgement import Failure
from faqbot.evaluation.prediction import Prediction
from faqbot.evaluation.questions import LabelledQuestion
from tests.evaluation.cases import prediction, question

Pair = tuple[LabelledQuestion, Prediction]


def answered(name: str, *, right: bool) -> Pair:
    source = "x#q1" if right else "x#q2"
    return (
        question(Outcome.ANSWER, "x#q1", name=name),
        prediction(Outcome.ANSWER, source, name=name),
    )


def run_of(rights: list[bool]) -> list[Pair]:
    return [answered(f"q{number}", right=right) for number, right in enumerate(rights)]


def title_of(entry_id: str) -> str:
    return f"title of {entry_id}"


def test_a_run_does_not_differ_from_itself() -> None:
    found = compare(run_of([True, False] * 5), run_of([True, False] * 5))

    assert found.common == 10
    assert not found.flips
    assert {item.verdict for item in found.differences} == {Verdict.SAME}


def test_many_fixed_questions_are_better_and_a_few_may_be_noise() -> None:
    many = compare(run_of([False] * 40), run_of([True] * 30 + [False] * 10))
    few = compare(run_of([False] * 40), run_of([True] * 3 + [False] * 37))

    better = {d.measure.name: d for d in many.differences}["precision_at_1"]
    assert (better.before, better.after, better.verdict) == (0.0, 0.75, Verdict.BETTER)
    assert 0.55 < better.low < 0.75 < better.high < 0.9
    assert (better.gained, better.lost) == (30, 0)
    assert {d.measure.name: d for d in many.differences}["wrong_answer"].verdict is Verdict.BETTER
    assert {d.measure.name: d for d in few.differences}["precision_at_1"].verdict is Verdict.NOISE


def test_flips_are_told_by_direction_the_gravest_first() -> None:
    alarm = question(Outcome.EMERGENCY, name="alarm")
    before = [*run_of([True, False, False]), (alarm, prediction(Outcome.EMERGENCY, name="alarm"))]
    after = [
        answered("q0", right=False),
        answered("q1", right=True),
        (before[2][0], prediction(Outcome.ABSTAIN, name="q2")),
        (alarm, prediction(Outcome.ABSTAIN, name="alarm")),
    ]

    found = compare(before, after)

    assert [(flip.direction, flip.question.id) for flip in found.flips] == [
        (Direction.BROKEN, "alarm"), (Direction.BROKEN, "q0"),
        (Direction.FIXED, "q1"), (Direction.CHANGED, "q2"),
    ]  # fmt: skip
    assert found.flips[0].became is Failure.MISSED_ALARM
    assert headline(found) == ("4 questions in both: 2 broken, 1 fixed, 1 wrong in another way")


@given(st.randoms(use_true_random=False), st.integers(1, 20))
def test_the_order_of_the_runs_makes_no_difference(chance: random.Random, count: int) -> None:
    before, after = run_of([True] * count), run_of([False] * count)
    chance.shuffle(before)
    chance.shuffle(after)

    pairs = list(joined(before, after))

    assert all(a is not None and b is not None and a[0].id == b[0].id for a, b in pairs)
    assert len(pairs) == count


def test_what_is_in_one_run_only_is_counted_and_what_is_relabelled_too() -> None:
    before = [*run_of([True, True]), answered("gone", right=True)]
    relabelled = (question(Outcome.ANSWER, "x#q2", name="q1"), before[1][1])
    after = [before[0], relabelled, answered("new", right=True), answered("newer", right=True)]

    found = compare(before, after)

    assert (found.common, found.only_before, found.only_after) == (2, 1, 2)
    assert found.relabelled == 1
    assert "1 only in the first; 2 only in the second; 1 relabelled" in headline(found)


@pytest.mark.parametrize(
    ("gained", "lost", "p"), [(0, 0, 1.0), (5, 5, 1.0), (10, 0, 0.001953), (0, 6, 0.03125)]
)
def test_mcnemar_is_the_exact_test(gained: int, lost: int, p: float) -> None:
    assert mcnemar(gained, lost) == pytest.approx(p, abs=1e-6)


def test_chance_differences_are_seldom_called_real() -> None:
    chance = random.Random(3)  # noqa: S311 - a simulation
    verdicts: Counter[Verdict] = Counter()
    for _ in range(40):
        before, after = ([chance.random() < 0.7 for _ in range(60)] for _ in range(2))
        found = compare(run_of(before), run_of(after))
        verdicts.update({item.verdict for item in found.differences})

    assert verdicts[Verdict.BETTER] + verdicts[Verdict.WORSE] <= 4


def test_markdown_cannot_be_broken_by_a_question() -> None:
    asked = question(Outcome.ANSWER, "x#q1", name="a`b")
    hostile = LabelledQuestion(
        id=asked.id, text="| <b> @someone\n# *x*", expect=asked.expect, gold=asked.gold
    )
    text = markdown(
        compare(
            [(hostile, prediction(Outcome.ANSWER, "x#q1"))],
            [(hostile, prediction(Outcome.ABSTAIN, reason="no_entry"))],
        ),
        title_of,
    )

    assert r"- `a'b` \| \<b\> @​someone \# \*x\* — title of x\#q1 → abstain (no\_entry)" in text
    assert "| precision@1 | 1.000 | 0.000 | -1.000 |" in text
    assert "<summary>Broken (1)</summary>" in text


def test_plain_data_names_each_flip() -> None:
    plain = as_dict(compare(run_of([True]), run_of([False])))

    assert plain["flipped"] == {"broken": 1, "fixed": 0, "changed": 0}
    assert plain["flips"][0]["became"] == "wrong_answer"
    assert plain["measures"]["precision_at_1"]["lost"] == 1
