"""What the bot did with one message, in the form that other tools read."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Abstention, Answer, Clarification, Outcome, Reply, outcome_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """One line of `evaluate --predictions`, and of `ask --json` without its text."""

    id: str
    outcome: Outcome
    reason: str  # of an abstention or an alarm; "" otherwise
    sources: tuple[str, ...]  # ids of the entries, best first; the first one is shown
    choices: tuple[str, ...]  # ids of the entries offered
    monographs: tuple[str, ...]  # slugs searched
    confidence: float  # in [0, 1]
    latency_ms: float

    def as_dict(self) -> dict[str, Any]:
        """Return the prediction as plain data for JSON."""
        return asdict(self)


def predict(bot: Bot, text: str, history: Iterable[str] = (), *, name: str = "") -> Prediction:
    """Answer one message as the last one of a conversation; only its own turn is timed."""
    conversation = Conversation()
    for earlier in history:
        _, conversation = bot.reply(earlier, conversation)
    started = time.perf_counter()
    reply, _ = bot.reply(text, conversation)
    return prediction_of(reply, name=name, latency_ms=(time.perf_counter() - started) * 1000)


def prediction_of(reply: Reply, *, name: str, latency_ms: float) -> Prediction:
    """Return what a reply amounts to."""
    return Prediction(
        id=name,
        outcome=outcome_of(reply),
        reason=reply.reason.value if isinstance(reply, Abstention) else reply.trace.rule,
        sources=_sources(reply),
        choices=_choices(reply),
        monographs=reply.trace.medicines,
        confidence=reply.trace.confidence,
        latency_ms=round(latency_ms, 3),
    )


def _sources(reply: Reply) -> tuple[str, ...]:
    if not isinstance(reply, Answer):
        return ()
    shown = [reply.entry_id, *(further.entry_id for further in reply.also)]
    ranked = [candidate.entry_id for candidate in reply.trace.candidates]
    return tuple(dict.fromkeys([*shown, *ranked]))


def _choices(reply: Reply) -> tuple[str, ...]:
    match reply:
        case Clarification() | Abstention():
            return tuple(choice.entry_id for choice in reply.choices if choice.entry_id)
        case _:
            return ()
