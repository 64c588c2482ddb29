from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faqbot.evaluation.costs import Costs
from faqbot.evaluation.thresholds import (
    GRID,
    Observations,
    ThresholdPair,
    choose,
    consequence,
)

Row = tuple[float, float, bool, bool, bool]
ROWS = st.lists(
    st.tuples(st.integers(0, 100).map(lambda n: n / 100),
              st.integers(0, 100).map(lambda n: n / 100),
              st.booleans(), st.booleans(), st.booleans()),
    min_size=1, max_size=25,
)  # fmt: skip


def seen(rows: list[Row]) -> Observations:
    confidence, offer, right, among, answerable = zip(*rows, strict=True)
    return Observations(
        confidence=np.array(confidence),
        offer=np.array(offer),
        right=np.array(right),
        among=np.array(among),
        answerable=np.array(answerable),
    )


def cost_around(questions: Observations, pair: ThresholdPair) -> float:
    """Return the mean cost over the five steps of the grid to each side, the last repeated."""
    pairs = itertools.product(near(pair.answer), near(pair.clarify))
    costs = (
        consequence(questions, Costs(), ThresholdPair(answer=answer, clarify=clarify)).cost
        for answer, clarify in pairs
    )
    return float(np.mean(list(costs)))


def near(threshold: float) -> list[float]:
    middle = int(np.argmin(np.abs(GRID - threshold)))
    return [float(GRID[min(max(i, 0), len(GRID) - 1)]) for i in range(middle - 5, middle + 6)]


@settings(max_examples=30)
@given(ROWS, st.one_of(st.none(), st.floats(0, 1)))
def test_around_no_pair_of_the_grid_it_is_cheaper_than_around_the_chosen_one(
    rows: list[Row], max_risk: float | None
) -> None:
    questions = seen(rows)
    tried = [
        consequence(questions, Costs(), ThresholdPair(answer=float(a), clarify=float(c)))
        for a in GRID[::25]
        for c in GRID[::25]
    ]
    allowed = [
        one for one in tried if max_risk is None or (one.coverage > 0 and one.risk <= max_risk)
    ]

    chosen = choose(questions, Costs(), max_risk=max_risk)

    if chosen is None:
        assert not allowed
        return
    lowest = cost_around(questions, chosen)
    assert all(lowest <= cost_around(questions, one.thresholds) + 1e-6 for one in allowed)
    if max_risk is not None:
        assert consequence(questions, Costs(), chosen).risk <= max_risk


def test_dear_mistakes_make_it_careful() -> None:
    confidence = np.linspace(0, 1, 101)
    questions = Observations(
        confidence=confidence,
        offer=confidence,
        right=np.arange(101) % 10 < confidence * 10,
        among=np.ones(101, dtype=bool),
        answerable=np.ones(101, dtype=bool),
    )

    bold, careful = (choose(questions, Costs(wrong_answer=cost)) for cost in (0.6, 20.0))

    assert bold is not None
    assert careful is not None
    assert bold.answer < careful.answer


def test_a_risk_that_nothing_keeps_to_has_no_thresholds() -> None:
    assert choose(seen([(0.9, 0.9, False, False, True)]), Costs(), max_risk=0.1) is None


def test_what_thresholds_come_to_adds_up() -> None:
    rows = [(0.9, 0.9, True, True, True), (0.8, 0.9, False, True, True),
            (0.1, 0.5, False, True, True), (0.1, 0.2, False, False, True),
            (0.2, 0.3, False, False, False)]  # fmt: skip

    found = consequence(seen(rows), Costs(), ThresholdPair(answer=0.7, clarify=0.4))

    assert (found.coverage, found.risk, found.asked, found.declined) == (0.4, 0.5, 0.2, 0.4)
    assert found.cost == pytest.approx((0 + Costs().wrong_answer + 0.55 + 1 + 0) / 5)
