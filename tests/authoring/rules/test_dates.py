from __future__ import annotations

from datetime import date

import pytest

from faqbot.authoring.rules.dates import check_dates
from faqbot.corpus.finding import Findings
from tests.authoring.drafts import draft

COMPLETE = "reviewed: 2026-01-10\nreviewer: A. Example, pharmacist\nnext_review: 2028-01-10\n"


def codes(head: str, today: date = date(2026, 11, 22)) -> list[str]:
    findings = Findings("x.md")
    check_dates(draft(head=head), findings, today)
    return [finding.code for finding in findings.items]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", ["not-reviewed"]),
        (COMPLETE, []),
        ("reviewed: 2026-01-10\nnext_review: 2028-01-10\n", ["no-reviewer"]),
        ("reviewed: 2026-01-10\nreviewer: A. Example\n", ["no-next-review"]),
        (COMPLETE.replace("2028-01-10", "2026-01-10"), ["review-order", "review-due"]),
        (COMPLETE.replace("2026-01-10", "2026-12-24"), ["date-in-future"]),
    ],
)
def test_what_is_wrong_with_the_dates_is_said(head: str, expected: list[str]) -> None:
    assert codes(head) == expected


def test_a_review_is_due_on_the_day_after_its_date() -> None:
    assert codes(COMPLETE, date(2028, 1, 10)) == []
    assert codes(COMPLETE, date(2028, 1, 11)) == ["review-due"]


def test_a_text_is_stale_as_soon_as_patients_are_told_that_it_is_old() -> None:
    assert codes("", date(2028, 11, 1)) == ["not-reviewed"]
    assert codes("", date(2028, 11, 3)) == ["not-reviewed", "stale"]
