"""Commands for authors who work in a spreadsheet: export, import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from faqbot.cli.app import FaqsOption, app, folder_of, load_served


@app.command("export")
def export(
    table: Annotated[Path, typer.Argument(help="The file to write, .xlsx or .csv.")],
    faqs: FaqsOption = None,
) -> None:
    """Write all monographs into one table, a row for each FAQ; import reads it back."""
    from faqbot.authoring.document import read_documents
    from faqbot.authoring.files import write_bytes
    from faqbot.authoring.spreadsheet import write_table
    from faqbot.authoring.table import rows_of
    from faqbot.corpus.reader import read_corpus

    reading = read_corpus(folder_of(faqs))
    if not reading.files:
        load_served(folder_of(faqs))  # raises with the reasons
    rows = list(rows_of(read_documents(reading.files)))
    write_bytes(table, write_table(table, rows))
    typer.echo(f"{table}: {len(reading.files):,} monographs in {len(rows):,} rows.")


@app.command("import")
def import_(
    table: Annotated[Path, typer.Argument(help="A table, .xlsx or .csv.")],
    faqs: FaqsOption = None,
    *,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Change monographs that exist already.")
    ] = False,
) -> None:
    """Write monographs from a table with the columns medicine, question and answer."""
    from faqbot.authoring.document import read_documents
    from faqbot.authoring.files import write_text
    from faqbot.authoring.intake import Kind, intake
    from faqbot.authoring.spreadsheet import read_table
    from faqbot.authoring.table import documents_of
    from faqbot.corpus.reader import read_corpus
    from faqbot.errors import AuthoringError

    folder = folder_of(faqs)
    files = read_corpus(folder).files if folder.is_dir() else ()
    columns, rows = read_table(table)
    existing = {document.slug: document for document in read_documents(files)}
    plans = intake(documents_of(columns, rows, existing), files, folder)
    for plan in plans:
        typer.echo(f"{plan.path}: {plan.kind}. {plan.summary}".rstrip())
    changed = [plan for plan in plans if plan.kind is Kind.CHANGED]
    if changed and not overwrite:
        raise AuthoringError(
            f"{len(changed)} of these exist already and would change; nothing was written. "
            "Say --overwrite if that is wanted."
        )
    for plan in plans:
        if plan.kind is not Kind.UNCHANGED:
            write_text(plan.path, plan.text)
    typer.echo(f"Then run: faqbot check {folder}")
