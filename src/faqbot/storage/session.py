"""What is remembered of one chat between two messages, and why an answer was rated badly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from faqbot.dialogue.conversation import Conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The state of a chat. Change it with `dataclasses.replace`, hand it to `Store.keep`."""

    conversation: Conversation
    region: str | None  # as chosen in /settings; None: the operator's default
    last_entry: str | None  # id of the entry shown last
    generation: int  # of chance, new after each /forget: tells a session that was forgotten


class Reason(StrEnum):
    """Why an answer did not help. A closed list, so that no patient's words can get in."""

    NOT_ASKED = "not_asked"  # it answers another question
    INCOMPLETE = "incomplete"
    UNCLEAR = "unclear"  # hard to understand
    WRONG = "wrong"  # seems wrong or out of date
