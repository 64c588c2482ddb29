"""The command line application that all commands join, and what they have in common.

Heavy imports stand inside the functions, so that `--help` answers at once. This package owns
typer.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faqbot import __version__
from faqbot.errors import FaqbotError

if TYPE_CHECKING:
    from faqbot.corpus.reader import Corpus
    from faqbot.dialogue.bot import Bot
    from faqbot.dialogue.decision import Thresholds
    from faqbot.settings import Settings
    from faqbot.storage import Retention

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
RegionOption = Annotated[
    str | None,
    typer.Option(
        "--region", help="Country code for the numbers on help cards; default: FAQBOT_REGION."
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


def load_bot(faqs: Path | None, region: str | None = None) -> Bot:
    """Return the bot on a folder of monographs, as options and settings say."""
    from datetime import UTC, datetime

    from faqbot.dialogue.bot import Bot
    from faqbot.settings import load_settings

    settings = load_settings()
    return Bot(
        load_served(folder_of(faqs)),
        region=served_region(region or settings.region),
        today=datetime.now(UTC).date(),
        stale_after=settings.stale_after_months,
        thresholds=thresholds(),
    )


def served_region(region: str) -> str:
    """Return a region, and say on standard error if it has no help lines of its own."""
    from faqbot.safety.helplines import GENERIC, is_known, known_regions

    if is_known(region) or region == GENERIC:
        return region
    typer.echo(
        f"There are no help lines for the region “{region}”, so emergency cards show no numbers of "
        f"their own; known regions: {', '.join(known_regions())}.",
        err=True,
    )
    return GENERIC


def thresholds() -> Thresholds:
    """Return where the decisions change, as the settings say."""
    from faqbot.dialogue.decision import load_thresholds
    from faqbot.settings import load_settings

    path = load_settings().decision
    if path is None:
        return load_thresholds()
    from faqbot.evaluation.tune import read_decision

    return read_decision(path, load_thresholds())


def folder_of(faqs: Path | None) -> Path:
    """Return the folder that an option names, else that of the settings."""
    from faqbot.settings import load_settings

    return faqs or load_settings().faqs


def retention(settings: Settings) -> Retention:
    """Return what is kept and for how long, as the settings say."""
    from datetime import timedelta

    from faqbot.storage import Retention

    return Retention(
        unanswered=settings.keep_unanswered,
        records=timedelta(days=settings.keep_days),
        sessions=timedelta(days=settings.keep_session_days),
    )


def load_served(folder: Path) -> Corpus:
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
