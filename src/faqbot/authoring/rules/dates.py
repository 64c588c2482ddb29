"""Whether a monograph says how old it is and who looked at it, and whether that is too long ago."""

from __future__ import annotations

from datetime import date

from faqbot.authoring.draft import Draft
from faqbot.corpus.finding import Findings
from faqbot.dialogue.finish import STALE_AFTER, months_later


def check_dates(draft: Draft, findings: Findings, today: date) -> None:
    """Warn of dates that are missing, impossible or too long ago on the day `today`."""
    monograph = draft.monograph
    _check_review(draft, findings, today)
    changed, reviewed = monograph.last_modified, monograph.reviewed
    for key, day in (("lastModified", changed), ("reviewed", reviewed)):
        if day is not None and day > today:
            findings.warning(
                "date-in-future",
                f"`{key}` is {day}, which has not come yet.",
                "Write the day on which it happened.",
                line=draft.key_line(key),
            )
    latest = max((day for day in (changed, reviewed) if day is not None), default=None)
    if latest is not None and months_later(latest, STALE_AFTER) < today:
        findings.warning(
            "stale",
            f"The text was last looked at on {latest}, more than {STALE_AFTER} months ago; "
            "patients read that with every answer.",
            "Compare it with its sources, and write the day into `lastModified` or `reviewed`.",
            line=draft.key_line("lastModified" if latest == changed else "reviewed"),
        )


def _check_review(draft: Draft, findings: Findings, today: date) -> None:
    monograph = draft.monograph
    if monograph.reviewed is None:
        findings.note(
            "not-reviewed",
            "No clinician has reviewed this monograph; patients read that with every answer.",
            "After a review, write `reviewed`, `reviewer` and `next_review`.",
            line=draft.key_line("reviewed"),
        )
    else:
        _check_completeness(draft, findings)
    due = monograph.next_review
    if due is not None and due < today:
        findings.warning(
            "review-due",
            f"The next review was due on {due}.",
            "Have it reviewed, and write the new dates.",
            line=draft.key_line("next_review"),
        )


def _check_completeness(draft: Draft, findings: Findings) -> None:
    monograph = draft.monograph
    line = draft.key_line("reviewed")
    if not (monograph.reviewer or "").strip():
        findings.warning(
            "no-reviewer",
            f"It was reviewed on {monograph.reviewed}, but `reviewer` does not say by whom.",
            "Write name and profession into `reviewer`.",
            line=line,
        )
    if monograph.next_review is None:
        findings.warning(
            "no-next-review",
            "`next_review` is missing, so nobody will notice when this review is out of date.",
            "Write a day at most three years ahead.",
            line=line,
        )
    elif monograph.reviewed is not None and monograph.next_review <= monograph.reviewed:
        findings.warning(
            "review-order",
            f"`next_review` ({monograph.next_review}) is not after `reviewed` "
            f"({monograph.reviewed}).",
            "Correct one of the two.",
            line=draft.key_line("next_review"),
        )
