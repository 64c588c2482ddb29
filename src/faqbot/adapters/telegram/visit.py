"""What a handler knows while it plans the reply to one update."""

from __future__ import annotations

from dataclasses import dataclass, replace

from faqbot.adapters.telegram.plan import Call, Part, Plan, Send, Unanswered
from faqbot.adapters.telegram.render import parts_of
from faqbot.adapters.telegram.shelf import Shelf
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Abstention, AbstentionReason, Answer, Reply, outcome_of
from faqbot.storage import Session

# Nothing was asked in these, or nothing that a text could answer.
_NOT_TO_ANSWER = frozenset({AbstentionReason.OFF_TOPIC, AbstentionReason.NOT_UNDERSTOOD})


@dataclass(frozen=True, slots=True)
class Visit:
    """One update of one private chat."""

    shelf: Shelf
    chat_id: int
    session: Session

    def ask(self, message: str) -> Plan:
        """Plan the bot's reply to a message."""
        reply, conversation = self.shelf.reply(
            message, self.session.conversation, self.session.region
        )
        plan = self.show(reply, conversation)
        return replace(plan, unanswered=_unanswered(reply, message))

    def show(self, reply: Reply, conversation: Conversation, *first: Call) -> Plan:
        """Plan to show a reply, after other calls."""
        entry = reply.entry_id if isinstance(reply, Answer) else self.session.last_entry
        return Plan(
            outcome=str(outcome_of(reply)),
            calls=(*first, *self.sends(parts_of(reply))),
            session=replace(self.session, conversation=conversation, last_entry=entry),
        )

    def say(self, outcome: str, parts: tuple[Part, ...], *first: Call) -> Plan:
        """Plan to send a text of the bot's own; the conversation stays as it is."""
        return Plan(outcome=outcome, calls=(*first, *self.sends(parts)))

    def sends(self, parts: tuple[Part, ...]) -> tuple[Send, ...]:
        """Return messages as calls to this chat."""
        return tuple(Send(self.chat_id, part) for part in parts)


def _unanswered(reply: Reply, message: str) -> Unanswered | None:
    if not isinstance(reply, Abstention) or reply.reason in _NOT_TO_ANSWER:
        return None
    topic = reply.trace.topics[0][0] if reply.trace.topics else None
    return Unanswered(message, reply.trace.medicines, topic)
