"""Commands for authors of monographs: check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from faqbot.cli.app import FaqsOption, JsonOption, app, folder_of


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

    reading = read_corpus(folder or folder_of(faqs))
    if as_json:
        typer.echo(_findings_json(reading.findings, len(reading.corpus.monographs)))
    else:
        console().print(findings_view(reading.findings, reading.corpus))
    if reading.errors:
        raise typer.Exit(1)


def _findings_json(findings: object, monographs: int) -> str:
    from dataclasses import asdict

    return json.dumps(
        {"monographs": monographs, "findings": [asdict(finding) for finding in findings]},  # type: ignore[attr-defined]
        indent=2,
        ensure_ascii=False,
    )
