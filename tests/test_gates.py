"""A change may not make the bot worse on the shipped monographs than it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from faqbot.cli import app

SET = Path(__file__).parent / "data" / "evaluation"


@pytest.mark.process
def test_our_own_questions_keep_to_the_floors() -> None:
    arguments = ["evaluate", str(SET / "shipped.jsonl"), "--gate", "--gates"]

    result = CliRunner().invoke(app, [*arguments, str(SET / "floors.yaml")], catch_exceptions=False)

    assert result.exit_code == 0, result.output
