from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faqbot.dialogue.conversation import Conversation
from faqbot.storage.codec import VERSION, decode, encode

conversations = st.builds(Conversation)  # from the types of its fields


@given(conversations)
def test_what_is_encoded_is_decoded_to_the_same(conversation: Conversation) -> None:
    assert decode(encode(conversation)) == conversation


@given(st.text())
def test_any_text_is_at_least_a_fresh_conversation(text: str) -> None:
    assert decode(text) == Conversation()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        [],
        {"version": VERSION},
        {"version": VERSION - 1, "conversation": {"medicines": ["pregabalin"]}},
        {"version": VERSION + 1, "conversation": {"medicines": ["pregabalin"]}},
        {"version": VERSION, "conversation": {"medicines": "pregabalin"}},
        {"version": VERSION, "conversation": {"choices": [{"label": "x"}]}},
    ],
)
def test_what_is_older_newer_or_damaged_is_a_fresh_conversation(fields: object) -> None:
    assert decode(json.dumps(fields)) == Conversation()
