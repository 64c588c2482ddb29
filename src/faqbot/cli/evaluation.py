"""Commands for teams that evaluate question sets: evaluate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from faqbot.cli.app import FaqsOption, JsonOption, app, load_bot


@app.command()
def evaluate(
    questions: Annotated[Path, typer.Argument(help="Labelled questions, JSONL or CSV.")],
    faqs: FaqsOption = None,
    *,
    predictions: Annotated[
        Path | None, typer.Option(help="Write what was predicted for each question, as JSONL.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run a labelled question set and print the measures."""
    from dataclasses import asdict

    from faqbot.adapters.terminal.progress import with_progress
    from faqbot.adapters.terminal.render import console, summary_view
    from faqbot.evaluation.measures import summarise
    from faqbot.evaluation.prediction import predict
    from faqbot.evaluation.reading import read_questions

    rows = list(read_questions(questions))
    bot = load_bot(faqs)
    bot.matcher.prepare()
    done = [
        (row, predict(bot, row.text, row.history, name=row.id))
        for row in with_progress(rows, total=len(rows), what="Asking")
    ]
    if predictions is not None:
        lines = (json.dumps(prediction.as_dict(), ensure_ascii=False) for _, prediction in done)
        predictions.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    summary = summarise(done)
    if as_json:
        typer.echo(json.dumps(asdict(summary), indent=2))
    else:
        console().print(summary_view(summary))
