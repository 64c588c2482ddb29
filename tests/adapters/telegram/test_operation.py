"""What operators rely on: no text anywhere, reloads, the menu, the budget, the Procfile."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sys
from pathlib import Path

import pytest

from faqbot.adapters.telegram import intake, visit
from faqbot.adapters.telegram.render import messages, said
from faqbot.adapters.telegram.text import paragraph
from faqbot.adapters.telegram.visit import Visit
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.reply import Reply
from faqbot.resources import read_yaml
from faqbot.storage import Store
from tests.adapters.telegram.fake_api import TOKEN, FakeApi, Fault
from tests.adapters.telegram.process import SECRET, BotProcess
from tests.adapters.telegram.site import KEY, PAIR, running
from tests.adapters.telegram.updates import edit, inline, press, text

QUESTION = "common side effects of lyrica"
CANARY = "canarybird"


@pytest.mark.process
def test_no_text_token_or_chat_gets_into_any_output_or_file(tmp_path: Path) -> None:
    chat = 987654321

    async def scenario() -> str:
        async with FakeApi() as api:
            bot = BotProcess(api.url, f"sqlite:///{tmp_path}/faqbot.db", tmp_path / "log")
            api.fail("getUpdates", Fault(200, body=f"<html>{CANARY}".encode()), Fault(500))
            api.fail("sendMessage", Fault(400, description=f"can't parse entities {CANARY}"))
            api.fail("sendMessage", Fault(401), Fault(502, body=CANARY.encode()), Fault(drop=True))
            api.add(text(chat, f"{QUESTION} {CANARY}"))
            api.add(text(chat, f"what is zopiclone {CANARY}"))
            api.add({"message": {"text": CANARY, "chat": {"id": CANARY}}})
            api.add({"message": CANARY})
            api.add(edit(chat, f"/start {CANARY}", 3))
            api.add(inline(chat, CANARY))
            api.add(press(chat, f"v1|c|{CANARY}|x"))
            await bot.start()
            await api.until(lambda: not api.pending)
            _, metrics = await bot.get("/metrics")
            bot.signal(signal.SIGTERM)
            assert await bot.ended() == 0
            return metrics

    metrics = asyncio.run(scenario())
    log = (tmp_path / "log").read_text(encoding="utf-8")
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert log.count('"event": "update"') >= 5
    assert '"event": "poison"' in log
    for secret in (CANARY, TOKEN, TOKEN.partition(":")[2], str(chat)):
        assert secret not in log
        assert secret not in metrics
        assert secret.encode() not in files


def test_monographs_are_reloaded_and_old_ones_kept_if_the_new_ones_fail(
    tmp_path: Path, pair_bot: Bot
) -> None:
    folder = tmp_path / "faqs"
    shutil.copytree(PAIR, folder)
    file = folder / "amitriptyline-pregabalin.md"
    good = file.read_text(encoding="utf-8")

    async def scenario() -> list[str]:
        told = []
        async with FakeApi() as api, running(api, pair_bot, folder=folder):
            await api.until(lambda: api.polls > 0)
            await asyncio.sleep(0.5)  # the watch has begun
            for content, wanted in (
                (good.replace("Drowsiness, dizz", "CHANGED, dizz"), "CHANGED"),
                ("---\nbroken", "CHANGED"),
                (good, "Drowsiness"),
            ):
                before = len(api.sent())
                file.write_text(content, encoding="utf-8")
                if content.endswith("broken"):
                    await asyncio.sleep(3)
                    api.add(text(1, QUESTION))
                    await api.until(lambda n=before: len(api.sent()) > n)  # type: ignore[misc]
                else:
                    async with asyncio.timeout(30):
                        while not api.sent() or wanted not in api.sent()[-1].text:
                            api.add(text(1, QUESTION))
                            await asyncio.sleep(0.3)
                told.append(api.sent()[-1].text)
        return told

    changed, kept, back = asyncio.run(scenario())

    assert "CHANGED" in changed
    assert "CHANGED" in kept
    assert "Drowsiness" in back


def test_typing_is_shown_only_when_a_reply_takes_long(
    pair_bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_TYPING_AFTER", 0.15)

    async def scenario() -> tuple[int, int]:
        async with FakeApi() as api, running(api, pair_bot):
            api.add(text(1, QUESTION))
            await api.until(lambda: not api.pending)
            quick = len(api.calls("sendChatAction"))
            api.fail("sendMessage", Fault(429, retry_after=1))
            api.add(text(1, QUESTION))
            await api.until(lambda: not api.pending)
            return quick, len(api.calls("sendChatAction"))

    assert asyncio.run(scenario()) == (0, 1)


def test_menu_and_profile_are_set_in_every_language_that_we_have(pair_bot: Bot) -> None:
    async def scenario() -> FakeApi:
        async with FakeApi() as api, running(api, pair_bot):
            await api.until(lambda: len(api.calls("setMyShortDescription")) >= len(profile))
            return api

    profile = read_yaml("profile.yaml")
    api = asyncio.run(scenario())

    languages = {made.params.get("language_code") for made in api.calls("setMyDescription")}
    assert languages == {None, *profile} - {"default"}
    names = [command["command"] for command in api.calls("setMyCommands")[0].params["commands"]]
    assert names == ["help", "medicines", "settings", "privacy", "forget"]


@pytest.mark.parametrize("language", sorted(read_yaml("profile.yaml")))
def test_profile_texts_fit_and_say_that_it_is_not_for_emergencies(language: str) -> None:
    texts = read_yaml("profile.yaml")[language]

    assert len(texts["description"].strip()) <= 512
    assert len(texts["short"].strip()) <= 120
    assert re.search(r"(?i)emergenc|notf|urgenc", texts["description"])
    assert all(1 <= len(line) <= 256 for line in texts["commands"].values())


def test_forget_also_reaches_an_answer_that_is_under_way(
    pair_bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = f"sqlite:///{tmp_path}/x.db"
    store = Store.open(database, key=KEY)
    other = Store.open(database, key=KEY)
    show = Visit.show

    def forgotten_meanwhile(self: Visit, reply: Reply, *rest: object) -> object:
        other.forget(self.chat_id)  # on another replica
        return show(self, reply, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Visit, "show", forgotten_meanwhile)

    async def scenario() -> None:
        async with FakeApi() as api, running(api, pair_bot, store=store):
            api.add(text(1, QUESTION))
            await api.until(lambda: bool(api.sent(1)) and not api.pending)

    asyncio.run(scenario())

    session = store.session(1, now=intake._now())
    store.close()
    other.close()
    assert session.conversation.medicines == ()


def test_leases_of_slow_answers_are_extended(
    pair_bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    extended: list[int] = []
    extend = Store.extend

    def noted(self: Store, update_ids: tuple[int, ...], **times: object) -> None:
        extended.extend(update_ids)
        extend(self, update_ids, **times)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "extend", noted)

    async def scenario() -> None:
        async with FakeApi() as api, running(api, pair_bot, lease=0.3):
            api.fail("sendMessage", Fault(429, retry_after=1))
            api.add(text(1, QUESTION), 4242)
            await api.until(lambda: not api.pending)

    asyncio.run(scenario())

    assert set(extended) == {4242}


def test_a_chat_is_written_to_no_faster_than_its_rate(pair_bot: Bot) -> None:
    async def scenario() -> list[float]:
        async with FakeApi() as api, running(api, pair_bot, chat_rate=5):
            for _ in range(8):
                api.add(text(1, "/help"))
            await api.until(lambda: not api.pending)
            return [made.at for made in api.sent(1)]

    at = asyncio.run(scenario())

    assert len(at) == 8
    # Five at once, then five a second: 0.6 s as sent; the first may arrive late on a busy machine.
    assert at[-1] - at[0] >= 0.3


def test_an_answer_in_parts_is_finished_though_the_process_is_ending(
    pair_bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "\n\n".join(["A paragraph of some words. " * 20] * 30)
    monkeypatch.setattr(visit, "parts_of", lambda _: said("thanks") + messages([paragraph(long)]))

    async def scenario() -> FakeApi:
        async with FakeApi(latency=0.05) as api:
            async with running(api, pair_bot, chat_rate=20) as site:
                api.add(text(1, QUESTION))
                await api.until(lambda: bool(api.sent(1)))
                site.stop.set()
            return api

    api = asyncio.run(scenario())

    assert len(api.sent(1)) == 1 + len(messages([paragraph(long)])) > 4
    assert api.pending == {}


PROCFILE = Path(__file__).parents[3] / "Procfile"


@pytest.mark.process
@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
def test_the_procfile_runs_under_a_foreman(tmp_path: Path, *, webhook: bool) -> None:
    async def scenario() -> tuple[FakeApi, int]:
        async with FakeApi() as api:
            bot = BotProcess(api.url, f"sqlite:///{tmp_path}/faqbot.db", tmp_path / "log")
            environment = bot.environment | {
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"
            }
            if webhook:
                environment["FAQBOT_WEBHOOK_URL"] = f"{bot.url}/hook"
                environment["FAQBOT_WEBHOOK_SECRET"] = SECRET
            with (tmp_path / "log").open("wb") as log:
                foreman = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "honcho", "-f", str(PROCFILE), "-d", str(tmp_path),
                    "start", "-p", str(bot.port),
                    env=environment, stdout=log, stderr=log,
                )  # fmt: skip
            api.add(text(1, QUESTION))
            await api.until(lambda: bool(api.sent(1)) and not api.pending, 60)
            foreman.send_signal(signal.SIGTERM)
            async with asyncio.timeout(30):
                code = await foreman.wait()
            return api, code

    api, code = asyncio.run(scenario())
    log = (tmp_path / "log").read_text(encoding="utf-8")

    assert len(api.sent(1)) == 1
    assert '"mode": "standby"' in log
    assert f'"mode": "{"webhook" if webhook else "polling"}"' in log
    assert '"event": "stopped"' in log
    assert code in (0, 143, -signal.SIGTERM)
