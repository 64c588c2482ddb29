"""What is to be done about one update, as plain values: planned without I/O, then carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, InlineQueryResultArticle

from faqbot.storage import Reason, Session


@dataclass(frozen=True, slots=True)
class Part:
    """One message, at most 4,096 UTF-16 units long once its entities are parsed."""

    html: str
    plain: str  # what is sent should the HTML be refused
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """Send a message."""

    chat_id: int
    part: Part


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """End the waiting sign of a pressed button, with a short notice or none."""

    callback_id: str
    notice: str = ""  # at most 200 characters


@dataclass(frozen=True, slots=True)
class EditKeyboard:
    """Replace the buttons below a message of ours; None removes them."""

    chat_id: int
    message_id: int
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class Suggest:
    """Answer an inline query."""

    query_id: str
    results: Sequence[InlineQueryResultArticle]
    button: str  # leads to the private chat


Call = Send | Acknowledge | EditKeyboard | Suggest


@dataclass(frozen=True, slots=True)
class Rating:
    """A thumb up or down on an entry."""

    entry_id: str
    good: bool
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question without an answer, for the operator's report where that is switched on."""

    text: str
    medicines: tuple[str, ...]
    topic: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that follows from one update."""

    outcome: str  # for logs and metrics
    calls: tuple[Call, ...] = ()  # in order
    session: Session | None = None  # to keep once all was sent; None: nothing changes
    forget: bool = False
    rating: Rating | None = None
    unanswered: Unanswered | None = None


NOTHING = Plan(outcome="ignored")
