"""What the report says, in the table as on the page."""

from __future__ import annotations

from faqbot.adapters.backlog.report import RatedBadly, Report

_REASONS = {
    "not_asked": "answers another question",
    "incomplete": "incomplete",
    "unclear": "hard to understand",
    "wrong": "wrong or out of date",
}


def summary(report: Report) -> str:
    """Return the sentence above the groups."""
    if not report.groups:
        return (
            "Nothing to report: no unanswered question and no bad rating is kept. Unanswered "
            "questions are kept only with FAQBOT_KEEP_UNANSWERED=true."
        )
    asked = f"{report.asked} unanswered question{'s' * (report.asked != 1)}"
    bad = f"{report.bad} bad rating{'s' * (report.bad != 1)}"
    groups = f"{len(report.groups)} group{'s' * (len(report.groups) != 1)}"
    return f"{asked} and {bad} in {groups}; nearest entries of corpus {report.corpus}."


def reasons(entry: RatedBadly) -> str:
    """Return why an entry did not help, as far as people said."""
    return ", ".join(f"{_REASONS[reason]} ({count})" for reason, count in entry.reasons)
