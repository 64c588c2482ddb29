"""Two runs over the same questions: what became better or worse, and whether it is noise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest

import numpy as np
from scipy.special import bdtr

from faqbot.evaluation.intervals import Counts, Floats, bounds, replicates
from faqbot.evaluation.judgement import Failure, Judgement, failure_of, judge
from faqbot.evaluation.measures import MEASURES, Measure
from faqbot.evaluation.prediction import Prediction
from faqbot.evaluation.questions import LabelledQuestion
from faqbot.evaluation.work import Pair

SIGNIFICANT = 0.05
MOST_FLIPS = 500  # kept of each direction


class Direction(StrEnum):
    """How a question flipped."""

    BROKEN = "broken"  # was fine
    FIXED = "fixed"  # is fine now
    CHANGED = "changed"  # wrong before and now, in another way


class Verdict(StrEnum):
    """What a difference amounts to."""

    BETTER = "better"
    WORSE = "worse"
    DIFFERENT = "different"  # neither: asking back may replace answers or refusals
    NOISE = "may be noise"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One measure in both runs."""

    measure: Measure
    before: float
    after: float
    low: float  # of after - before, 95 %
    high: float
    p: float  # that chance alone makes such a difference
    gained: int  # questions whose value rose
    lost: int  # questions whose value fell
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A question that went right in one run only, or wrong in two ways."""

    direction: Direction
    question: LabelledQuestion
    before: Prediction
    after: Prediction
    was: Failure | None
    became: Failure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All that differs between two runs."""

    common: int  # questions in both
    only_before: int
    only_after: int
    relabelled: int  # judged by the labels of the later run
    differences: tuple[Difference, ...]
    flips: tuple[Flip, ...]  # the gravest first
    flipped: Counter[Direction]  # all of them, also those that are not kept


@dataclass(slots=True)
class _Paired:
    """Counts of pairs of judgements: all that differences and their intervals need."""

    judgements: Counter[tuple[Judgement, Judgement]] = field(default_factory=Counter)
    flips: dict[Direction, list[Flip]] = field(default_factory=dict)
    flipped: Counter[Direction] = field(default_factory=Counter)
    relabelled: int = 0

    def add(self, before: Pair, after: Pair) -> None:
        question = after[0]
        self.relabelled += _labels(before[0]) != _labels(question)
        first, second = judge(question, before[1]), judge(question, after[1])
        self.judgements[first, second] += 1
        was, became = failure_of(first), failure_of(second)
        if was is became:
            return
        direction = Direction.CHANGED
        if became is None or was is None:
            direction = Direction.FIXED if became is None else Direction.BROKEN
        self.flipped[direction] += 1
        kept = self.flips.setdefault(direction, [])
        if len(kept) < MOST_FLIPS:
            kept.append(
                Flip(
                    direction=direction,
                    question=question,
                    before=before[1],
                    after=after[1],
                    was=was,
                    became=became,
                )
            )


def compare(before: Iterable[Pair], after: Iterable[Pair]) -> Comparison:
    """Compare two runs, question by question; those in one run only are counted.

    Runs over the same set in the same order take the memory of one question; else what waits
    for its partner is held.
    """
    paired = _Paired()
    alone = [0, 0]
    for first, second in joined(before, after):
        if first is not None and second is not None:
            paired.add(first, second)
        else:
            alone[first is None] += 1
    return Comparison(
        common=paired.judgements.total(),
        only_before=alone[0],
        only_after=alone[1],
        relabelled=paired.relabelled,
        differences=tuple(differences(paired.judgements)),
        flips=tuple(flip for way in Direction for flip in _by_gravity(paired.flips.get(way, []))),
        flipped=paired.flipped,
    )


def joined(
    before: Iterable[Pair], after: Iterable[Pair]
) -> Iterator[tuple[Pair | None, Pair | None]]:
    """Join two runs by the ids of the questions."""
    waiting: tuple[dict[str, list[Pair]], dict[str, list[Pair]]] = ({}, {})
    for both in zip_longest(before, after):
        for side, pair in enumerate(both):
            if pair is None:
                continue
            name = pair[0].id
            partners = waiting[1 - side].get(name)
            if partners is None:
                waiting[side].setdefault(name, []).append(pair)
                continue
            partner = partners.pop(0)
            if not partners:
                del waiting[1 - side][name]
            yield (partner, pair) if side else (pair, partner)
    yield from ((pair, None) for pairs in waiting[0].values() for pair in pairs)
    yield from ((None, pair) for pairs in waiting[1].values() for pair in pairs)


def differences(judgements: Counter[tuple[Judgement, Judgement]]) -> Iterator[Difference]:
    """Yield the differences in all measures that both runs have.

    The chance of a share is McNemar's exact one, of other measures that of the paired
    bootstrap; both are corrected for the number of measures (Holm).
    """
    measured = [found for measure in MEASURES if (found := _measured(measure, judgements))]
    changed = sorted((m for m in measured if m.gained or m.lost), key=lambda m: m.p)
    significant: set[str] = set()
    for rank, found in enumerate(changed):
        if found.p * (len(changed) - rank) > SIGNIFICANT:
            break
        significant.add(found.measure.name)
    for found in measured:
        yield found.judged(is_significant=found.measure.name in significant)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    measure: Measure
    before: float
    after: float
    low: float
    high: float
    p: float
    gained: int
    lost: int

    def judged(self, *, is_significant: bool) -> Difference:
        verdict = Verdict.NOISE
        if not (self.gained or self.lost or self.before != self.after):
            verdict = Verdict.SAME
        elif is_significant:
            verdict = _direction(self.measure.higher_is_better, rose=self.after > self.before)
        return Difference(
            measure=self.measure,
            before=self.before,
            after=self.after,
            low=self.low,
            high=self.high,
            p=self.p,
            gained=self.gained,
            lost=self.lost,
            verdict=verdict,
        )


def _direction(higher_is_better: bool | None, *, rose: bool) -> Verdict:  # noqa: FBT001
    if higher_is_better is None:
        return Verdict.DIFFERENT
    return Verdict.BETTER if rose is higher_is_better else Verdict.WORSE


def _measured(
    measure: Measure, judgements: Counter[tuple[Judgement, Judgement]]
) -> _Measured | None:
    cells: Counter[tuple[float | None, float | None]] = Counter()
    for (first, second), count in judgements.items():
        cells[_value(measure, first), _value(measure, second)] += count
    pairs = sorted((pair for pair in cells if pair != (None, None)), key=repr)
    if not pairs or all(a is None for a, _ in pairs) or all(b is None for _, b in pairs):
        return None
    counts = np.array([cells[pair] for pair in pairs])
    before, after = (_mean(counts[None, :], [pair[side] for pair in pairs]) for side in (0, 1))
    drawn = replicates(counts)
    change = _mean(drawn, [b for _, b in pairs]) - _mean(drawn, [a for a, _ in pairs])
    change = change[np.isfinite(change)]
    low, high = bounds(change)
    both = [(a, b, n) for (a, b), n in cells.items() if a is not None and b is not None]
    gained = sum(n for a, b, n in both if b > a)
    lost = sum(n for a, b, n in both if b < a)
    shares = all(a in (0, 1, None) and b in (0, 1, None) for a, b in pairs)
    complete = all(a is not None and b is not None for a, b in pairs)
    return _Measured(
        measure=measure,
        before=float(before[0]),
        after=float(after[0]),
        low=low,
        high=high,
        p=mcnemar(gained, lost) if shares and complete else _bootstrap_p(change),
        gained=gained,
        lost=lost,
    )


def mcnemar(gained: int, lost: int) -> float:
    """Return the exact two-sided chance that of the flipped ones so many flipped one way."""
    flipped = gained + lost
    if not flipped:
        return 1.0
    return float(min(1.0, 2 * bdtr(min(gained, lost), flipped, 0.5)))


def _bootstrap_p(change: Floats) -> float:
    below, above = int((change <= 0).sum()), int((change >= 0).sum())
    return min(1.0, 2 * (min(below, above) + 1) / (len(change) + 1))


def _mean(counts: Counts, values: list[float | None]) -> Floats:
    """Return the means of counted values, for each row of counts; NaN where there are none."""
    known = np.array([value is not None for value in values], dtype=np.float64)
    sums = counts @ np.array([value or 0.0 for value in values])
    total = counts @ known
    means: Floats = np.divide(sums, total, out=np.full(len(counts), np.nan), where=total > 0)
    return means


def _value(measure: Measure, judgement: Judgement) -> float | None:
    return float(measure.value(judgement)) if measure.about(judgement) else None


def _labels(question: LabelledQuestion) -> tuple[object, ...]:
    return question.text, question.expect, question.gold, question.gold_monographs


def _by_gravity(flips: list[Flip]) -> list[Flip]:
    """Sort by the gravest failure of each, keeping the order of the run."""
    order = list(Failure)
    return sorted(flips, key=lambda flip: min(order.index(f) for f in (flip.was, flip.became) if f))
