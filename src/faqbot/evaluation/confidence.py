"""Is the confidence worth its name? Risk against coverage, and calibration.

Confidences come in ten-thousandths, so that all of them fit into a table of counts: how often
was the best candidate right, how often wrong, at each confidence. From it the curves are exact,
for any number of questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from faqbot.evaluation.intervals import Counts, Estimate, Floats, estimate_of

STEPS = 10_000
BINS = 10  # of the reliability diagram and of the expected calibration error


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What answering from a confidence on would come to."""

    threshold: float
    coverage: float  # share of the ranked questions answered
    risk: float  # share of these answered wrongly


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Questions of similar confidence."""

    confidence: float  # mean
    right: float  # share whose best candidate is right
    count: int


class ConfidenceTable:
    """Right and wrong best candidates, by confidence.

    Args:
        counts: how many, by (confidence in ten-thousandths, right).
    """

    def __init__(self, counts: Mapping[tuple[int, bool], int]) -> None:
        levels = sorted({level for level, _ in counts}, reverse=True)
        self.confidence: Floats = np.array(levels, dtype=np.float64) / STEPS  # descending
        self._cells: Counts = np.array(
            [counts.get((level, right), 0) for right in (True, False) for level in levels],
            dtype=np.int64,
        )
        self.questions = int(self._cells.sum())

    def curve(self, points: int = 200) -> list[CurvePoint]:
        """Return risk against coverage, from the surest questions to all, thinned out."""
        if not self.questions:
            return []
        right, wrong = self._split(self._cells)
        answered = np.cumsum(right + wrong)
        risk = np.cumsum(wrong) / answered
        keep = np.unique(np.linspace(0, len(risk) - 1, points).round().astype(int))
        return [
            CurvePoint(
                round(float(self.confidence[i]), 4),
                round(float(answered[i]) / self.questions, 6),
                round(float(risk[i]), 6),
            )
            for i in keep
        ]

    def reliability(self) -> list[ReliabilityBin]:
        """Return the bins that hold questions, from unsure to sure."""
        right, wrong = self._split(self._cells)
        number = self._bins()
        bins = []
        for i in range(BINS):
            inside = number == i
            count = int((right + wrong)[inside].sum())
            if count:
                sure = float((self.confidence * (right + wrong))[inside].sum()) / count
                share = float(right[inside].sum()) / count
                bins.append(ReliabilityBin(round(sure, 6), round(share, 6), count))
        return bins

    def estimates(self) -> dict[str, Estimate]:
        """Return AURC, ECE and Brier score with intervals; empty where nothing was ranked."""
        if not self.questions:
            return {}
        statistics = {"aurc": self._aurc, "ece": self._ece, "brier": self._brier}
        return {
            name: estimate_of(self._cells, statistic, self.questions)
            for name, statistic in statistics.items()
        }

    def _split(self, cells: Counts) -> tuple[Counts, Counts]:
        middle = cells.shape[-1] // 2
        return cells[..., :middle], cells[..., middle:]

    def _bins(self) -> Counts:
        return np.minimum((self.confidence * BINS).astype(np.int64), BINS - 1)

    def _aurc(self, cells: Counts) -> Floats:
        """Return the area under risk against coverage: the mean risk over all numbers of answers.

        Questions of equal confidence are answered together, at the risk that then holds.
        """
        right, wrong = self._split(cells)
        answered = np.cumsum(right + wrong, axis=-1)
        risk = np.cumsum(wrong, axis=-1) / np.maximum(answered, 1)
        area: Floats = (risk * (right + wrong)).sum(axis=-1) / cells.sum(axis=-1)
        return area

    def _ece(self, cells: Counts) -> Floats:
        """Return the expected calibration error: the mean gap of confidence and share, by bin."""
        right, wrong = self._split(cells)
        gaps = right - (right + wrong) * self.confidence
        inside = np.eye(BINS)[self._bins()]  # (levels, bins)
        error: Floats = np.abs(gaps @ inside).sum(axis=-1) / cells.sum(axis=-1)
        return error

    def _brier(self, cells: Counts) -> Floats:
        right, wrong = self._split(cells)
        squares = right * (1 - self.confidence) ** 2 + wrong * self.confidence**2
        score: Floats = squares.sum(axis=-1) / cells.sum(axis=-1)
        return score
