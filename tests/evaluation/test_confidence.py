from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faqbot.evaluation.confidence import ConfidenceTable

Answers = list[tuple[int, bool]]
ANSWERS = st.lists(st.tuples(st.integers(0, 10_000), st.booleans()), min_size=1, max_size=60)


def table(answers: Answers) -> ConfidenceTable:
    return ConfidenceTable(Counter(answers))


def test_the_curve_goes_from_the_surest_to_all() -> None:
    curve = table([(9000, True), (8000, True), (7000, False), (6000, True)]).curve()

    assert [(p.threshold, p.coverage, round(p.risk, 3)) for p in curve] == [
        (0.9, 0.25, 0.0), (0.8, 0.5, 0.0), (0.7, 0.75, 0.333), (0.6, 1.0, 0.25),
    ]  # fmt: skip


@given(ANSWERS)
def test_aurc_and_brier_are_those_of_the_slow_way(answers: Answers) -> None:
    found = table(answers).estimates()

    risks = []
    for level, _ in answers:
        at_least = [right for other, right in answers if other >= level]
        risks.append(at_least.count(False) / len(at_least))
    squares = [(level / 10_000 - right) ** 2 for level, right in answers]
    assert found["aurc"].value == pytest.approx(sum(risks) / len(risks))
    assert found["brier"].value == pytest.approx(sum(squares) / len(squares))


@given(ANSWERS)
def test_the_calibration_error_is_the_mean_gap_of_the_bins(answers: Answers) -> None:
    made = table(answers)

    gaps = [bin_.count * abs(bin_.confidence - bin_.right) for bin_ in made.reliability()]

    assert made.estimates()["ece"].value == pytest.approx(sum(gaps) / len(answers), abs=1e-5)
    assert sum(bin_.count for bin_ in made.reliability()) == len(answers)


def test_perfect_confidence_has_no_error() -> None:
    found = table([(10_000, True)] * 5 + [(0, False)] * 5).estimates()

    assert found["ece"].value == 0
    assert found["brier"].value == 0
    assert found["aurc"].value == pytest.approx(0.25)  # what is wrong comes last


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    curve = table([(level, level > 5000) for level in range(10_001)]).curve(50)

    assert len(curve) == 50
    assert curve[0].coverage == pytest.approx(1 / 10_001, abs=1e-6)
    assert curve[-1].coverage == 1.0


def test_nothing_ranked_gives_no_figures() -> None:
    assert table([]).estimates() == {}
    assert table([]).curve() == []
