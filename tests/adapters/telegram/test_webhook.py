"""The webhook against whoever finds it."""

from __future__ import annotations

import asyncio
import json

import pytest

from faqbot.adapters.telegram.webhook import LARGEST, listen, path_of
from faqbot.dialogue.bot import Bot
from faqbot.errors import ConfigurationError
from tests.adapters.telegram.fake_api import FakeApi, post
from tests.adapters.telegram.process import SECRET, get
from tests.adapters.telegram.site import running
from tests.adapters.telegram.updates import text

GOOD = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
UPDATE = json.dumps({"update_id": 77, **text(1, "common side effects of lyrica")}).encode()


def statuses(bot: Bot, *requests: tuple[bytes, dict[str, str]]) -> tuple[list[int], FakeApi]:
    async def scenario() -> tuple[list[int], FakeApi]:
        async with FakeApi() as api, running(api, bot, webhook=True) as site:
            await api.until(lambda: bool(api.webhook))
            return [await post(f"{site.url}/hook", *request) for request in requests], api

    return asyncio.run(scenario())


def test_an_update_is_answered_before_it_is_acknowledged(pair_bot: Bot) -> None:
    codes, api = statuses(pair_bot, (UPDATE, GOOD), (UPDATE, GOOD))

    assert codes == [200, 200]
    assert len(api.sent(1)) == 1


@pytest.mark.parametrize("secret", ["", "wrong", SECRET[:-1], SECRET + "x", "é", SECRET.upper()])
def test_a_wrong_secret_is_answered_with_nothing(pair_bot: Bot, secret: str) -> None:
    codes, api = statuses(pair_bot, (UPDATE, GOOD | {"X-Telegram-Bot-Api-Secret-Token": secret}))

    assert codes == [401]
    assert api.sent() == []


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (UPDATE, {"Content-Type": "application/json; charset=utf-8"}, 200),
        (UPDATE, {"Content-Type": "APPLICATION/JSON"}, 200),
        (UPDATE, {"Content-Type": "text/plain"}, 415),
        (UPDATE, {"Content-Type": ""}, 415),
        (b"x" * (LARGEST + 1), {}, 413),
        (b"{}", {"Content-Length": "99999999999"}, 413),
        (b"", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"[" * 100_000, {}, 400),
        (b"null", {}, 400),
        (b"[]", {}, 400),
        (b'{"update_id": "7"}', {}, 400),
        (b'{"update_id": true}', {}, 400),
        (b'{"update_id": -1}', {}, 400),
        (b'{"update_id": 1e400}', {}, 400),
        (b'{"update_id": ' + b"9" * 5000 + b"}", {}, 400),
        (b'{"update_id": 8}', {}, 200),
        (b'{"update_id": 8, "message": {"chat": []}}', {}, 200),
        (json.dumps({"update_id": 9, **text(1, "\ud800")}).encode(), {}, 200),
        (json.dumps({"update_id": 9, **text(10**30, "hi")}).encode(), {}, 200),
    ],
)
def test_hostile_requests_get_their_status_and_harm_nothing(
    pair_bot: Bot, body: bytes, headers: dict[str, str], status: int
) -> None:
    after = json.dumps({"update_id": 99, **text(2, "she is not breathing")}).encode()

    codes, api = statuses(pair_bot, (body, GOOD | headers), (after, GOOD))

    assert codes == [status, 200]
    assert "emergency" in api.sent(2)[0].text


def test_telegram_is_told_the_secret_and_the_kinds_of_updates(pair_bot: Bot) -> None:
    _, api = statuses(pair_bot)
    params = api.calls("setWebhook")[0].params

    assert params["secret_token"] == SECRET
    assert "my_chat_member" in params["allowed_updates"]
    assert "channel_post" not in params["allowed_updates"]


def test_health_and_metrics_are_served_and_nothing_else(pair_bot: Bot) -> None:
    async def scenario() -> list[tuple[int, str]]:
        async with FakeApi() as api, running(api, pair_bot, webhook=True) as site:
            await api.until(lambda: bool(api.webhook))
            await post(f"{site.url}/hook", UPDATE, GOOD)
            await post(f"{site.url}/hook", UPDATE, {})
            paths = ("/healthz", "/metrics", "/hook", "/docs")
            return [await asyncio.to_thread(get, site.url + path) for path in paths]

    (health, body), (_, metrics), (hook, _), (docs, _) = asyncio.run(scenario())

    assert (health, json.loads(body)) == (200, {"ok": True, "problems": []})
    assert 'faqbot_updates_total{kind="text",outcome="answer"} 1.0' in metrics
    assert 'faqbot_webhook_refused_total{status="401"} 1.0' in metrics
    assert "faqbot_healthy 1.0" in metrics
    assert (hook, docs) == (405, 404)


def test_the_path_is_that_of_the_public_address() -> None:
    assert path_of("https://bot.example.org/a/b") == "/a/b"
    assert path_of("https://bot.example.org") == "/"


def test_a_port_that_is_taken_is_one_clear_error() -> None:
    with listen(0) as taken, pytest.raises(ConfigurationError, match="PORT"):
        listen(taken.getsockname()[1])
