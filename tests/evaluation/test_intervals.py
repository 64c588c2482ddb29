from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faqbot.evaluation.intervals import bounds, estimate


def slow_bootstrap(values: list[float], replicates: int) -> tuple[float, float]:
    """The bootstrap as it is written down: draw the questions themselves."""
    chance = np.random.default_rng(7)
    array = np.array(values)
    drawn = chance.choice(array, size=(replicates, len(array))).mean(axis=1)
    return bounds(drawn)


@pytest.mark.parametrize(
    "counts", [{0.0: 30, 1.0: 70}, {0.0: 90, 1.0: 4}, {0.0: 10, 0.5: 8, 0.63: 3, 1.0: 40}]
)
def test_drawing_counts_gives_the_interval_of_drawing_questions(counts: dict[float, int]) -> None:
    values = [value for value, count in counts.items() for _ in range(count)]

    found = estimate(counts)

    assert found is not None
    assert found.value == pytest.approx(np.mean(values))
    assert (found.low, found.high) == pytest.approx(slow_bootstrap(values, 20_000), abs=0.02)


@settings(max_examples=30)
@given(
    st.dictionaries(
        st.floats(0, 1, allow_subnormal=False), st.integers(1, 10_000_000), min_size=1, max_size=9
    )
)
def test_an_interval_holds_its_value_and_stays_in_range(counts: dict[float, int]) -> None:
    found = estimate(dict(sorted(counts.items())))

    assert found is not None
    assert 0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1
    assert found.of == sum(counts.values())


def test_all_of_a_few_is_not_certainty() -> None:
    few, many = estimate({1.0: 20}), estimate({1.0: 2000})

    assert few is not None
    assert many is not None
    assert few.low == pytest.approx(0.832, abs=0.001)  # Clopper-Pearson, 20 of 20
    assert many.low > 0.998
    assert few.high == 1.0


def test_none_of_a_few_is_not_certainty_either() -> None:
    found = estimate({0.0: 20})

    assert found is not None
    assert (found.low, found.high) == pytest.approx((0.0, 0.168), abs=0.001)


def test_nothing_is_estimated_from_nothing() -> None:
    assert estimate({}) is None
