"""What teams read at a terminal: figures of a run, gates, comparisons, the curve of thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from faqbot.evaluation.gates import GateResult, Light
from faqbot.evaluation.intervals import Estimate
from faqbot.evaluation.measures import BY_NAME
from faqbot.evaluation.summary import CONFIDENCE_TITLES, Figures, Summary, questions_of

LIGHTS = {
    Light.MET: "green",
    Light.UNSURE: "yellow",
    Light.MISSED: "bold red",
    Light.NOT_MEASURED: "dim",
}
_GROUP_COLUMNS = ("precision_at_1", "wrong_answer", "wrong_medicine", "coverage")
_MOST_GROUPS = 12  # of each kind; all of them stand in --json and in the report


def summary_view(summary: Summary) -> RenderableType:
    """Return the figures of a run."""
    parts: list[RenderableType] = [_heading(summary), _figures(summary.overall)]
    for kind, groups in summary.groups.items():
        if groups:
            parts += [Text(""), _groups(str(kind), groups)]
    return Group(*parts, Text(""), _timing(summary))


def gates_view(results: Sequence[GateResult]) -> RenderableType:
    """Return how each gate stands, the missed ones first."""
    table = Table("gate", "bound", "measured", "95 % interval", "", box=None, pad_edge=False)
    order = [Light.MISSED, Light.UNSURE, Light.NOT_MEASURED, Light.MET]
    for result in sorted(results, key=lambda result: order.index(result.light)):
        table.add_row(
            result.gate.title,
            result.gate.bound,
            f"{result.figure.value:.1%}" if result.figure else "–",
            _interval(result.figure) if result.figure else "–",
            Text(result.light, style=LIGHTS[result.light]),
        )
    missed = sum(result.light is Light.MISSED for result in results)
    verdict = f"{missed} of {len(results)} gates missed" if missed else "No gate missed"
    if all(result.light is Light.NOT_MEASURED for result in results):
        verdict = "No question in the set measures any gate, so none is passed"
    return Group(table, Text(f"{verdict}.", style="bold red" if missed else "bold"))


def _heading(summary: Summary) -> Text:
    bad = f", {summary.bad_rows} bad rows left out" if summary.bad_rows else ""
    return Text(f"{summary.questions} questions{bad}")


def _figures(figures: Figures) -> Table:
    table = Table("measure", "value", "95 % interval", "count", box=None, pad_edge=False)
    for name, figure in figures.items():
        title = BY_NAME[name].title if name in BY_NAME else CONFIDENCE_TITLES[name][0]
        table.add_row(title, f"{figure.value:.3f}", _interval(figure), _count(name, figure))
    return table


def _groups(kind: str, groups: Mapping[str, Figures]) -> RenderableType:
    titles = [BY_NAME[name].title for name in _GROUP_COLUMNS]
    table = Table(box=None, pad_edge=False)
    for title in (f"by {kind}", "questions", *titles):
        table.add_column(title, overflow="fold")
    for name, figures in list(groups.items())[:_MOST_GROUPS]:
        cells = [
            f"{figures[column].value:.3f}" if column in figures else "–"
            for column in _GROUP_COLUMNS
        ]
        table.add_row(name, str(questions_of(figures)), *cells)
    more = len(groups) - _MOST_GROUPS
    if more <= 0:
        return table
    return Group(table, Text(f"and {more} more: see --json or --report", style="dim"))


def _timing(summary: Summary) -> Text:
    timing = summary.timing
    latency = ", ".join(f"{name} {value:.1f} ms" for name, value in timing.latency_ms.items())
    speed = f"{timing.per_second:.0f} questions a second in {timing.seconds:.1f} s"
    return Text(f"latency {latency or 'not kept'}; {speed}", style="dim")


def _interval(figure: Estimate) -> str:
    return f"{figure.low:.3f} to {figure.high:.3f}"


def _count(name: str, figure: Estimate) -> str:
    if name in CONFIDENCE_TITLES or name in {"mrr", "ndcg_at_10"}:
        return f"of {figure.of}"
    return f"{round(figure.count)} of {figure.of}"
