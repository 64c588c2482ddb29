"""What the tests of the dialogue share."""

from __future__ import annotations

from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Reply


def talk(bot: Bot, *messages: str) -> Reply:
    """Return the reply to the last of some messages in one conversation."""
    conversation = Conversation()
    for message in messages:
        reply, conversation = bot.reply(message, conversation)
    return reply
