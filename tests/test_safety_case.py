"""The safety case says what is so: its tests exist, its page is rendered, its links work."""

from __future__ import annotations

import re

import pytest

from tests import hazard_log

DOCS = hazard_log.SOURCE.parent


def test_every_control_test_of_the_hazard_log_exists() -> None:
    named = hazard_log.named_tests()

    assert len(set(named)) > 50
    assert [test for test in named if test not in hazard_log.existing_tests()] == []


@pytest.mark.parametrize("number", hazard_log.hazards())
def test_every_hazard_is_complete(number: str) -> None:
    hazard = hazard_log.hazards()[number]

    assert re.fullmatch(r"H\d\d", number)
    assert hazard["controls"]
    assert all(hazard[key] for key in ("hazard", "cause", "harm", "residual"))
    assert 1 <= hazard_log.risk(hazard) <= 5
    for control in hazard["controls"]:
        assert control["what"]
        assert {"tests", "missing"} & control.keys(), "nothing proves this control"


def test_there_are_enough_hazards_for_this_bot() -> None:
    assert len(hazard_log.hazards()) >= 20


def test_the_page_is_rendered_from_the_log() -> None:
    page = hazard_log.PAGE.read_text(encoding="utf-8")

    assert page == hazard_log.rendered(), "run: python -m tests.hazard_log"


def test_the_matrix_is_that_of_the_plan() -> None:
    plan = (DOCS / "risk-management-plan.md").read_text(encoding="utf-8")

    for likelihood, risks in hazard_log.MATRIX.items():
        assert f"| {likelihood} | {' | '.join(map(str, risks))} |" in plan


def test_what_is_missing_is_said_first_of_all_the_clinical_sign_off() -> None:
    missing = (DOCS / "missing.md").read_text(encoding="utf-8")

    assert "No clinical safety officer has read or signed" in missing
    assert "not clinically reviewed" in missing


def test_links_between_the_documents_lead_somewhere() -> None:
    targets = {
        target
        for path in DOCS.glob("*.md")
        for target in re.findall(r"\]\((?!http)([^)#]+)", path.read_text(encoding="utf-8"))
    }

    assert len(targets) >= 4
    assert [target for target in targets if not (DOCS / target).exists()] == []
