"""Commands for those who run a bot: report, purge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faqbot.cli.app import FaqsOption, JsonOption, app, load_bot, retention

if TYPE_CHECKING:
    from faqbot.adapters.backlog.report import Report


@app.command()
def report(
    faqs: FaqsOption = None,
    *,
    html: Annotated[Path | None, typer.Option(help="Write a page to print or to share.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what patients asked in vain and what they rated badly, with the nearest entries."""
    from datetime import UTC, datetime

    from faqbot.adapters.backlog.page import report_page
    from faqbot.adapters.backlog.report import make_report
    from faqbot.adapters.backlog.table import report_view
    from faqbot.adapters.terminal.render import console
    from faqbot.settings import load_settings
    from faqbot.storage import Backlog

    with Backlog.open(load_settings().database_url.get_secret_value()) as backlog:
        questions, rated = backlog.unanswered(), backlog.badly_rated()
    made = make_report(load_bot(faqs), questions, rated, made=datetime.now(UTC).date())
    if html is not None:
        html.write_text(report_page(made), encoding="utf-8")
        typer.echo(f"Written: {html}", err=True)
    if as_json:
        typer.echo(_as_json(made))
    elif html is None:
        console().print(report_view(made))


@app.command()
def purge() -> None:
    """Delete now what is past its time; a running bot does so by itself."""
    from datetime import UTC, datetime

    from faqbot.settings import load_settings
    from faqbot.storage import Backlog

    settings = load_settings()
    with Backlog.open(settings.database_url.get_secret_value()) as backlog:
        count = backlog.purge(retention(settings), now=datetime.now(UTC))
    typer.echo(f"{count} record{'s' * (count != 1)} deleted or emptied.")


def _as_json(made: Report) -> str:
    from dataclasses import asdict

    groups = [asdict(group) | {"asked": group.asked, "bad": group.bad} for group in made.groups]
    fields = asdict(made) | {"asked": made.asked, "bad": made.bad, "groups": groups}
    return json.dumps(fields, indent=2, ensure_ascii=False, default=str)
