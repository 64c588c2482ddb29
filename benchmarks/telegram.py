"""What the Telegram adapter holds: speed, kills, hostile requests, memory. All on loopback.

    python -m benchmarks.telegram [speed] [kills] [hostile] [memory]

Without names all of them run, memory with 10,000 updates; `memory=100000` takes a quarter of an
hour. The Bot API is the tests' own; the bot is a real process with the shipped monographs. Where
other work shares the machine, look at the processor time beside the rate.
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
from pathlib import Path

import numpy as np
from tests.adapters.telegram.fake_api import FakeApi, post
from tests.adapters.telegram.process import SECRET, BotProcess
from tests.adapters.telegram.updates import edit, inline, press, text

from benchmarks.kills import all_kills
from benchmarks.replicas import CHATS, SCRIPT, Site


async def speed(*, webhook: bool) -> None:
    """Print updates a second, and the latency at 100 a second."""
    async with FakeApi() as api:
        with tempfile.TemporaryDirectory() as folder:
            bot = Site(api, Path(folder)).replica("bot", webhook=webhook)
            await bot.start()
            await bot.ready()
            await _warm(api)
            count = 3000
            started, worked = time.monotonic(), _processor(bot)
            before = len(api.sent())
            for number in range(count):
                api.add(text(1 + number % CHATS, SCRIPT[number // CHATS % len(SCRIPT)]))
            await api.until(lambda: len(api.sent()) >= before + count, 300)
            rate = count / (time.monotonic() - started)
            each = (_processor(bot) - worked) / count * 1000
            late = await _latency(api, rate=100, seconds=20)
            p50, p99 = (float(np.percentile(late, share)) * 1000 for share in (50, 99))
            name = "webhook" if webhook else "polling"
            print(
                f"{name}: {rate:.0f} updates/s, {each:.1f} ms of processor time each; "
                f"at 100/s p50 {p50:.0f} ms, p99 {p99:.0f} ms"
            )
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
            half = sizes[len(sizes) // 2 :]
            slope = (half[-1] - half[0]) / ((len(half) - 1) * step / 10_000)
            print(
                f"memory over {updates} updates ({rate:.0f}/s), MB: {sizes}; "
                f"{slope:+.1f} MB for 10,000 updates in the second half"
            )
            bot.signal(signal.SIGTERM)
            await bot.ended()


def _processor(bot: BotProcess) -> float:
    """Return the seconds of processor time that a bot has used."""
    assert bot.process is not None
    fields = Path(f"/proc/{bot.process.pid}/stat").read_text(encoding="utf-8").split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


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
        await all_kills()
    if not named or "hostile" in named:
        await hostile()
    if not named or "memory" in named:
        await memory(int(named.get("memory") or 10_000))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
