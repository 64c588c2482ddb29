"""What the Telegram adapter holds: speed, kills, hostile requests, memory. All on loopback.

    python -m benchmarks.telegram [speed] [kills] [hostile] [memory]

Without names all of them run, memory with 10,000 updates; `memory=100000` takes a quarter of an
hour. The Bot API is the tests' own; the bot is a real process with the shipped monographs.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from tests.adapters.telegram.fake_api import FakeApi, post
from tests.adapters.telegram.process import SECRET, BotProcess
from tests.adapters.telegram.updates import edit, inline, press, text

from faqbot.adapters.telegram.render import parts_of
from faqbot.corpus.reader import load_corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
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


def replies() -> list[str]:
    """Return what the script is answered with, in order, once through."""
    bot = Bot(load_corpus(shipped_monographs()))
    conversation = Conversation()
    answers = []
    for message in SCRIPT:
        reply, conversation = bot.reply(message, conversation)
        answers.append("".join(part.html for part in parts_of(reply)))
    assert all(first != second for first, second in pairwise(answers))
    return answers


class Site:
    """A Bot API, a database and replicas of the bot."""

    def __init__(self, api: FakeApi, folder: Path) -> None:
        self.api = api
        self.folder = folder
        self.database = os.environ.get("DATABASE_URL", f"sqlite:///{folder}/faqbot.db")

    def replica(self, name: str, *, webhook: bool) -> BotProcess:
        """Return a replica that is not started yet."""
        bot = BotProcess(self.api.url, self.database, self.folder / f"{name}.log")
        bot.environment["FAQBOT_FAQS"] = str(shipped_monographs())
        if webhook:
            bot.environment["FAQBOT_WEBHOOK_URL"] = f"{bot.url}/hook"
            bot.environment["FAQBOT_WEBHOOK_SECRET"] = SECRET
        return bot


async def speed(*, webhook: bool) -> None:
    """Print updates a second, and the latency at 100 a second."""
    async with FakeApi() as api:
        with tempfile.TemporaryDirectory() as folder:
            bot = Site(api, Path(folder)).replica("bot", webhook=webhook)
            await bot.start()
            await bot.ready()
            await _warm(api)
            count = 3000
            started = time.monotonic()
            before = len(api.sent())
            for number in range(count):
                api.add(text(1 + number % CHATS, SCRIPT[number // CHATS % len(SCRIPT)]))
            await api.until(lambda: len(api.sent()) >= before + count, 300)
            rate = count / (time.monotonic() - started)
            late = await _latency(api, rate=100, seconds=20)
            p50, p99 = (float(np.percentile(late, share)) * 1000 for share in (50, 99))
            name = "webhook" if webhook else "polling"
            print(f"{name}: {rate:.0f} updates/s; at 100/s p50 {p50:.0f} ms, p99 {p99:.0f} ms")
            bot.signal(signal.SIGTERM)
            await bot.ended()


async def _warm(api: FakeApi) -> None:
    for number, message in enumerate(SCRIPT):
        api.add(text(9000 + number, message))
    await api.until(lambda: len(api.sent()) >= len(SCRIPT), 60)


async def _latency(api: FakeApi, *, rate: int, seconds: int) -> list[float]:
    """Return seconds from arrival to reply, ascending; each chat has one update open at most."""
    came: dict[int, float] = {}
    first = 10_000
    start = time.monotonic()
    for number in range(rate * seconds):
        await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
        came[first + number] = time.monotonic()
        api.add(text(first + number, SCRIPT[number % len(SCRIPT)]))
    await api.until(lambda: all(api.sent(chat) for chat in (first + rate * seconds - 1,)), 60)
    await asyncio.sleep(1)
    return sorted(made.at - came[made.chat] for made in api.sent() if made.chat in came)


async def kills(*, webhook: bool, updates: int = 1000, rounds: int = 20) -> None:
    """Print what SIGKILLs at random moments lose, double and disorder."""
    chance = random.Random(20261122)  # noqa: S311 - repeatable, no secret
    expected = replies()
    async with FakeApi(latency=0.005) as api:
        with tempfile.TemporaryDirectory() as folder:
            site = Site(api, Path(folder))
            bots = [site.replica(name, webhook=webhook) for name in ("a", "b")[: 1 + webhook]]
            for bot in bots:
                await bot.start()
                await bot.ready()
            api.replicas = [f"{bot.url}/hook" for bot in bots] if webhook else []
            done = asyncio.Event()
            doubled: list[int] = []
            feeding = asyncio.create_task(_feed(api, updates, done))
            for number in range(rounds):
                sent = len(api.sent())
                await api.until(lambda sent=sent: len(api.sent()) > sent, 120)  # type: ignore[misc]
                await asyncio.sleep(chance.uniform(0.0, 0.35))
                victim = bots[number % len(bots)]
                await victim.kill()
                doubled.append(_doubled(api))
                await victim.start()
            await feeding
            await api.until(lambda: not api.pending, 300)
            for bot in bots:
                bot.signal(signal.SIGTERM)
                await bot.ended()
            _print_kills(api, expected, updates, rounds, doubled, webhook=webhook)


async def _feed(api: FakeApi, updates: int, done: asyncio.Event) -> None:
    for number in range(updates):
        api.add(text(1 + number % CHATS, SCRIPT[number // CHATS % len(SCRIPT)]))
        await asyncio.sleep(0.01)
    done.set()


def _doubled(api: FakeApi) -> int:
    """Return how many replies came twice in a row."""
    return sum(len(api.sent(chat)) - len(_told(api, chat)) for chat in range(1, CHATS + 1))


def _told(api: FakeApi, chat: int) -> list[str]:
    texts = [made.text for made in api.sent(chat)]
    return [words for n, words in enumerate(texts) if n == 0 or words != texts[n - 1]]


def _print_kills(
    api: FakeApi,
    expected: list[str],
    updates: int,
    rounds: int,
    doubled: list[int],
    *,
    webhook: bool,
) -> None:
    a_chat = [expected[n % len(expected)] for n in range(updates // CHATS)]
    lost = disordered = 0
    for chat in range(1, CHATS + 1):
        told = _told(api, chat)
        lost += max(0, len(a_chat) - len(told))
        disordered += told != a_chat
    doubled.append(_doubled(api))
    steps = [after - before for before, after in zip([0, *doubled], doubled, strict=False)]
    print(
        f"{'webhook, two replicas' if webhook else 'polling'}: {rounds} kills, {updates} updates: "
        f"{lost} lost, {disordered} chats out of order, {doubled[-1]} doubled "
        f"(at most {max(steps)} between two kills)"
    )


async def hostile() -> None:
    """Print what a thousand malformed or hostile requests do."""
    chance = random.Random(1)  # noqa: S311 - repeatable, no secret
    async with FakeApi() as api:
        with tempfile.TemporaryDirectory() as folder:
            bot = Site(api, Path(folder)).replica("bot", webhook=True)
            await bot.start()
            await bot.ready()
            statuses: dict[str, int] = {}
            for number in range(1000):
                name, body, headers = _attack(number, chance)
                status = await post(f"{bot.url}/hook", body, headers, seconds=30)
                statuses[f"{name} {status}"] = statuses.get(f"{name} {status}", 0) + 1
            sent = len(api.sent())
            api.add(text(1, "hello"))
            await api.until(lambda: len(api.sent(1)) > 0, 30)
            log = bot.logged()
            faults = sum('"event": "fault"' in line for line in log.splitlines())
            unhandled = sum('"library"' in line or "Traceback" in line for line in log.splitlines())
            print(f"hostile: {json.dumps(statuses, sort_keys=True)}")
            print(f"hostile: {faults} faults, {unhandled} unhandled, {sent} replies, still alive")
            bot.signal(signal.SIGTERM)
            await bot.ended()


def _attack(number: int, chance: random.Random) -> tuple[str, bytes, dict[str, str]]:
    good = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
    wrong = good | {"X-Telegram-Bot-Api-Secret-Token": chance.choice(["", "x", SECRET[:-1], "é"])}
    fine = json.dumps({"update_id": 5_000_000 + number, **text(666, "hello")}).encode()
    noise = bytes(chance.randrange(256) for _ in range(200))
    odd: list[object] = [
        None, [], "x", 7, {}, {"update_id": "7"}, {"update_id": -1}, {"update_id": 10**30},
        {"update_id": True}, {"update_id": 1.5},
    ]  # fmt: skip
    broken: list[dict[str, object]] = [
        {"message": None}, {"message": []}, {"message": {"chat": 5}}, {"message": {}},
        {"message": {"message_id": 1, "date": "x", "chat": {"id": 1, "type": "private"}}},
        {"callback_query": {"id": 1}}, {"callback_query": {"id": "1", "from": None}},
        {"inline_query": {"query": 5}}, {"edited_message": "x"}, {"nonsense": {"a": 1}},
        {"my_chat_member": {"chat": {}}}, {"poll_answer": {}},
    ]  # fmt: skip
    strange = [
        text(666, "\ud800"), text(666, "x" * 500_000), text(666, "\0"), text(10**40, "hi"),
        press(666, "v1|c|" + "x" * 500), press(666, "|||"), press(666, "", accessible=False),
        inline(666, "\ud800" * 200), edit(666, "", 1), text(666, "/" + "a" * 4000),
        text(666, "/start " + "<b>&" * 50), text(666, "[](" * 2000),
    ]  # fmt: skip
    update_id = 6_000_000 + number
    kinds: list[tuple[str, bytes, dict[str, str]]] = [
        ("wrong secret", fine, wrong),
        ("noise", noise, good),
        ("other type", fine, good | {"Content-Type": "text/plain"}),
        ("deep", b"[" * 50_000, good),
        ("large", b"x" * 1_500_000, good),
        ("says large", b"{}", good | {"Content-Length": "99999999"}),
        ("no update", json.dumps(chance.choice(odd)).encode(), good),
        ("broken", json.dumps({"update_id": update_id, **chance.choice(broken)}).encode(), good),
        ("strange", json.dumps({"update_id": update_id, **chance.choice(strange)}).encode(), good),
    ]
    return kinds[number % len(kinds)]


async def memory(updates: int) -> None:
    """Print the memory of the process while it answers updates."""
    async with FakeApi() as api:
        with tempfile.TemporaryDirectory() as folder:
            bot = Site(api, Path(folder)).replica("bot", webhook=False)
            await bot.start()
            await bot.ready()
            done = 0
            sizes = []
            started = time.monotonic()
            step = max(1, updates // 10)
            while done < updates:
                for number in range(done, done + step):
                    api.add(text(1 + number % 5000, SCRIPT[number % len(SCRIPT)]))
                    if number % 200 == 0:
                        await asyncio.sleep(0)
                await api.until(lambda: not api.pending, 3600)
                done += step
                api.made.clear()
                sizes.append(_rss(bot))
            rate = updates / (time.monotonic() - started)
            print(f"memory over {updates} updates ({rate:.0f}/s), MB: {sizes}")
            bot.signal(signal.SIGTERM)
            await bot.ended()


def _rss(bot: BotProcess) -> int:
    assert bot.process is not None
    status = Path(f"/proc/{bot.process.pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


async def main(wanted: list[str]) -> None:
    """Run what is wanted."""
    named = {name.partition("=")[0]: name.partition("=")[2] for name in wanted}
    if not named or "speed" in named:
        await speed(webhook=False)
        await speed(webhook=True)
    if not named or "kills" in named:
        await kills(webhook=False)
        await kills(webhook=True)
    if not named or "hostile" in named:
        await hostile()
    if not named or "memory" in named:
        await memory(int(named.get("memory") or 10_000))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
