"""What teams read at a terminal: figures of a run, gates, comparisons, the curve of thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from faqbot.evaluation.compare import Comparison, Direction, Flip, Verdict
from faqbot.evaluation.comparison_text import (
    MOST_SHOWN,
    TITLES,
    TitleOf,
    chance,
    headline,
    reply_words,
    shortened,
)
from faqbot.evaluation.gates import GateResult, Light
from faqbot.evaluation.intervals import Estimate
from faqbot.evaluation.measures import BY_NAME
from faqbot.evaluation.summary import CONFIDENCE_TITLES, Figures, Summary, questions_of
from faqbot.evaluation.thresholds import Consequence
from faqbot.evaluation.tune import Tuning

LIGHTS = {
    Light.MET: "green",
    Light.UNSURE: "yellow",
    Light.MISSED: "bold red",
    Light.NOT_MEASURED: "dim",
}
_VERDICTS = {
    Verdict.BETTER: "green",
    Verdict.WORSE: "bold red",
    Verdict.DIFFERENT: "bold",
    Verdict.NOISE: "dim",
}
_GROUP_COLUMNS = ("precision_at_1", "answered_right", "wrong_answer", "wrong_medicine", "coverage")
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


def comparison_view(comparison: Comparison, title_of: TitleOf) -> RenderableType:
    """Return what differs between two runs."""
    table = Table(box=None, pad_edge=False)
    for title in ("measure", "before", "after", "95 % interval of the change", "p", ""):
        table.add_column(title, overflow="fold")
    for item in comparison.differences:
        if item.verdict is not Verdict.SAME:
            table.add_row(
                item.measure.title,
                f"{item.before:.3f}",
                f"{item.after:.3f}",
                f"{item.low:+.3f} to {item.high:+.3f}",
                chance(item.p),
                Text(item.verdict, style=_VERDICTS[item.verdict]),
            )
    parts: list[RenderableType] = [Text(f"{headline(comparison)}.", style="bold")]
    if table.row_count:
        parts += [Text(""), table]
    for way in Direction:
        flips = [flip for flip in comparison.flips if flip.direction is way]
        if flips:
            parts += [Text(""), _flips(flips, comparison.flipped[way], title_of)]
    return Group(*parts)


def _flips(flips: Sequence[Flip], count: int, title_of: TitleOf) -> RenderableType:
    table = Table(box=None, pad_edge=False)
    way = TITLES[flips[0].direction]
    for title in (f"{way} ({count})", "before", "after"):
        table.add_column(title, overflow="fold")
    for flip in flips[:MOST_SHOWN]:
        question = Text(f"{flip.question.id}  ", style="dim").append(
            shortened(flip.question.text), style=""
        )
        before, after = (Text(reply_words(p, title_of)) for p in (flip.before, flip.after))
        table.add_row(question, before, after)
    if count <= MOST_SHOWN:
        return table
    return Group(table, Text(f"and {count - MOST_SHOWN} more: see --json", style="dim"))


def tuning_view(tuning: Tuning) -> RenderableType:
    """Return the chosen thresholds, and the curve that they were chosen on."""
    chosen = tuning.chosen
    risk = tuning.max_risk
    wanted = f", with at most {risk:.1%} of the answers wrong" if risk is not None else ""
    head = Text(
        f"Answer from {chosen.answer:.2f}, ask back from {chosen.clarify:.2f}: "
        f"the lowest cost over {tuning.questions} questions that the thresholds decide{wanted}.",
        style="bold",
    )
    table = Table("", "cost", "answered", "of these wrong", "asked back", "declined",
                  box=None, pad_edge=False)  # fmt: skip
    table.add_row("thresholds in use", *_consequence(tuning.now))
    table.add_row("chosen, on questions held out", *_consequence(tuning.held_out))
    spread = sorted({(pair.answer, pair.clarify) for pair in tuning.folds})
    folds = ", ".join(f"{answer:.2f}/{clarify:.2f}" for answer, clarify in spread)
    parts: list[RenderableType] = [head, Text(""), table]
    parts.append(Text(f"chosen with a fifth left out: {folds}", style="dim"))
    if risk is not None and tuning.held_out.risk > risk:
        warning = f"On questions held out, {tuning.held_out.risk:.1%} of the answers are wrong: "
        parts.append(Text(f"{warning}more than asked for. State a lower risk.", style="yellow"))
    return Group(*parts, Text(""), _curve(tuning))


def _curve(tuning: Tuning) -> Table:
    """Draw the cost of answering from each threshold on."""
    table = Table("answer from", "cost", "", "answered", "of these wrong", box=None, pad_edge=False)
    highest = max(point.cost for point in tuning.curve)
    nearest = min(tuning.curve, key=lambda p: abs(p.thresholds.answer - tuning.chosen.answer))
    for point in tuning.curve:
        bar = "█" * round(24 * point.cost / highest) if highest else ""
        table.add_row(
            f"{point.thresholds.answer:.2f}",
            f"{point.cost:.3f}",
            Text(bar, style="cyan"),
            f"{point.coverage:.1%}",
            f"{point.risk:.1%}",
            style="bold green" if point is nearest else "",
        )
    return table


def _consequence(found: Consequence) -> tuple[str, ...]:
    shares = (found.coverage, found.risk, found.asked, found.declined)
    return (f"{found.cost:.3f}", *(f"{share:.1%}" for share in shares))
