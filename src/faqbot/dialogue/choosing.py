"""What a reply offers to choose from, and which of it the next message picks."""

from __future__ import annotations

from collections.abc import Sequence

from faqbot.dialogue.reading import Message
from faqbot.dialogue.reply import Abstention, Answer, Choice, Clarification, Reply
from faqbot.language.text import name_key

_ORDINALS = ("first", "second", "third", "fourth")
_AGREES = frozenset({"yes", "yes please", "yeah", "yep", "correct", "right", "that one", "ok", "y"})


def offered(reply: Reply) -> tuple[Choice, ...]:
    """Return what a patient may choose from after a reply."""
    match reply:
        case Answer():
            return reply.related
        case Clarification() | Abstention():
            return reply.choices
        case _:
            return ()


def pick(message: Message, choices: Sequence[Choice]) -> Choice | None:
    """Return the choice that a message picks by number, by ordinal or by its words."""
    if not choices:
        return None
    plain = " ".join(message.words)
    for number, (choice, ordinal) in enumerate(zip(choices, _ORDINALS, strict=False), start=1):
        names = {str(number), f"number {number}", ordinal, f"the {ordinal}"}
        names |= {f"{ordinal} one", f"the {ordinal} one"}
        if plain in names or plain in {name_key(choice.label), name_key(choice.name)}:
            return choice
    return choices[0] if len(choices) == 1 and plain in _AGREES else None
