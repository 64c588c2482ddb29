"""The figures of a run with their intervals, ready to be shown, compared with bounds, or stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from faqbot.evaluation.confidence import ConfidenceTable, CurvePoint, ReliabilityBin
from faqbot.evaluation.intervals import Estimate, estimate
from faqbot.evaluation.judgement import Judgement
from faqbot.evaluation.measures import MEASURES
from faqbot.evaluation.tally import EVERYTHING, GroupKind, Tally

PERCENTILES = (50, 90, 99)
CONFIDENCE_TITLES = {
    "aurc": ("AURC", "the area under risk against coverage: 0 were perfect"),
    "ece": ("calibration error", "how far the confidence is from the share that is right"),
    "brier": ("Brier score", "the mean square of confidence minus truth"),
}

Figures = Mapping[str, Estimate]  # by name of the measure; what cannot be measured is absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How fast a run was: the one part of a summary that differs from run to run."""

    latency_ms: Mapping[str, float]  # by percentile: p50, p90, p99
    seconds: float  # of the whole run, with starting workers
    per_second: float  # questions answered in this run


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The measures of one run."""

    questions: int
    bad_rows: int  # left out
    overall: Figures
    groups: Mapping[GroupKind, Mapping[str, Figures]]  # the largest group first
    risk_coverage: tuple[CurvePoint, ...]
    reliability: tuple[ReliabilityBin, ...]
    failures: Mapping[str, int]
    timing: Timing

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON; all but `timing` is the same for the same run."""
        return {
            "questions": self.questions,
            "bad_rows": self.bad_rows,
            "measures": _plain(self.overall),
            **{
                f"by_{kind}": {name: _plain(figures) for name, figures in groups.items()}
                for kind, groups in self.groups.items()
            },
            "risk_coverage": [asdict(point) for point in self.risk_coverage],
            "reliability": [asdict(part) for part in self.reliability],
            "failures": dict(self.failures),
            "timing": asdict(self.timing),
        }


def summarise(tally: Tally, *, bad_rows: int, seconds: float, answered: int) -> Summary:
    """Return the figures of a tally.

    Args:
        tally: what was counted.
        bad_rows: how many rows were left out.
        seconds: how long the run took.
        answered: how many questions were answered in that time (not those of an earlier,
            interrupted part).
    """
    table = ConfidenceTable(tally.confidences)
    latencies = {f"p{p}": tally.latency(p) for p in PERCENTILES}
    return Summary(
        questions=tally.questions,
        bad_rows=bad_rows,
        overall=figures_of(tally.groups.get(EVERYTHING, Counter())) | table.estimates(),
        groups={
            kind: {name: figures_of(counts) for name, counts in tally.of_kind(kind).items()}
            for kind in GroupKind
            if kind is not GroupKind.ALL
        },
        risk_coverage=tuple(table.curve()),
        reliability=tuple(table.reliability()),
        failures={failure.value: count for failure, count in sorted(tally.failures.items())},
        timing=Timing(
            latency_ms={name: round(v, 2) for name, v in latencies.items() if v is not None},
            seconds=round(seconds, 3),
            per_second=round(answered / seconds, 1) if seconds else 0.0,
        ),
    )


def figures_of(judgements: Mapping[Judgement, int]) -> dict[str, Estimate]:
    """Return all measures of some counted judgements that can be measured."""
    found = {measure.name: estimate(measure.values(judgements)) for measure in MEASURES}
    return {name: figure for name, figure in found.items() if figure is not None}


def questions_of(figures: Figures) -> int:
    """Return how many questions a group has: each is an alarm of a kind, or is none."""
    return sum(
        figures[name].of
        for name in ("emergency_recall", "crisis_recall", "false_alarms")
        if name in figures
    )


def _plain(figures: Figures) -> dict[str, dict[str, float | int]]:
    return {
        name: {
            "value": round(figure.value, 6),
            "low": round(figure.low, 6),
            "high": round(figure.high, 6),
            "of": figure.of,
        }
        for name, figure in figures.items()
    }
