"""What the bot did with one message, in the form that other tools read."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Abstention, Answer, Clarification, Outcome, Reply, outcome_of
from faqbot.evaluation.questions import LabelledQuestion, RowError, question_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """One line of `evaluate --predictions`, and of `ask --json` without its text."""

    id: str
    outcome: Outcome
    reason: str  # of an abstention or an alarm; "" otherwise
    # Ids of the entries that the reply rests on, best first: an answer shows the first one, a
    # question back offers the first ones. Empty where nothing is shown.
    sources: tuple[str, ...]
    choices: tuple[str, ...]  # ids of the entries offered
    monographs: tuple[str, ...]  # slugs searched
    candidates: tuple[str, ...] = ()  # ids as they were ranked, also where nothing was answered
    confidence: float  # that the best candidate is right, in [0, 1]
    offer: float  # that a right one is among the first ones, in [0, 1]
    # None: not kept; in a batch its share of the time; the last field, see `line_of`
    latency_ms: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return the prediction as plain data for JSON."""
        return {name: getattr(self, name) for name in _PREDICTED}


_ASKED = tuple(field.name for field in fields(LabelledQuestion))
_PREDICTED = tuple(field.name for field in fields(Prediction))


def answer_batch(bot: Bot, rows: Sequence[LabelledQuestion]) -> list[Prediction]:
    """Answer questions together, each as the last message of its own conversation.

    Only these last turns are timed; each question took its share of them.
    """
    conversations = _conversations(bot, [row.history for row in rows])
    started = time.perf_counter()
    turns = [(row.text, before) for row, before in zip(rows, conversations, strict=True)]
    with _uncollected():
        replies = bot.replies(turns)
    latency_ms = (time.perf_counter() - started) * 1000 / max(len(rows), 1)
    return [
        prediction_of(reply, name=row.id, latency_ms=latency_ms)
        for row, (reply, _) in zip(rows, replies, strict=True)
    ]


def predict(bot: Bot, question: LabelledQuestion) -> Prediction:
    """Answer one question as the last message of its conversation."""
    return answer_batch(bot, [question])[0]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave the garbage collector out of a batch, whose replies leave no cycles behind.

    It would go through all turns that are underway again and again, a seventh of the time.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _conversations(bot: Bot, histories: Sequence[Sequence[str]]) -> list[Conversation]:
    """Return the conversations after messages, answered turn by turn."""
    conversations = [Conversation()] * len(histories)
    for turn in range(max(map(len, histories), default=0)):
        spoken = [number for number, history in enumerate(histories) if turn < len(history)]
        replies = bot.replies([(histories[i][turn], conversations[i]) for i in spoken])
        for number, (_, after) in zip(spoken, replies, strict=True):
            conversations[number] = after
    return conversations


def prediction_of(reply: Reply, *, name: str, latency_ms: float) -> Prediction:
    """Return what a reply amounts to."""
    return Prediction(
        id=name,
        outcome=outcome_of(reply),
        reason=reply.reason.value if isinstance(reply, Abstention) else reply.trace.rule,
        sources=_sources(reply),
        choices=_choices(reply),
        monographs=reply.trace.medicines,
        candidates=tuple(candidate.entry_id for candidate in reply.trace.candidates),
        confidence=reply.trace.confidence,
        offer=reply.trace.offer,
        latency_ms=round(latency_ms, 3),
    )


def line_of(question: LabelledQuestion, prediction: Prediction) -> str:
    """Return a question and its prediction as one line of JSON, with its end.

    The latency stands last: all before it is the same in each run.
    """
    # All values are plain: `asdict` would copy them, which takes longer than all the rest.
    record = {name: getattr(question, name) for name in _ASKED} | prediction.as_dict()
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def pair_of(record: Mapping[str, Any]) -> tuple[LabelledQuestion, Prediction]:
    """Return the question and the prediction of such a line, read as JSON.

    Raises:
        RowError: the record is no such line.
    """
    question = question_of(record)
    try:
        values = {name: record[name] for name in _PREDICTED}
        values["outcome"] = Outcome(values["outcome"])
        for name in ("sources", "choices", "monographs", "candidates"):
            values[name] = tuple(values[name])
        values["confidence"] = float(values["confidence"])
        values["offer"] = float(values["offer"])
    except (KeyError, TypeError, ValueError) as error:
        raise RowError(
            f"no line of `evaluate --predictions` ({type(error).__name__}: {error}). "
            "Write it anew with this version of faqbot."
        ) from error
    return question, Prediction(**values)


def _sources(reply: Reply) -> tuple[str, ...]:
    ranked = [candidate.entry_id for candidate in reply.trace.candidates]
    match reply:
        case Answer():
            shown = [reply.entry_id, *(further.entry_id for further in reply.also)]
            return tuple(dict.fromkeys([*shown, *ranked]))
        case Clarification():
            return tuple(ranked)
        case _:
            return ()


def _choices(reply: Reply) -> tuple[str, ...]:
    match reply:
        case Clarification() | Abstention():
            return tuple(choice.entry_id for choice in reply.choices if choice.entry_id)
        case _:
            return ()
