"""The author's commands as an author uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from faqbot.cli import app, authoring
from faqbot.errors import AuthoringError
from tests.authoring.drafts import faq, text_of
from tests.authoring.test_fix import FIXED, RESIDUE

TODAY = ("--today", "2026-11-22")


def run(*arguments: str, code: int = 0, answer: str = "") -> Result:
    result = CliRunner().invoke(app, list(arguments), input=answer, catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "zentral.md").write_text(RESIDUE, encoding="utf-8")
    (tmp_path / "duloxetine.md").write_text(
        text_of(faq("Can I drink alcohol?", "Take .5 mg.", "wine", "beer")), encoding="utf-8"
    )
    return tmp_path


def test_check_shows_warnings_and_counts_notes(folder: Path) -> None:
    shown = run("check", str(folder), *TODAY).stdout

    assert "unsafe-notation" in shown
    assert "not-reviewed" not in shown
    assert "not-reviewed" in run("check", str(folder), "--notes", *TODAY).stdout


def test_check_of_one_file_shows_its_findings_only(folder: Path) -> None:
    shown = run("check", str(folder / "duloxetine.md"), "--json", *TODAY).stdout

    assert {Path(f["path"]).name for f in json.loads(shown)["findings"]} == {"duloxetine.md"}


def test_strict_fails_on_warnings(folder: Path) -> None:
    run("check", str(folder), *TODAY)
    run("check", str(folder), "--strict", *TODAY, code=1)


def test_github_annotations_name_file_line_and_kind(folder: Path) -> None:
    lines = run("check", str(folder), "--github", *TODAY).stdout.splitlines()

    assert f"::warning file={folder / 'duloxetine.md'},line=8,title=unsafe-notation::" in "\n".join(
        lines
    )
    assert all(line.startswith("::") for line in lines)


def test_today_is_the_day_to_judge_by(folder: Path) -> None:
    assert "stale" in run("check", str(folder), "--today", "2031-01-01").stdout
    assert "stale" not in run("check", str(folder), *TODAY).stdout


def test_fix_writes_only_what_is_agreed_to(folder: Path) -> None:
    file = folder / "zentral.md"

    refused = run("check", str(folder), "--fix", *TODAY, answer="n\n")
    assert '+  - q: "Can I drive?"' in refused.stderr
    assert file.read_text(encoding="utf-8") == RESIDUE

    run("check", str(folder), "--fix", "--yes", *TODAY)
    assert file.read_text(encoding="utf-8") == FIXED

    assert "nothing to mend" in run("check", str(folder), "--fix", *TODAY).stderr


def test_new_writes_a_skeleton_once(tmp_path: Path) -> None:
    shown = run("new", "Lamotrigine", "--faqs", str(tmp_path), *TODAY).stdout

    assert "24 questions to answer" in shown
    assert "Lamictal" in shown
    assert "lastModified: '2026-11-22'" in (tmp_path / "lamotrigine.md").read_text("utf-8")
    with pytest.raises(AuthoringError, match="exists already"):
        run("new", "lamotrigine", "--faqs", str(tmp_path))


def test_new_says_that_a_name_is_not_known(tmp_path: Path) -> None:
    assert "does not know this name" in run("new", "Zorbitol", "--faqs", str(tmp_path)).stdout


def test_preview_asks_the_labelled_questions_and_those_of_the_author(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = authoring.shipped_questions()
    assert len(shipped) > 20
    monkeypatch.setattr(authoring, "shipped_questions", lambda: shipped[:1])
    apart = tmp_path_factory.mktemp("drafts")
    draft = apart / "zonix.md"
    draft.write_text(
        text_of(faq("Can I drink alcohol with Zonix?", "No.")).replace("uloxetine", "onix"),
        encoding="utf-8",
    )
    questions = apart / "mine.jsonl"
    row = {"id": "mine", "text": "wine with donix", "expect": "answer", "gold": ["zonix#q1"]}
    questions.write_text(json.dumps(row) + "\n", encoding="utf-8")
    options = ("--faqs", str(folder), "--questions", str(questions))

    fields = json.loads(run("preview", str(draft), *options, "--json").stdout)

    (mine,) = [flip for flip in fields["flips"] if flip["id"] == "mine"]
    assert fields["questions"] > 50
    assert (mine["change"], mine["verdict"]) == ("answered anew", "better")
    shown = run("preview", str(draft), *options).stdout
    assert "answered anew, better: wine with donix (mine)" in shown
    assert "after   answer zonix#q1" in shown


def test_preview_of_a_file_that_is_no_monograph_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("no front matter", encoding="utf-8")

    for name, message in (("bad.md", "no front matter"), ("missing.md", "cannot be read")):
        with pytest.raises(AuthoringError, match=message):
            run("preview", str(tmp_path / name))


def test_coverage_shows_the_table_and_what_is_thin(folder: Path) -> None:
    shown = run("coverage", "--faqs", str(folder)).stdout

    assert "Duloxetine: nothing on use" in shown
    assert "1\u00a0use" in shown


def test_coverage_writes_the_page_and_json_of_all_topics(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "out" / "coverage.html"
    shown = run("coverage", "--faqs", str(folder), "--html", str(page), "--json", *TODAY).stdout

    assert len(json.loads(shown)["topics"]) > 50
    assert "<svg" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_export_and_import_go_round(folder: Path, tmp_path: Path, ending: str) -> None:
    table, again = tmp_path / f"all.{ending}", tmp_path / "again"

    assert "2 monographs in 3 rows" in run("export", str(table), "--faqs", str(folder)).stdout
    assert "unchanged" in run("import", str(table), "--faqs", str(folder)).stdout
    shown = run("import", str(table), "--faqs", str(again)).stdout
    assert shown.count(": new.") == 2
    assert "unchanged" in run("import", str(table), "--faqs", str(again)).stdout


def test_import_changes_what_exists_only_when_told_so(folder: Path) -> None:
    table = folder / "short.csv"
    table.write_text("medicine,question,answer\nDuloxetine,Can I smoke?,No.\n", encoding="utf-8")
    before = (folder / "duloxetine.md").read_text(encoding="utf-8")

    with pytest.raises(AuthoringError, match="--overwrite"):
        run("import", str(table), "--faqs", str(folder))
    assert (folder / "duloxetine.md").read_text(encoding="utf-8") == before

    run("import", str(table), "--faqs", str(folder), "--overwrite")
    assert "Can I smoke?" in (folder / "duloxetine.md").read_text(encoding="utf-8")
