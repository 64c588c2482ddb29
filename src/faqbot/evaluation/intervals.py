"""95 % intervals by the bootstrap, drawn from counts.

The bootstrap draws questions with replacement. Where many questions have the same value, a draw
of n questions is a multinomial draw of how many of each value there are: the same distribution,
with neither the questions kept nor a pass over them for each replicate. So intervals cost the
same for a hundred questions as for ten million, and do not depend on the order of the run. (The
Poisson bootstrap, the usual one for streams, only approximates this.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from faqbot.evaluation.measures import Values, mean

REPLICATES = 2_000
ALPHA = 0.05
SEED = 20  # the same counts give the same interval

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure with its 95 % interval, and how many questions it is about."""

    value: float
    low: float
    high: float
    of: int

    @property
    def count(self) -> float:
        """The sum of the values: for a share, so many of `of`."""
        return self.value * self.of


def estimate(values: Values) -> Estimate | None:
    """Return the mean of counted values with its interval; None for none.

    Where all values are 0 or all are 1, the bootstrap collapses to a point, which would be a
    dangerous thing to read of 20 emergencies found out of 20. There the exact
    (Clopper-Pearson) interval stands.
    """
    return _estimate(tuple(values.items()))


@lru_cache(maxsize=100_000)  # thousands of small groups have the same few counts
def _estimate(items: tuple[tuple[float, int], ...]) -> Estimate | None:
    values = dict(items)
    average = mean(values)
    if average is None:
        return None
    total = sum(values.values())
    if len(values) == 1:
        edge = (ALPHA / 2) ** (1 / total)
        low = edge if average == 1.0 else average
        high = 1 - edge if average == 0.0 else average
        return Estimate(value=average, low=low, high=high, of=total)
    points = np.array(list(values), dtype=np.float64)
    drawn = replicates(np.array(list(values.values()))) @ points / total
    low, high = bounds(drawn)
    return Estimate(value=average, low=low, high=high, of=total)


def estimate_of(cells: Counts, statistic: Callable[[Counts], Floats], of: int) -> Estimate:
    """Return a statistic of counted cells with its interval.

    Args:
        cells: how many questions are in each cell, shape (cells,).
        statistic: maps counts of shape (replicates, cells) to figures of shape (replicates,).
        of: how many questions the figure is about.
    """
    low, high = bounds(statistic(replicates(cells, REPLICATES // 4)))
    return Estimate(value=float(statistic(cells[None, :])[0]), low=low, high=high, of=of)


def replicates(cells: Counts, count: int = REPLICATES) -> Counts:
    """Return bootstrap replicates of counts, shape (count, cells)."""
    total = int(cells.sum())
    return np.random.default_rng(SEED).multinomial(total, cells / total, size=count)


def bounds(drawn: Floats | Sequence[float]) -> tuple[float, float]:
    """Return the 2.5th and the 97.5th percentile."""
    low, high = np.quantile(drawn, [ALPHA / 2, 1 - ALPHA / 2])
    return float(low), float(high)
