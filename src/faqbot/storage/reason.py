"""Why an answer was rated badly."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why an answer did not help. A closed list, so that no patient's words can get in."""

    NOT_ASKED = "not_asked"  # it answers another question
    INCOMPLETE = "incomplete"
    UNCLEAR = "unclear"  # hard to understand
    WRONG = "wrong"  # seems wrong or out of date
