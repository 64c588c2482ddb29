from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from faqbot import __version__
from faqbot.cli import app, main

PAIR = str(Path(__file__).parent / "data" / "pair")
MALFORMED = str(Path(__file__).parent / "data" / "malformed")
WITHOUT_MONOGRAPHS = {"purge"}
COMMANDS = sorted(
    c.name or c.callback.__name__ for c in app.registered_commands if c.callback is not None
)


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


def test_the_commands_are_those_of_the_readme() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")

    assert COMMANDS
    assert all(f"`faqbot {command}" in readme for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    explained = run(command, "--help")

    assert ("--faqs" in explained) is (command not in WITHOUT_MONOGRAPHS)


def test_the_version_is_printed() -> None:
    assert run("--version").strip() == __version__


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; import faqbot.cli; "
        "print([m for m in ('sklearn', 'numpy', 'pydantic', 'prompt_toolkit') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_ask_shows_the_answer() -> None:
    assert "Drowsiness" in run("ask", "common side effects of lyrica", "--faqs", PAIR)


def test_ask_as_json_holds_what_other_tools_rely_on() -> None:
    fields = json.loads(run("ask", "common side effects of lyrica", "--faqs", PAIR, "--json"))

    assert fields["outcome"] == "answer"
    assert fields["sources"][0] == "amitriptyline-pregabalin#q2"
    assert fields["monographs"] == ["amitriptyline-pregabalin"]
    assert fields["text"].startswith("Drowsiness")
    assert {"id", "reason", "choices", "confidence", "latency_ms", "why"} <= fields.keys()


def test_check_passes_what_can_be_served() -> None:
    assert "0 errors" in run("check", PAIR)


def test_check_fails_on_errors_and_lists_them_all() -> None:
    report = json.loads(run("check", MALFORMED, "--json", code=1))

    assert {finding["code"] for finding in report["findings"]} >= {
        "no-front-matter", "bad-yaml", "duplicate-key", "wrong-type", "empty-answer", "shop-link",
    }  # fmt: skip
    assert "no-front-matter" in run("check", MALFORMED, code=1)


def test_what_can_be_served_is_served_and_the_rest_is_mentioned(tmp_path: Path) -> None:
    source = Path(PAIR, "amitriptyline-pregabalin.md").read_text(encoding="utf-8")
    (tmp_path / "good.md").write_text(source, encoding="utf-8")
    (tmp_path / "bad.md").write_text("no front matter", encoding="utf-8")

    output = run("ask", "common side effects of lyrica", "--faqs", str(tmp_path))

    assert "1 problem keeps texts from being served" in output
    assert "Drowsiness" in output


def test_a_folder_without_monographs_is_one_message_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["faqbot", "ask", "hi", "--faqs", str(tmp_path)])

    with pytest.raises(SystemExit) as stopped:
        main()

    assert stopped.value.code == 1
    assert "no monograph here" in capsys.readouterr().err


def test_the_region_setting_reaches_the_emergency_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAQBOT_REGION", "IN")

    assert "112" in run("ask", "she is not breathing", "--faqs", PAIR)


def test_the_region_option_outranks_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAQBOT_REGION", "IN")

    assert "911" in run("ask", "she is not breathing", "--faqs", PAIR, "--region", "us")


def test_an_unknown_region_is_said_once_and_gets_the_generic_card(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FAQBOT_REGION", "Narnia")
    result = CliRunner().invoke(app, ["ask", "she is not breathing", "--faqs", PAIR])

    assert result.stderr.count("no help lines for the region “Narnia”") == 1
    assert "your local emergency number" in result.stdout


def test_the_age_of_texts_is_judged_by_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAQBOT_STALE_AFTER_MONTHS", "1200")

    assert "out of date" not in run("ask", "common side effects of lyrica", "--faqs", PAIR)
