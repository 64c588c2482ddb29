from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from faqbot.cli import app
from faqbot.errors import StorageError
from faqbot.storage import Retention, Store

PAIR = str(Path(__file__).parent / "data" / "pair")
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/faqbot.db")

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


def fill(tmp_path: Path, *, age: timedelta = timedelta()) -> None:
    then = datetime.now(UTC) - age
    keep = Retention(unanswered=True)
    with Store.open(f"sqlite:///{tmp_path}/faqbot.db", key=b"k" * 32, keep=keep) as store:
        session = store.session(1, now=then)
        store.unanswered(
            1, session, "zopiclone and wine?", medicines=(), topic="alcohol", corpus="c", now=then
        )
        store.rate(
            1, session, entry_id="gone#q1", corpus="c", good=False, reason=None, now=then
        )  # fmt: skip


def test_the_report_is_a_table(run: Run, tmp_path: Path) -> None:
    fill(tmp_path)

    table = run("report", "--faqs", PAIR)

    assert "1 unanswered question and 1 bad rating in 2 groups" in " ".join(table.split())
    assert "“zopiclone and wine?”" in " ".join(table.split())


def test_the_report_is_json_and_a_page(run: Run, tmp_path: Path) -> None:
    fill(tmp_path)
    page = tmp_path / "report.html"

    report = json.loads(run("report", "--faqs", PAIR, "--json", "--html", str(page)))

    assert (report["asked"], report["bad"]) == (1, 1)
    assert {group["medicine"] for group in report["groups"]} == {"zopiclone", "gone"}
    assert "zopiclone and wine?" in page.read_text(encoding="utf-8")


def test_purge_deletes_what_is_past_its_time(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, age=timedelta(days=10))
    assert run("purge") == "1 record deleted or emptied.\n"  # the conversation

    monkeypatch.setenv("FAQBOT_KEEP_DAYS", "10")
    assert run("purge") == "2 records deleted or emptied.\n"

    assert "Nothing to report" in run("report", "--faqs", PAIR)


@pytest.mark.parametrize("command", ["report", "purge"])
def test_without_a_database_none_is_made(run: Run, tmp_path: Path, command: str) -> None:
    with pytest.raises(StorageError, match="there is no database"):
        run(command)

    assert list(tmp_path.iterdir()) == []
