"""The topic of an entry: what its author set, else what the topic model reads from its title."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from faqbot.dialogue.bot import Bot
from faqbot.language.document import document_of

TopicOf = Callable[[str], str]  # from the id of an entry; "" where there is no such entry


def topic_finder(bot: Bot) -> TopicOf:
    """Return the function that tells the topic of an entry; it remembers what it has read."""
    entries = {entry.id: entry for entry in bot.corpus.entries}

    @cache
    def topic_of(entry_id: str) -> str:
        entry = entries.get(entry_id)
        if entry is None:
            return ""
        if entry.topic:
            return entry.topic
        probabilities = bot.topic_model.of_one(document_of(entry.title, bot.vocabulary))
        return bot.topic_model.best(probabilities, 1)[0][0]

    return topic_of
