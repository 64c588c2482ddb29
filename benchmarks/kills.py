"""What a SIGKILL loses, doubles and disorders: polling, and two replicas behind a webhook."""

from __future__ import annotations

import asyncio
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice, pairwise
from pathlib import Path

import psycopg
from tests.adapters.telegram.fake_api import FakeApi, Made
from tests.adapters.telegram.process import BotProcess
from tests.adapters.telegram.updates import text
from tests.storage import postgres

from benchmarks.replicas import CHATS, SCRIPT, Site
from faqbot.adapters.telegram.render import parts_of
from faqbot.corpus.reader import load_corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.resources import shipped_monographs

_ROUNDS = 20  # each begins with one update from every chat, and has one kill
_LONGEST = 0.5  # seconds from the updates to the kill at most
_NEAR = 2.0  # seconds between a message and the kill that had it sent again, at most


@dataclass(frozen=True)
class Kill:
    """A SIGKILL of a replica."""

    replica: str
    at: float


@dataclass
class Findings:
    """What became of the updates."""

    lost: int = 0
    disordered: int = 0  # chats
    doubled: Counter[Kill | None] = field(default_factory=Counter)  # None: by no kill


async def all_kills() -> None:
    """Print what kills do in polling, and with two replicas on both databases."""
    await kills("polling", replicas=["a"], webhook=False)
    await kills("webhook, two replicas, SQLite", replicas=["a", "b"], webhook=True)
    if postgres.programs() is None:
        print("webhook, two replicas, PostgreSQL: not run, it is not installed")
        return
    with _postgres() as database:
        name = "webhook, two replicas, PostgreSQL"
        await kills(name, replicas=["a", "b"], webhook=True, database=database)


async def kills(
    name: str, *, replicas: list[str], webhook: bool, database: str | None = None
) -> None:
    """Print what SIGKILLs at random moments do to updates."""
    chance = random.Random(20261122)  # noqa: S311 - repeatable, no secret
    async with FakeApi(latency=0.005) as api:
        with tempfile.TemporaryDirectory() as folder:
            site = Site(api, Path(folder), database)
            bots = {each: site.replica(each, webhook=webhook) for each in replicas}
            for bot in bots.values():
                await bot.start()
            for bot in bots.values():
                await bot.ready()
            api.replicas = [f"{bot.url}/hook" for bot in bots.values()] if webhook else []
            done = []
            for number in range(_ROUNDS):
                victim = replicas[number % len(replicas)]
                await bots[victim].ready()
                for chat in range(1, CHATS + 1):
                    api.add(text(chat, SCRIPT[number % len(SCRIPT)]))
                await asyncio.sleep(chance.uniform(0.0, _LONGEST))
                done.append(await _kill(victim, bots[victim]))
            await api.until(lambda: not api.pending, 300)
            for bot in bots.values():
                bot.signal(signal.SIGTERM)
                await bot.ended()
            _print(name, _findings(api, done), len(done))


async def _kill(name: str, bot: BotProcess) -> Kill:
    await bot.kill()
    at = time.monotonic()
    await bot.start()
    return Kill(name, at)


def _findings(api: FakeApi, done: list[Kill]) -> Findings:
    expected = _replies()
    found = Findings()
    for chat in range(1, CHATS + 1):
        sent = api.sent(chat)
        told = [made.text for made in sent[:1]]
        for before, made in pairwise(sent):
            if made.text == before.text:
                found.doubled[_cause(before, done)] += 1
            else:
                told.append(made.text)
        found.lost += max(0, len(expected) - len(told))
        found.disordered += told != expected
    return found


def _cause(made: Made, done: list[Kill]) -> Kill | None:
    """Return the kill that came upon a sender right after it had sent."""
    replica = made.caller.removeprefix("/")
    near = [kill for kill in done if kill.replica == replica and abs(kill.at - made.at) < _NEAR]
    return min(near, key=lambda kill: abs(kill.at - made.at), default=None)


def _replies() -> list[str]:
    """Return what a chat is told, in order."""
    bot = Bot(load_corpus(shipped_monographs()))
    conversation = Conversation()
    answers = []
    for message in islice(cycle(SCRIPT), _ROUNDS):
        reply, conversation = bot.reply(message, conversation)
        answers.append("".join(part.html for part in parts_of(reply)))
    assert all(first != second for first, second in pairwise(answers))
    return answers


def _print(name: str, found: Findings, count: int) -> None:
    by_none = found.doubled.pop(None, 0)
    print(
        f"{name}: {count} kills, {count * CHATS} updates: {found.lost} lost, "
        f"{found.disordered} chats out of order, {found.doubled.total()} doubled "
        f"(at most {max(found.doubled.values(), default=0)} by one kill), {by_none} without a kill"
    )


@contextmanager
def _postgres() -> Iterator[str]:
    """Run a server; yields the address of an empty database."""
    programs = postgres.programs()
    assert programs is not None
    with tempfile.TemporaryDirectory(prefix="faqbot-pg-", ignore_cleanup_errors=True) as folder:
        for server in postgres.serve(programs, Path(folder)):
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE kills")
            yield f"{server}/kills"
