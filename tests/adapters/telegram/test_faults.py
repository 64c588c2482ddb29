"""The whole adapter against a Bot API that fails."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime

import pytest

from faqbot.adapters.telegram import transport
from faqbot.adapters.telegram.router import Router
from faqbot.dialogue.bot import Bot
from faqbot.errors import ConfigurationError, StorageError
from faqbot.storage import Store
from tests.adapters.telegram.fake_api import FakeApi, Fault
from tests.adapters.telegram.process import get
from tests.adapters.telegram.site import running
from tests.adapters.telegram.updates import membership, text

QUESTION = "common side effects of lyrica"
HTML = Fault(502, body=b"<html>502 Bad Gateway</html>")


@pytest.mark.parametrize(
    "fault",
    [
        Fault(500),
        Fault(503, body=b""),
        HTML,
        Fault(200, body=b"<html>sign in to this network</html>"),
        Fault(200, body=b"{}"),
        Fault(429, retry_after=1),
        Fault(401),
        Fault(404),
        Fault(409),
        Fault(drop=True),
        Fault(hang=0.6),
    ],
    ids=lambda fault: f"{fault.status}-{fault.body!r}-{fault.drop}-{fault.hang}",
)
def test_an_answer_arrives_whatever_fails_first(
    pair_bot: Bot, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(transport, "_TIME_OUT", 0.2)

    async def scenario() -> FakeApi:
        async with FakeApi() as api, running(api, pair_bot):
            api.fail("sendMessage", fault, fault)
            api.fail("getUpdates", fault)
            api.fail("getMe", Fault(500))
            api.add(text(1, QUESTION))
            await api.until(lambda: bool(api.sent(1)) and not api.pending)
            return api

    api = asyncio.run(scenario())

    assert "Drowsiness" in api.sent(1)[0].text


def test_a_message_that_the_parser_refuses_is_sent_as_plain_text(pair_bot: Bot) -> None:
    async def scenario() -> FakeApi:
        async with FakeApi() as api, running(api, pair_bot):
            api.fail("sendMessage", Fault(400, description="Bad Request: can't parse entities"))
            api.add(text(1, QUESTION))
            await api.until(lambda: bool(api.sent(1)))
            return api

    sent = asyncio.run(scenario()).sent(1)[0]

    assert "parse_mode" not in sent.params
    assert "<b>" not in sent.text
    assert "not medical advice" in sent.text


def test_what_telegram_never_takes_is_recorded_and_the_next_one_answered(pair_bot: Bot) -> None:
    async def scenario() -> FakeApi:
        async with FakeApi() as api, running(api, pair_bot):
            api.fail("sendMessage", *[Fault(400, description="Bad Request: nonsense")] * 2)
            api.add(text(1, QUESTION))
            api.add(text(1, "she is not breathing"))
            await api.until(lambda: bool(api.sent(1)) and not api.pending)
            return api

    assert "emergency" in asyncio.run(scenario()).sent(1)[0].text


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
def test_a_poison_update_blocks_nothing(pair_bot: Bot, *, webhook: bool) -> None:
    async def scenario() -> FakeApi:
        async with FakeApi() as api, running(api, pair_bot, webhook=webhook):
            await api.until(lambda: bool(api.webhook) is webhook)
            api.add({"message": {"chat": "no chat"}})
            api.add({"callback_query": 7})
            api.add({"something_new": {"a": 1}})
            api.add(text(1, QUESTION))
            await api.until(lambda: bool(api.sent(1)) and not api.pending)
            return api

    assert len(asyncio.run(scenario()).sent()) == 1


def test_a_fault_of_our_own_is_said_and_blocks_nothing(
    pair_bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Router.plan

    def failing(self: Router, update: object, *rest: object) -> object:
        if "explode" in str(update):
            raise RuntimeError("explode")
        return plan(self, update, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Router, "plan", failing)

    async def scenario() -> list[str]:
        async with FakeApi() as api, running(api, pair_bot):
            api.add(text(1, "explode"))
            api.add(text(1, QUESTION))
            await api.until(lambda: len(api.sent(1)) == 2 and not api.pending)
            return [made.text for made in api.sent(1)]

    first, second = asyncio.run(scenario())

    assert "went wrong on my side" in first
    assert "Drowsiness" in second


def test_duplicates_and_disorder_are_answered_once_each(pair_bot: Bot) -> None:
    async def scenario() -> FakeApi:
        async with FakeApi() as api, running(api, pair_bot, webhook=True):
            await api.until(lambda: bool(api.webhook))
            first = api.add(text(1, QUESTION), 2000)
            again = dict(api.pending[first])
            api.add(text(2, QUESTION), 1990)
            api.add(again, first)
            await api.until(lambda: not api.pending)
            api.add(again, first)
            await api.until(lambda: not api.pending)
            return api

    api = asyncio.run(scenario())

    assert Counter(made.chat for made in api.sent()) == {1: 1, 2: 1}


def test_one_chat_that_has_to_wait_holds_up_no_other(pair_bot: Bot) -> None:
    wait = Fault(429, retry_after=600)

    async def scenario() -> FakeApi:
        async with FakeApi() as api:
            api.rule = lambda method, params: (
                wait if method == "sendMessage" and params["chat_id"] == "1" else None
            )
            async with running(api, pair_bot):
                for chat in range(1, 40):
                    api.add(text(chat, QUESTION))
                await api.until(lambda: len(api.sent()) == 38)
                for chat in range(2, 40):
                    api.add(text(chat, "she is not breathing"))
                await api.until(lambda: len(api.sent()) == 76)
            return api  # it ended, though one chat would wait for ten minutes

    api = asyncio.run(scenario())

    assert api.sent(1) == []
    assert min(api.pending) == 1000  # still with Telegram, to be delivered again


def test_who_blocks_the_bot_is_forgotten(pair_bot: Bot) -> None:
    async def scenario() -> list[tuple[str, ...]]:
        async with FakeApi() as api, running(api, pair_bot) as site:
            api.add(text(1, QUESTION))
            await api.until(lambda: not api.pending)
            kept = [_medicines(site.store, 1)]
            api.fail(
                "sendMessage", Fault(403, description="Forbidden: bot was blocked by the user")
            )
            api.add(text(1, QUESTION))
            await api.until(lambda: not api.pending)
            kept.append(_medicines(site.store, 1))
            api.add(text(1, QUESTION))
            await api.until(lambda: not api.pending)
            api.add(membership(1, "member", "kicked"))
            await api.until(lambda: not api.pending)
            kept.append(_medicines(site.store, 1))
            return kept

    before, after_refusal, after_notice = asyncio.run(scenario())

    assert before == ("amitriptyline-pregabalin",)
    assert after_refusal == ()
    assert after_notice == ()


def _medicines(store: Store, chat: int) -> tuple[str, ...]:
    return store.session(chat, now=datetime.now(UTC)).conversation.medicines


def test_polling_that_is_refused_turns_health_red_and_recovers(pair_bot: Bot) -> None:
    async def scenario() -> tuple[int, int, str]:
        async with FakeApi() as api, running(api, pair_bot) as site:
            await api.until(lambda: api.polls > 0)
            api.rule = lambda method, _: Fault(409) if method == "getUpdates" else None
            api.add(text(1, QUESTION))
            await api.until(lambda: bool(api.sent(1)))
            async with asyncio.timeout(20):
                while True:
                    red, body = await asyncio.to_thread(get, f"{site.url}/healthz")
                    if red == 503:
                        break
            api.rule = lambda _method, _params: None
            async with asyncio.timeout(20):
                while True:
                    green, _ = await asyncio.to_thread(get, f"{site.url}/healthz")
                    if green == 200:
                        return red, green, body

    red, green, body = asyncio.run(scenario())

    assert (red, green) == (503, 200)
    assert "refuses" in body


def test_a_wrong_token_ends_the_start_with_its_variable(pair_bot: Bot) -> None:
    async def scenario() -> None:
        async with FakeApi() as api:
            wrong = "654321:not-the_token"
            async with running(api, pair_bot, telegram_token=wrong):
                await asyncio.sleep(0.5)

    with pytest.raises(ConfigurationError, match="FAQBOT_TELEGRAM_TOKEN") as raised:
        asyncio.run(scenario())

    assert "not-the_token" not in str(raised.value)


def test_an_api_that_is_away_at_the_start_is_waited_for(pair_bot: Bot) -> None:
    async def scenario() -> int:
        async with FakeApi() as api:
            api.fail(
                "getMe", Fault(drop=True), Fault(502), Fault(drop=True), Fault(429, retry_after=1)
            )
            api.fail("deleteWebhook", Fault(500), Fault(drop=True))
            async with running(api, pair_bot):
                api.add(text(1, QUESTION))
                await api.until(lambda: bool(api.sent(1)))
            return len(api.sent(1))

    assert asyncio.run(scenario()) == 1


def test_a_database_that_is_away_for_a_while_loses_nothing(
    pair_bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = {"claim_with_session": 2, "keep": 2, "forget": 2, "finish": 2}

    def failing(name: str) -> None:
        work = getattr(Store, name)

        def sometimes(*given: object, **named: object) -> object:
            if failures[name]:
                failures[name] -= 1
                raise StorageError("away")
            return work(*given, **named)

        monkeypatch.setattr(Store, name, sometimes)

    for name in failures:
        failing(name)

    async def scenario() -> FakeApi:
        async with FakeApi() as api, running(api, pair_bot):
            api.add(text(1, QUESTION))
            api.add(text(1, "/forget"))
            await api.until(lambda: len(api.sent(1)) == 2 and not api.pending)
            return api

    api = asyncio.run(scenario())

    assert [("Done." in made.text) for made in api.sent(1)] == [False, True]
    assert set(failures.values()) == {0}
