"""From which confidence on to answer, and to ask back: by costs that are stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from faqbot.evaluation.costs import Costs

Floats = NDArray[np.float64]
Labels = NDArray[np.bool_]

_NEIGHBOURS = 5  # steps of the grid to either side
GRID = np.round(np.arange(0.0, 1.001, 0.01), 2)  # thresholds tried; 1.0 hardly ever answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """Ranked questions, as columns of equal length."""

    confidence: Floats  # that the best candidate is right, in [0, 1]
    offer: Floats  # that a right one is among the choices, in [0, 1]
    right: Labels  # the best candidate is a right one
    among: Labels  # a right one is among the choices that would be offered
    answerable: Labels  # there is a right one

    def __len__(self) -> int:
        return len(self.confidence)

    def taken(self, which: Labels) -> Self:
        """Return some of the questions."""
        return type(self)(
            confidence=self.confidence[which],
            offer=self.offer[which],
            right=self.right[which],
            among=self.among[which],
            answerable=self.answerable[which],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdPair:
    """Answer from a confidence on; else ask back from a worth of the offer on; else decline."""

    answer: float  # of confidence
    clarify: float  # of offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What a pair of thresholds comes to; shares are of all questions but the risk."""

    thresholds: ThresholdPair
    cost: float  # mean
    coverage: float  # answered
    risk: float  # of the answered, wrong ones; 0 where nothing is answered
    asked: float
    declined: float


def choose(
    seen: Observations, costs: Costs, *, max_risk: float | None = None
) -> ThresholdPair | None:
    """Return the thresholds with the lowest mean cost; of equal ones the lowest.

    The cost is taken as the mean over neighbouring thresholds: from one step to the next it
    changes by the chance of a few questions.

    Args:
        seen: the questions to choose on.
        costs: what each reply costs.
        max_risk: answer only from where at most this share of the answers is wrong.

    Returns:
        The pair; None where no threshold keeps to `max_risk` and answers anything.
    """
    answering = _table(seen, np.where(seen.right, 0.0, costs.wrong_answer))
    asking = _table(seen, np.where(seen.among, costs.asked_rightly, costs.asked_in_vain))
    declining = _table(seen, np.where(seen.answerable, costs.unanswered, 0.0))
    # Rows answer from GRID[row] on; columns ask from GRID[column] on.
    answered = _from_each(answering.sum(axis=1))
    asked = _from_each((asking - declining).cumsum(axis=0), axis=1)
    below = declining.sum(axis=1).cumsum()
    total = answered[:, None] + np.vstack([np.zeros(len(GRID)), asked[:-1]])
    total += np.append(0.0, below[:-1])[:, None]
    total = _smoothed(total)
    if max_risk is not None:
        count = _from_each(_table(seen, np.ones(len(seen))).sum(axis=1))
        wrong = _from_each(_table(seen, (~seen.right).astype(float)).sum(axis=1))
        total[(wrong > max_risk * count) | (count == 0)] = np.inf
    best = int(np.argmin(np.round(total, 9)))
    row, column = divmod(best, len(GRID))
    if np.isinf(total[row, column]):
        return None
    return ThresholdPair(answer=float(GRID[row]), clarify=float(GRID[column]))


def consequence(seen: Observations, costs: Costs, chosen: ThresholdPair) -> Consequence:
    """Return what thresholds come to on some questions; there must be any."""
    answered = seen.confidence >= chosen.answer
    asked = (seen.offer >= chosen.clarify) & ~answered
    cost = np.where(
        answered,
        np.where(seen.right, 0.0, costs.wrong_answer),
        np.where(
            asked,
            np.where(seen.among, costs.asked_rightly, costs.asked_in_vain),
            np.where(seen.answerable, costs.unanswered, 0.0),
        ),
    )
    wrong = float((answered & ~seen.right).sum())
    return Consequence(
        thresholds=chosen,
        cost=float(cost.mean()),
        coverage=float(answered.mean()),
        risk=wrong / max(float(answered.sum()), 1.0),
        asked=float(asked.mean()),
        declined=float((~answered & ~asked).mean()),
    )


def _table(seen: Observations, cost: Floats) -> Floats:
    """Return the sums of a cost by confidence and by offer, in steps of the grid."""
    rows, columns = (
        np.searchsorted(GRID, values, side="right") - 1 for values in (seen.confidence, seen.offer)
    )
    flat = np.bincount(rows * len(GRID) + columns, weights=cost, minlength=len(GRID) ** 2)
    return flat.reshape(len(GRID), len(GRID)).astype(np.float64)


def _smoothed(total: Floats) -> Floats:
    """Return the means over square windows; beyond the ends the last row or column goes on."""
    padded = np.pad(total, _NEIGHBOURS, mode="edge")
    side = 2 * _NEIGHBOURS + 1
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side))
    return np.asarray(windows.mean(axis=(-2, -1)))


def _from_each(sums: Floats, axis: int = 0) -> Floats:
    """Return the sums from each step on."""
    return np.flip(np.flip(sums, axis).cumsum(axis), axis)
