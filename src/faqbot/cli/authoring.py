"""Commands for authors of monographs: check, new, preview, coverage."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from faqbot.cli.app import FaqsOption, JsonOption, app, folder_of, load_served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from faqbot.corpus.finding import Finding
    from faqbot.corpus.reader import Corpus, MonographFile
    from faqbot.dialogue.bot import Bot
    from faqbot.evaluation.questions import LabelledQuestion

_MOST_ROWS = 500  # a longer table takes the terminal longer than the check itself

TodayOption = Annotated[
    datetime.datetime | None,
    typer.Option(
        "--today", formats=["%Y-%m-%d"], help="The day to judge dates by; default: today."
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", help="Write without asking.")]


@app.command()
def check(
    path: Annotated[
        Path | None, typer.Argument(help="A folder of monographs, or one of its files.")
    ] = None,
    faqs: FaqsOption = None,
    *,
    notes: Annotated[bool, typer.Option("--notes", help="Show notes as well.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 on warnings, too.")] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what is certain: show a diff, and ask.")
    ] = False,
    yes: YesOption = False,
    today: TodayOption = None,
    as_json: JsonOption = False,
    github: Annotated[
        bool, typer.Option("--github", help="Print annotations for a GitHub build.")
    ] = False,
) -> None:
    """Report what is wrong with monographs; exit code 1 on errors."""
    from faqbot.authoring.check import check as review
    from faqbot.corpus.finding import Severity
    from faqbot.corpus.reader import read_corpus

    place = path or folder_of(faqs)
    folder = place.parent if place.is_file() else place
    reading = read_corpus(folder)
    if fix and _fix([f for f in reading.files if place in (folder, f.path)], yes=yes):
        reading = read_corpus(folder)
    found = review(reading, _day(today))
    if place != folder:
        found = tuple(finding for finding in found if Path(finding.path) == place)
    _show(found, reading.corpus, notes=notes, as_json=as_json, github=github)
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(finding.severity in failing for finding in found):
        raise typer.Exit(1)


def _show(
    found: tuple[Finding, ...], corpus: Corpus, *, notes: bool, as_json: bool, github: bool
) -> None:
    from faqbot.adapters.terminal import findings
    from faqbot.adapters.terminal.render import console

    if as_json:
        typer.echo(findings.findings_json(found, corpus))
    elif github:
        typer.echo(findings.github_annotations(found))
    elif len(found) > _MOST_ROWS:
        typer.echo(findings.findings_lines(found, corpus, notes=notes))
    else:
        console().print(findings.findings_view(found, corpus, notes=notes))


def _fix(files: list[MonographFile], *, yes: bool) -> bool:
    """Show what can be mended for certain, and write it if that is wanted; tell whether it was."""
    from faqbot.authoring.files import write_text
    from faqbot.authoring.fix import fix

    fixes = [done for file in files if (done := fix(file)) is not None]
    if not fixes:
        typer.echo("There is nothing to mend for certain.", err=True)
        return False
    for done in fixes:
        typer.echo(done.diff, err=True)
    what = "this file" if len(fixes) == 1 else f"these {len(fixes):,} files"
    if not yes and not typer.confirm(f"Write {what}?", err=True):
        return False
    for done in fixes:
        write_text(done.path, done.after)
    return True


def _day(today: datetime.datetime | None) -> datetime.date:
    """Return the day to judge dates by; the only place where a clock is read."""
    return (today or datetime.datetime.now().astimezone()).date()


@app.command()
def new(
    medicine: Annotated[str, typer.Argument(help="Its name, or a combination: “A + B”.")],
    faqs: FaqsOption = None,
    *,
    today: TodayOption = None,
) -> None:
    """Write a skeleton: the core topics as questions, for an author to answer."""
    from faqbot.authoring.files import write_text
    from faqbot.authoring.skeleton import skeleton
    from faqbot.errors import AuthoringError
    from faqbot.language.medicines import Medicines

    made = skeleton(medicine, Medicines(()), _day(today))
    file = folder_of(faqs) / f"{made.slug}.md"
    if file.exists():
        raise AuthoringError(f"{file}: exists already. Edit it, or choose another name.")
    write_text(file, made.text)
    typer.echo(f"{file}: written, {made.text.count('  - q: ')} questions to answer.")
    if made.ingredients:
        brands = ", ".join(made.brands) or "none"
        typer.echo(f"Ingredients: {', '.join(made.ingredients)}. Brands: {brands}. Check them.")
    else:
        typer.echo("The lexicon does not know this name: write ingredients and brands yourself.")
    typer.echo(f"Then run: faqbot check {file}")


@app.command()
def preview(
    file: Annotated[Path, typer.Argument(help="A new or changed monograph.")],
    faqs: FaqsOption = None,
    *,
    questions: Annotated[
        list[Path] | None,
        typer.Option(help="Further labelled questions to ask, JSONL or CSV; may be repeated."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show which replies a monograph would change, before and after."""
    from faqbot.adapters.terminal.authoring import preview_view
    from faqbot.adapters.terminal.progress import progress_bar
    from faqbot.adapters.terminal.render import console
    from faqbot.authoring.preview import preview as compare
    from faqbot.evaluation.reading import read_questions

    sets = [*shipped_questions(), *(questions or [])]
    rows = [row for path in sets for row in read_questions(path)]
    before, after, slug = _bots(file, folder_of(faqs))
    with progress_bar("Asking", lambda: len(rows)) as done:
        flips = list(compare(before, after, slug, _counted(rows, done)))
    if as_json:
        fields = {"questions": len(rows), "flips": [flip.as_dict() for flip in flips]}
        typer.echo(json.dumps(fields, indent=2, ensure_ascii=False))
    else:
        console().print(preview_view(flips, len(rows)))


def _counted(
    rows: Iterable[LabelledQuestion], done: Callable[[int], None]
) -> Iterator[LabelledQuestion]:
    for row in rows:
        yield row
        done(1)


@app.command()
def coverage(
    faqs: FaqsOption = None,
    *,
    html: Annotated[Path | None, typer.Option(help="Write a page with a heat map here.")] = None,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which medicines have something to say on which topics, and what is thin."""
    from faqbot.adapters.terminal.authoring import coverage_view
    from faqbot.adapters.terminal.render import console
    from faqbot.authoring.asking import load_topic_reader
    from faqbot.authoring.coverage import columns
    from faqbot.authoring.coverage import coverage as count
    from faqbot.authoring.draft import drafts_of
    from faqbot.authoring.files import write_text
    from faqbot.corpus.reader import read_corpus

    drafts = list(drafts_of(read_corpus(folder_of(faqs))))
    if not drafts:
        load_served(folder_of(faqs))  # raises with the reasons
    everything = html is not None or as_json
    found = count(drafts, load_topic_reader(), columns(everything=everything))
    if html is not None:
        from faqbot.authoring.heat_map import coverage_page

        write_text(html, coverage_page(found, _day(today)))
        typer.echo(f"{html}: written.", err=True)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), indent=2, ensure_ascii=False))
    elif html is None:
        console().print(coverage_view(found))


def shipped_questions() -> list[Path]:
    """Return the labelled question sets that come with faqbot."""
    from faqbot.resources import data_path

    return sorted(data_path("questions").glob("*.jsonl"))


def _bots(file: Path, folder: Path) -> tuple[Bot, Bot, str]:
    """Return the bot without and with a monograph, and the monograph's slug.

    A file within the folder is compared with the folder without it; one from elsewhere with the
    folder as it is, where it may replace a monograph of the same name.
    """
    from faqbot.authoring.preview import with_monograph, without_monograph
    from faqbot.corpus.finding import Findings
    from faqbot.corpus.monograph import parse
    from faqbot.dialogue.bot import Bot
    from faqbot.errors import AuthoringError
    from faqbot.settings import Settings

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AuthoringError(f"{file}: cannot be read: {error}. Name a monograph file.") from error
    findings = Findings(str(file))
    monograph = parse(text, slug=file.stem, findings=findings)
    if monograph is None:
        raise AuthoringError("\n".join(str(finding) for finding in findings.items))
    corpus = load_served(folder)
    if file.resolve().is_relative_to(folder.resolve()):
        corpus = without_monograph(corpus, monograph.slug)
    region = Settings().region
    changed = with_monograph(corpus, monograph, text)
    return Bot(corpus, region=region), Bot(changed, region=region), monograph.slug
