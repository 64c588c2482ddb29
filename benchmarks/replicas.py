"""Replicas of the bot as real processes, and what is asked of them, for the benchmarks."""

from __future__ import annotations

import os
from pathlib import Path

from tests.adapters.telegram.fake_api import FakeApi
from tests.adapters.telegram.process import SECRET, BotProcess

from faqbot.resources import shipped_monographs

CHATS = 50
SCRIPT = (
    "can i drink on pregabalin?",
    "and with food?",
    "amitriptilyne how long till it works",
    "does it make you sleepy",
    "hello",
    "side effects of sertraline",
    "what is zopiclone",
    "can i take ibuprofen with naproxen",
    "i missed a dose of gabapentin",
    "she took 40 tablets and does not wake up",
)


class Site:
    """A Bot API, a database and replicas of the bot."""

    def __init__(self, api: FakeApi, folder: Path, database: str | None = None) -> None:
        self.api = api
        self.folder = folder
        chosen = database or os.environ.get("DATABASE_URL")
        self.database = chosen or f"sqlite:///{folder}/faqbot.db"

    def replica(self, name: str, *, webhook: bool) -> BotProcess:
        """Return a replica that is not started yet; the API knows its calls by its name."""
        bot = BotProcess(f"{self.api.url}/{name}", self.database, self.folder / f"{name}.log")
        bot.environment["FAQBOT_FAQS"] = str(shipped_monographs())
        if webhook:
            bot.environment["FAQBOT_WEBHOOK_URL"] = f"{bot.url}/hook"
            bot.environment["FAQBOT_WEBHOOK_SECRET"] = SECRET
        return bot
