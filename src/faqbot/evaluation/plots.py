"""The figures of a report, as SVG that scales and prints. Owns matplotlib."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from faqbot.evaluation.confidence import CurvePoint, ReliabilityBin
from faqbot.evaluation.tally import latency_of

INK, LINE, PALE = "#1c2733", "#0b5fa5", "#c9dcee"
MOST_TOPICS = 14  # that a page can show
_STYLE: Any = {
    "svg.fonttype": "none",  # text stays text: small, searchable, in the reader's font
    "svg.hashsalt": "faqbot",  # the same figures give the same bytes
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#8795a1",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
}


def risk_coverage(curve: Sequence[CurvePoint]) -> str:
    """Return the share of wrong answers against the share of questions answered."""
    with rc_context(_STYLE):
        figure, axes = _figure()
        axes.plot([p.coverage for p in curve], [p.risk for p in curve], color=LINE, linewidth=2)
        axes.set(xlim=(0, 1), ylim=(0, max(0.05, *(p.risk for p in curve)) * 1.1))
        axes.set(xlabel="share of questions answered", ylabel="share of these answered wrongly")
        _percent(axes)
        return _svg(figure)


def reliability(bins: Sequence[ReliabilityBin]) -> str:
    """Return how often the best candidate is right, by confidence."""
    with rc_context(_STYLE):
        figure, axes = _figure()
        axes.plot([0, 1], [0, 1], color="#8795a1", linewidth=1, linestyle="--")
        largest = max(part.count for part in bins)
        sizes = [20 + 180 * part.count / largest for part in bins]
        sure, right = [p.confidence for p in bins], [p.right for p in bins]
        axes.plot(sure, right, color=LINE, linewidth=1)
        axes.scatter(sure, right, s=sizes, color=LINE, alpha=0.75, linewidth=0)
        axes.set(xlim=(0, 1), ylim=(0, 1.05))
        axes.set(xlabel="confidence", ylabel="share that is right")
        _percent(axes)
        return _svg(figure)


def topic_confusion(pairs: Mapping[tuple[str, str], int], titles: Mapping[str, str]) -> str:
    """Return which topics are answered with which others, for those most often confused."""
    confused: Counter[str] = Counter()
    for (expected, answered), count in pairs.items():
        if expected != answered:
            confused.update({expected: count, answered: count})
    topics = sorted(topic for topic, _ in confused.most_common(MOST_TOPICS))
    table = np.array([[pairs.get((row, column), 0) for column in topics] for row in topics])
    with rc_context(_STYLE):
        figure, axes = _figure(width=8.5, height=6)
        axes.pcolormesh(table, cmap="Blues", edgecolors="white", linewidth=1)
        for (row, column), count in np.ndenumerate(table):
            if count:
                dark = count > table.max() / 2
                axes.text(column + 0.5, row + 0.5, str(count), ha="center", va="center",
                          color="white" if dark else INK, fontsize=9)  # fmt: skip
        names = [titles.get(topic, topic) for topic in topics]
        places = np.arange(len(topics)) + 0.5
        axes.set_xticks(places, names, rotation=60, ha="right")
        axes.set_yticks(places, names)
        axes.invert_yaxis()
        axes.set(xlabel="topic of the answer", ylabel="topic of the expected entry")
        return _svg(figure)


def latency(steps: Mapping[int, int]) -> str:
    """Return how many replies took how long."""
    with rc_context(_STYLE):
        figure, axes = _figure()
        places = [latency_of(step) for step in steps]
        low, high = min(places) / 1.05, max(places) * 1.05
        bins = np.geomspace(low, high, 40)
        axes.hist(places, bins=bins.tolist(), weights=list(steps.values()), color=LINE)
        axes.set(xscale="log", xlabel="milliseconds", ylabel="replies")
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.xaxis.set_minor_formatter(lambda *_: "")
        return _svg(figure)


def _figure(width: float = 5.2, height: float = 3.6) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def _percent(axes: Axes) -> None:
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:.0%}")


def _svg(figure: Figure) -> str:
    file = io.StringIO()
    nothing: Any = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    figure.savefig(file, format="svg", metadata=nothing)
    text = file.getvalue()
    return text[text.index("<svg") :]
