"""Commands for teams that evaluate question sets: evaluate."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faqbot.cli.app import FaqsOption, JsonOption, app, folder_of, load_served, thresholds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faqbot.evaluation.gates import GateResult
    from faqbot.evaluation.questions import BadRow
    from faqbot.evaluation.run import Execute, Files, Outcome, Rows
    from faqbot.evaluation.summary import Summary
    from faqbot.evaluation.work import Outputs, Recipe

GATE_MISSED = 1  # exit code
_INTERRUPTED = 130
_BAD_ROWS_SHOWN = 20

QuestionsArgument = Annotated[
    list[str],
    typer.Argument(help="Labelled questions: JSONL, CSV or TREC topics, also gzip; - for stdin."),
]
QrelsOption = Annotated[Path | None, typer.Option(help="Judgements for TREC topics.")]
StrictOption = Annotated[bool, typer.Option("--strict", help="Stop at the first bad row.")]
WorkersOption = Annotated[int, typer.Option(min=1, help="Processes on this machine.")]
DaskOption = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Scheduler of a Dask cluster.")
]


@app.command()
def evaluate(
    questions: QuestionsArgument,
    faqs: FaqsOption = None,
    *,
    qrels: QrelsOption = None,
    strict: StrictOption = False,
    predictions: Annotated[
        Path | None, typer.Option(help="Write what was predicted for each question, as JSONL.")
    ] = None,
    latency: Annotated[
        bool, typer.Option(help="Keep latencies; without, the same run gives the same bytes.")
    ] = True,
    run: Annotated[Path | None, typer.Option(help="Write a run in the form of TREC.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write a report, one HTML file.")] = None,
    gate: Annotated[bool, typer.Option("--gate", help="Exit with 1 if a gate is missed.")] = False,
    gates: Annotated[
        Path | None, typer.Option(help="YAML file of gates; default: the shipped ones.")
    ] = None,
    workers: WorkersOption = 1,
    dask: DaskOption = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from --predictions after an interruption.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Run labelled question sets and print the measures."""
    from faqbot.evaluation.gates import check_gates, failed, read_gates
    from faqbot.evaluation.run import Files
    from faqbot.evaluation.work import Outputs
    from faqbot.resources import data_path

    bounds = read_gates(gates or data_path("gates.yaml"))
    need_folders(predictions, run, report)
    outputs = Outputs(predictions=predictions is not None, run=run is not None, latency=latency)
    recipe = recipe_of(faqs, outputs)
    files = Files(predictions=predictions, run=run, resume=resume)
    outcome, summary = measured(
        rows_of(questions, qrels, strict=strict), questions, recipe, executor(workers, dask), files
    )
    results = check_gates(bounds, summary.overall)
    if report is not None:
        _write_report(report, outcome, summary, results, recipe, questions)
    if as_json:
        typer.echo(json.dumps(summary.as_dict() | {"gates": _plain(results)}, indent=2))
    else:
        _show(summary, results if gate else ())
    if gate and failed(results):
        raise typer.Exit(GATE_MISSED)


def recipe_of(faqs: Path | None, outputs: Outputs) -> Recipe:
    """Return what every worker of a run is made of."""
    from faqbot.evaluation.work import Recipe, knowledge_digest
    from faqbot.settings import Settings

    return Recipe(
        corpus=load_served(folder_of(faqs)),
        region=Settings().region,
        thresholds=thresholds(),
        outputs=outputs,
        knowledge=knowledge_digest(),
    )


def executor(workers: int, dask: str | None) -> Execute:
    """Return who answers: this process, several, or a cluster."""
    from faqbot.errors import EvaluationError
    from faqbot.evaluation import local

    if dask is None:
        if workers == 1:
            return local.in_this_process
        return partial(local.in_processes, workers=workers)
    if workers > 1:
        raise EvaluationError("--workers and --dask exclude each other: leave one of them out.")
    try:
        from faqbot.evaluation.cluster import on_cluster
    except ImportError as error:
        raise EvaluationError("--dask needs distributed: pip install 'faqbot[dask]'.") from error
    return partial(on_cluster, address=dask)


def rows_of(questions: Sequence[str], qrels: Path | None, *, strict: bool) -> Rows:
    """Return the rows of question sets; bad ones are shown on standard error."""
    from faqbot.errors import QuestionSetError
    from faqbot.evaluation.reading import read_rows
    from faqbot.evaluation.run import Rows
    from faqbot.evaluation.trec import read_qrels

    def tell(row: BadRow) -> None:
        if strict:
            raise QuestionSetError(str(row))
        if rows.bad <= _BAD_ROWS_SHOWN:
            typer.echo(f"left out: {row}", err=True)
        elif rows.bad == _BAD_ROWS_SHOWN + 1:
            typer.echo("left out: further bad rows, which are counted", err=True)

    rows = Rows(read_rows(questions, read_qrels(qrels) if qrels else None), tell)
    return rows


def measured(
    rows: Rows, questions: Sequence[str], recipe: Recipe, execute: Execute, files: Files
) -> tuple[Outcome, Summary]:
    """Run question sets under a progress bar."""
    from time import perf_counter

    from faqbot.adapters.terminal.progress import progress_bar
    from faqbot.errors import QuestionSetError
    from faqbot.evaluation.files import count_lines
    from faqbot.evaluation.run import evaluate as run_evaluation
    from faqbot.evaluation.summary import summarise

    started = perf_counter()
    try:
        with progress_bar("Asking", lambda: count_lines(questions)) as progress:
            outcome = run_evaluation(rows, recipe, execute, files, progress, skipped=progress.skip)
    except KeyboardInterrupt:
        hint = "go on with --resume" if files.predictions else "nothing was kept"
        typer.echo(f"Interrupted; {hint}.", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    if not outcome.tally.questions:
        raise QuestionSetError(f"{', '.join(questions)}: there is no question in it.")
    seconds = perf_counter() - started
    summary = summarise(
        outcome.tally, bad_rows=rows.bad, seconds=seconds, answered=outcome.answered
    )
    return outcome, summary


def need_folders(*paths: Path | None) -> None:
    """Fail before the run, not after it, where a file cannot be written."""
    from faqbot.errors import EvaluationError

    for path in paths:
        if path is not None and (path.is_dir() or not path.parent.is_dir()):
            raise EvaluationError(f"{path}: cannot be written. Name a file in a folder that is.")


def _write_report(
    path: Path,
    outcome: Outcome,
    summary: Summary,
    results: Sequence[GateResult],
    recipe: Recipe,
    questions: Sequence[str],
) -> None:
    from datetime import datetime

    from faqbot.evaluation.report import Origin, render

    origin = Origin(
        questions=tuple(Path(name).name for name in questions),
        corpus=recipe.corpus,
        made=datetime.now().astimezone(),
    )
    path.write_text(render(summary, outcome.tally, results, origin), encoding="utf-8")


def _show(summary: Summary, results: Sequence[GateResult]) -> None:
    from faqbot.adapters.terminal.evaluation import gates_view, summary_view
    from faqbot.adapters.terminal.render import console

    console().print(summary_view(summary))
    if results:
        console().print()
        console().print(gates_view(results))


def _plain(results: Sequence[GateResult]) -> list[dict[str, object]]:
    return [
        {"measure": result.gate.measure, "bound": result.gate.bound, "light": result.light}
        for result in results
    ]
