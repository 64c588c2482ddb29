"""Commands for deciding between versions: compare, tune."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faqbot.cli.app import FaqsOption, JsonOption, app, folder_of
from faqbot.cli.evaluation import (
    DaskOption,
    QrelsOption,
    QuestionsArgument,
    StrictOption,
    WorkersOption,
    executor,
    measured,
    need_folders,
    recipe_of,
    rows_of,
)
from faqbot.evaluation.costs import Costs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from faqbot.corpus.reader import Corpus
    from faqbot.evaluation.comparison_text import TitleOf
    from faqbot.evaluation.run import Execute, Rows
    from faqbot.evaluation.work import Pair, Recipe


_COSTS = Costs()


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="Predictions of evaluate, before a change.")],
    after: Annotated[Path, typer.Argument(help="Predictions after it.")],
    faqs: FaqsOption = None,
    *,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print Markdown for a pull request.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Compare two runs: what became better or worse, and whether it is noise."""
    from faqbot.adapters.terminal.evaluation import comparison_view
    from faqbot.adapters.terminal.render import console
    from faqbot.corpus.reader import read_corpus
    from faqbot.evaluation import comparison_text
    from faqbot.evaluation.compare import compare as compare_runs
    from faqbot.evaluation.run import read_predictions

    found = compare_runs(read_predictions(before), read_predictions(after))
    if as_json:
        typer.echo(json.dumps(comparison_text.as_dict(found), indent=2))
        return
    title_of = _titles(read_corpus(folder_of(faqs)).corpus)
    if markdown:
        typer.echo(comparison_text.markdown(found, title_of), nl=False)
    else:
        console().print(comparison_view(found, title_of))


@app.command()
def tune(
    questions: QuestionsArgument,
    faqs: FaqsOption = None,
    *,
    cost_wrong: Annotated[
        float, typer.Option(min=0, help="Of a wrong answer.")
    ] = _COSTS.wrong_answer,
    cost_asked: Annotated[
        float, typer.Option(min=0, help="Of asking with success.")
    ] = _COSTS.asked_rightly,
    cost_asked_in_vain: Annotated[
        float, typer.Option(min=0, help="Of asking without.")
    ] = _COSTS.asked_in_vain,
    max_risk: Annotated[
        float | None, typer.Option(min=0, max=1, help="Share of answers that may be wrong.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the thresholds here, for FAQBOT_DECISION.")
    ] = None,
    qrels: QrelsOption = None,
    strict: StrictOption = False,
    workers: WorkersOption = 1,
    dask: DaskOption = None,
    as_json: JsonOption = False,
) -> None:
    """Choose when to answer and when to ask back; a question left unanswered costs 1."""
    from dataclasses import asdict

    from faqbot.adapters.terminal.evaluation import tuning_view
    from faqbot.adapters.terminal.render import console
    from faqbot.evaluation.tune import decision_file
    from faqbot.evaluation.tune import tune as choose_thresholds
    from faqbot.evaluation.work import Outputs

    need_folders(out)
    costs = Costs(
        wrong_answer=cost_wrong, asked_rightly=cost_asked, asked_in_vain=cost_asked_in_vain
    )
    recipe = recipe_of(faqs, Outputs(predictions=True))
    rows = rows_of(questions, qrels, strict=strict)
    with _predicted(rows, questions, recipe, executor(workers, dask)) as pairs:
        tuning = choose_thresholds(pairs, recipe.thresholds, costs, max_risk=max_risk)
    text = decision_file(tuning, _provenance(questions, recipe))
    if out is not None:
        out.write_text(text, encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(asdict(tuning), indent=2))
        return
    console().print(tuning_view(tuning))
    typer.echo(f"\nWritten to {out}; use it with FAQBOT_DECISION={out}" if out else f"\n{text}")


@contextmanager
def _predicted(
    rows: Rows, questions: Sequence[str], recipe: Recipe, execute: Execute
) -> Iterator[Iterator[Pair]]:
    """Run question sets and hand out what was predicted, kept on disk in between."""
    from tempfile import TemporaryDirectory

    from faqbot.evaluation.run import Files, read_predictions

    with TemporaryDirectory() as folder:
        path = Path(folder) / "predictions.jsonl"
        measured(rows, questions, recipe, execute, Files(predictions=path))
        yield read_predictions(path)


def _provenance(questions: Sequence[str], recipe: Recipe) -> dict[str, object]:
    """Return what thresholds were chosen on; no date, so that the same choice is the same file."""
    from faqbot import __version__
    from faqbot.evaluation.files import digest_of

    return {
        "faqbot": __version__,
        "knowledge": recipe.knowledge,
        "monographs": recipe.corpus.digest[:12],
        "questions": {Path(name).name: digest_of(name) for name in questions},
    }


def _titles(corpus: Corpus) -> TitleOf:
    titles = {entry.id: f"{corpus[entry.slug].title}: {entry.title}" for entry in corpus.entries}
    return lambda entry_id: titles.get(entry_id, entry_id)
