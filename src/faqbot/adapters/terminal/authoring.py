"""What authors see in a terminal: the effect of a monograph, and the coverage of a folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from faqbot.authoring.coverage import Cell, Coverage
from faqbot.authoring.preview import Flip, Verdict
from faqbot.dialogue.reply import Outcome
from faqbot.evaluation.prediction import Prediction

_STYLES = {Verdict.BETTER: "green", Verdict.WORSE: "red", Verdict.SAME: "dim"}


def preview_view(flips: Sequence[Flip], asked: int) -> RenderableType:
    """Return the questions whose reply changes, before and after, and the counts."""
    blocks: list[RenderableType] = []
    for flip in sorted(flips, key=lambda flip: (flip.verdict is not Verdict.WORSE, flip.change)):
        blocks += [
            Text.assemble(
                (f"{flip.change}, {flip.verdict}: ", _STYLES[flip.verdict]),
                f"{flip.question.text} ",
                (f"({flip.question.id})", "dim"),
            ),
            Text(f"  before  {_shown(flip.before)}"),
            Text(f"  after   {_shown(flip.after)}"),
            Text(f"  right   {', '.join(flip.question.gold) or flip.question.expect}"),
            Text(""),
        ]
    return Group(*blocks, Text(_sum(flips, asked)))


def coverage_view(coverage: Coverage) -> RenderableType:
    """Return medicines × topics with short columns, the key to them, and what is thin."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("")
    for number in range(1, len(coverage.columns) + 1):
        table.add_column(f"{number}", justify="right", no_wrap=True)
    for row in coverage.rows:
        table.add_row(row.title, *(_cell(cell) for cell in row.cells))
    key = "  ".join(f"{n}\u00a0{c.heading}" for n, c in enumerate(coverage.columns, start=1))
    thin = [Text(f"{row.title}: {'; '.join(row.thin)}") for row in coverage.rows if row.thin] or [
        Text("Nothing is thin.")
    ]
    signs = "A number counts FAQs; s: only a section; ·: nothing."
    return Group(table, Text(""), Text(key), Text(signs, style="dim"), Text(""), *thin)


def _cell(cell: Cell) -> Text:
    if cell.faqs:
        return Text(str(cell.faqs), style="green")
    return Text("s", style="yellow") if cell.sections else Text("·", style="red")


def _shown(prediction: Prediction) -> str:
    if prediction.outcome is Outcome.ANSWER:
        return f"{prediction.outcome} {prediction.sources[0]}"
    details = ", ".join(prediction.choices) or prediction.reason
    return f"{prediction.outcome} ({details})" if details else str(prediction.outcome)


def _sum(flips: Sequence[Flip], asked: int) -> str:
    changes = Counter(flip.change for flip in flips)
    verdicts = Counter(flip.verdict for flip in flips)
    what = ", ".join(f"{number} {change}" for change, number in sorted(changes.items()))
    judged = f"{verdicts[Verdict.BETTER]} better, {verdicts[Verdict.WORSE]} worse"
    replies = "No reply changes" if not flips else f"{len(flips)} replies change ({what}; {judged})"
    return f"{asked} questions asked. {replies}."
