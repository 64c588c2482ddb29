"""One loaded corpus with the bot on it, and what its buttons and links stand for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from faqbot.adapters.telegram.buttons import CORPUS, short
from faqbot.corpus.monograph import Entry
from faqbot.corpus.reader import Corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Choice, Referral, Reply

# Makes the bot load what it loads on first use: the models, and the words that spelling knows.
_WARMING = "does paracetmol cuase drowsines"
_ENTRY_LINK = "e-"


class Shelf:
    """What is served at one moment. A reload makes a new one; nothing in it changes."""

    def __init__(self, bot: Bot) -> None:
        bot.matcher.prepare()
        bot.reply(_WARMING, Conversation())
        self.corpus = bot.corpus
        self.digest = bot.corpus.digest[:CORPUS]
        self._bot = bot
        self._in_region = {bot.region: bot}
        self._entries = {short(entry.id): entry for entry in bot.corpus.entries}
        self._slugs = {short(monograph.slug): monograph.slug for monograph in bot.corpus.monographs}

    def on(self, corpus: Corpus) -> Shelf:
        """Return the shelf of another corpus, with the same settings."""
        return Shelf(self._bot.reading_from(corpus))

    @property
    def region(self) -> str:
        """The region of those who have chosen none."""
        return self._bot.region

    def reply(
        self, message: str, conversation: Conversation, region: str | None = None
    ) -> tuple[Reply, Conversation]:
        """Answer a message with the help lines of a region."""
        return self._bot_in(region or self._bot.region).reply(message, self._fitting(conversation))

    def choose(
        self, choice: Choice, conversation: Conversation, region: str | None = None
    ) -> tuple[Reply, Conversation]:
        """Answer with a choice, offered just now or long ago."""
        return self.reply("1", replace(conversation, choices=(choice,)), region)

    def alarm(self, message: str, region: str | None = None) -> Referral | None:
        """Return the help card for a message that tells of an emergency or a crisis."""
        reply, _ = self.reply(message, Conversation(), region)
        return reply if isinstance(reply, Referral) else None

    def entry(self, short_id: str) -> Entry | None:
        """Return the entry that a button names."""
        return self._entries.get(short_id)

    def slug(self, short_id: str) -> str | None:
        """Return the monograph that a button names."""
        return self._slugs.get(short_id)

    def linked_entry(self, payload: str) -> Entry | None:
        """Return the entry that a deep link leads to."""
        if not payload.startswith(_ENTRY_LINK):
            return None
        return self._entries.get(payload.removeprefix(_ENTRY_LINK))

    def linked_slug(self, payload: str) -> str | None:
        """Return the monograph that a deep link leads to, `?start=pregabalin`."""
        return next((m.slug for m in self.corpus.monographs if m.slug == payload), None)

    def _fitting(self, conversation: Conversation) -> Conversation:
        """Drop from a conversation what a reload has taken away."""
        slugs = {monograph.slug for monograph in self.corpus.monographs}
        if not set(conversation.medicines) <= slugs:
            conversation = replace(conversation, medicines=())
        choices = tuple(c for c in conversation.choices if self._is_served(c))
        return replace(conversation, choices=choices)

    def _is_served(self, choice: Choice) -> bool:
        return choice.entry_id is None or short(choice.entry_id) in self._entries

    def _bot_in(self, region: str) -> Bot:
        if region not in self._in_region:
            self._in_region[region] = self._bot.in_region(region)
        return self._in_region[region].on_day(datetime.now(UTC).date())


def entry_link(entry_id: str) -> str:
    """Return the payload of a deep link to an entry, at most 64 of `A-Za-z0-9_-`."""
    return _ENTRY_LINK + short(entry_id)
