"""Conversations as JSON with a version.

What cannot be read, because it is older, newer or damaged, is a fresh conversation: a patient
then names the medicine once more, and nobody is left without a reply.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from faqbot.dialogue.conversation import Conversation

# Raise it when a field of Conversation changes its meaning.
VERSION = 1

_CONVERSATION = TypeAdapter(Conversation)


@dataclass(frozen=True, slots=True)
class _Kept:
    version: int
    conversation: Conversation


_KEPT = TypeAdapter(_Kept)


def encode(conversation: Conversation) -> str:
    """Return a conversation as JSON; equal ones give equal texts."""
    fields = {"version": VERSION, "conversation": _CONVERSATION.dump_python(conversation)}
    return json.dumps(fields, separators=(",", ":"))  # ASCII: databases refuse lone surrogates


def decode(text: str) -> Conversation:
    """Return the conversation that a text holds, or a fresh one."""
    try:
        kept = _KEPT.validate_json(text, strict=True)
    except ValidationError:
        return Conversation()
    return kept.conversation if kept.version == VERSION else Conversation()


FRESH = encode(Conversation())
