"""The command line: puts the parts together, one function a command.

Heavy imports stand inside the commands, so that `--help` answers at once. This module owns
typer.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faqbot import __version__
from faqbot.errors import FaqbotError

if TYPE_CHECKING:
    from faqbot.corpus.reader import Corpus
    from faqbot.dialogue.bot import Bot

app = typer.Typer(
    help="Answers patients' questions about medicines from monographs, word for word. "
    "General information, not medical advice, and not for emergencies.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

FaqsOption = Annotated[
    Path | None,
    typer.Option(
        "--faqs", help="Folder of monographs; default: FAQBOT_FAQS, else the shipped ones."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def main() -> None:
    """Run the command line; errors of ours become one message and exit code 1."""
    try:
        app()
    except FaqbotError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)


@app.callback(invoke_without_command=True)
def root(
    *, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False
) -> None:
    """Handle options that need no command."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def chat(faqs: FaqsOption = None) -> None:
    """Talk to the bot in this terminal."""
    from faqbot.adapters.terminal.chat import Chat
    from faqbot.adapters.terminal.render import console

    Chat(_bot(faqs), console()).run()


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="One message of a patient.")],
    faqs: FaqsOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Answer one question."""
    from faqbot.adapters.terminal.render import console, reply_view
    from faqbot.dialogue.conversation import Conversation

    bot = _bot(faqs)
    if as_json:
        typer.echo(_as_json(bot, question))
    else:
        reply, _ = bot.reply(question, Conversation())
        console().print(reply_view(reply))


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="Folder of monographs.")] = None,
    faqs: FaqsOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Report what is wrong with monographs; exit code 1 on errors."""
    from faqbot.adapters.terminal.render import console, findings_view
    from faqbot.corpus.reader import read_corpus

    reading = read_corpus(folder or _folder(faqs))
    if as_json:
        typer.echo(_findings_json(reading.findings, len(reading.corpus.monographs)))
    else:
        console().print(findings_view(reading.findings, reading.corpus))
    if reading.errors:
        raise typer.Exit(1)


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
    from faqbot.evaluation.questions import read_questions

    rows = list(read_questions(questions))
    bot = _bot(faqs)
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


def _bot(faqs: Path | None) -> Bot:
    from faqbot.dialogue.bot import Bot
    from faqbot.settings import Settings

    return Bot(_load(_folder(faqs)), region=Settings().region)


def _folder(faqs: Path | None) -> Path:
    from faqbot.settings import Settings

    return faqs or Settings().faqs


def _load(folder: Path) -> Corpus:
    """Load what can be served, and say on standard error that something cannot."""
    from faqbot.corpus.reader import load_corpus, read_corpus

    reading = read_corpus(folder)
    if not reading.corpus.monographs:
        return load_corpus(folder, strict=False)  # raises with the reasons
    if reading.errors:
        count = len(reading.errors)
        what = "1 problem keeps" if count == 1 else f"{count} problems keep"
        typer.echo(f"{what} texts from being served; see: faqbot check {folder}", err=True)
    return reading.corpus


def _as_json(bot: Bot, question: str) -> str:
    from dataclasses import asdict
    from time import perf_counter

    from faqbot.dialogue.conversation import Conversation
    from faqbot.dialogue.reply import text_of
    from faqbot.evaluation.prediction import prediction_of

    started = perf_counter()
    reply, _ = bot.reply(question, Conversation())
    prediction = prediction_of(reply, name="", latency_ms=(perf_counter() - started) * 1000)
    fields = prediction.as_dict() | {"text": text_of(reply), "why": asdict(reply.trace)}
    return json.dumps(fields, indent=2, ensure_ascii=False)


def _findings_json(findings: object, monographs: int) -> str:
    from dataclasses import asdict

    return json.dumps(
        {"monographs": monographs, "findings": [asdict(finding) for finding in findings]},  # type: ignore[attr-defined]
        indent=2,
        ensure_ascii=False,
    )


if __name__ == "__main__":
    main()
