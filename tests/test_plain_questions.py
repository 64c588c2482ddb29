"""What most people type first is answered for every shipped medicine, never declined."""

from __future__ import annotations

import pytest

from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Answer, Clarification

PLAIN = (
    "what is {}",
    "what is {} for?",
    "tell me about {}",
    "how does {} work",
    "how do i take {}",
    "when should i take {}",
    "how much {} can i take",
    "what is the dose of {}",
    "{} side effects",
    "does {} make you sleepy",
    "can i drink alcohol with {}",
    "can i drive on {}",
    "is {} addictive",
    "how do i come off {}",
    "i missed a dose of {}",
    "how long does {} take to work",
    "can i take {} while pregnant",
    "is {} safe for the elderly",
    "{} interactions",
    "how should i store {}",
)


@pytest.mark.parametrize("question", PLAIN)
def test_a_plain_question_is_answered_for_nearly_every_medicine(bot: Bot, question: str) -> None:
    names = [monograph.title for monograph in bot.corpus.monographs]
    turns = [(question.format(name.lower()), Conversation()) for name in names]
    replies = [reply for reply, _ in bot.replies(turns)]

    declined = [
        name
        for name, reply in zip(names, replies, strict=True)
        if not isinstance(reply, Answer | Clarification)
    ]
    assert declined == []
    assert sum(isinstance(reply, Answer) for reply in replies) >= len(names) - 2
