"""The bot as a process, under signals, kills and redelivery."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.adapters.telegram.fake_api import FakeApi, Fault
from tests.adapters.telegram.process import SECRET, BotProcess
from tests.adapters.telegram.updates import text

pytestmark = pytest.mark.process

# What a chat asks, in order; the replies tell them apart.
ASKED = {
    "common side effects of lyrica": "Drowsiness",
    "is alcohol a problem with lyrica": "adds to the drowsiness",
    "she is not breathing": "emergency",
    "can lyrica be used in pregnancy": "specialist",
    "how soon does lyrica help": "several weeks",
}


def ask_all(api: FakeApi, chats: range) -> None:
    for words in ASKED:
        for chat in chats:
            api.add(text(chat, words))


def answered(api: FakeApi, chats: range) -> bool:
    return all(len(api.sent(chat)) >= len(ASKED) for chat in chats)


def repeats_out(api: FakeApi, chat: int) -> list[str]:
    """Return what a chat was told, without what came a second time in a row."""
    told = [next(s for s in ASKED.values() if s in made.text) for made in api.sent(chat)]
    return [words for n, words in enumerate(told) if n == 0 or words != told[n - 1]]


def replica(
    api: FakeApi, folder: Path, name: str = "a", *, webhook: bool, database: str = ""
) -> BotProcess:
    url = database or f"sqlite:///{folder}/faqbot.db"
    bot = BotProcess(api.url, url, folder / f"{name}.log")
    if webhook:
        bot.environment["FAQBOT_WEBHOOK_URL"] = f"{bot.url}/hook"
        bot.environment["FAQBOT_WEBHOOK_SECRET"] = SECRET
    return bot


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
@pytest.mark.parametrize(
    "signals",
    [(signal.SIGTERM, signal.SIGTERM), (signal.SIGKILL,)],
    ids=["sigterm-twice", "sigkill"],
)
def test_an_end_loses_nothing_and_keeps_the_order(
    tmp_path: Path, signals: tuple[signal.Signals, ...], *, webhook: bool
) -> None:
    chats = range(1, 7)

    async def scenario() -> FakeApi:
        async with FakeApi(latency=0.02) as api:
            bot = replica(api, tmp_path, webhook=webhook)
            await bot.start()
            await api.until(lambda: api.polls > 0 or bool(api.webhook))
            ask_all(api, chats)
            await api.until(lambda: len(api.sent()) >= 5)
            for number in signals:
                bot.signal(number)
                await asyncio.sleep(0.01)
            code = await bot.ended()
            assert code == (0 if signal.SIGTERM in signals else -signal.SIGKILL)
            await bot.start()
            await api.until(lambda: answered(api, chats) and not api.pending)
            bot.signal(signal.SIGTERM)
            assert await bot.ended() == 0
            return api

    api = asyncio.run(scenario())

    assert {chat: repeats_out(api, chat) for chat in chats} == {
        chat: list(ASKED.values()) for chat in chats
    }
    if signal.SIGTERM in signals:
        assert Counter(made.chat for made in api.sent()) == dict.fromkeys(chats, len(ASKED))


def test_two_replicas_on_postgresql_answer_each_update_once_and_survive_a_kill(
    tmp_path: Path, postgres_url: str
) -> None:
    chats = range(1, 7)

    async def scenario() -> FakeApi:
        async with FakeApi(latency=0.01) as api:
            bots = [
                replica(api, tmp_path, name, webhook=True, database=postgres_url)
                for name in ("a", "b")
            ]
            for bot in bots:
                await bot.start()
            for bot in bots:
                await bot.ready()
            api.replicas = [f"{bot.url}/hook" for bot in bots]
            ask_all(api, chats)
            for update in list(api.pending.values()):
                api.add({**update}, update["update_id"])  # each is delivered twice
            await api.until(lambda: len(api.sent()) >= 10)
            await bots[0].kill()
            await api.until(lambda: answered(api, chats) and not api.pending)
            bots[1].signal(signal.SIGTERM)
            assert await bots[1].ended() == 0
            return api

    api = asyncio.run(scenario())

    assert {chat: repeats_out(api, chat) for chat in chats} == {
        chat: list(ASKED.values()) for chat in chats
    }
    assert len(api.sent()) - len(chats) * len(ASKED) in (0, 1)


def test_a_hanging_chat_holds_up_no_other_one(tmp_path: Path) -> None:
    async def scenario() -> list[int]:
        async with FakeApi() as api:
            slow = Fault(429, retry_after=3)
            api.rule = lambda method, params: (
                slow if method == "sendMessage" and params["chat_id"] == "1" else None
            )
            bot = replica(api, tmp_path, webhook=False)
            await bot.start()
            ask_all(api, range(1, 4))
            await api.until(lambda: answered(api, range(2, 4)))
            assert api.sent(1) == []
            api.rule = lambda _method, _params: None
            await api.until(lambda: answered(api, range(1, 4)))
            await bot.kill()
            return [made.chat for made in api.sent()]

    chats = asyncio.run(scenario())

    assert Counter(chats) == dict.fromkeys(range(1, 4), len(ASKED))
