"""The whole adapter in the test's own process, against the Bot API of the tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from faqbot.adapters.telegram.configuration import Mode, mode_of, secrets_of
from faqbot.adapters.telegram.service import Service
from faqbot.adapters.telegram.shelf import Shelf
from faqbot.adapters.telegram.stopping import Stop
from faqbot.adapters.telegram.webhook import listen
from faqbot.dialogue.bot import Bot
from faqbot.settings import Settings
from faqbot.storage import Retention, Store
from tests.adapters.telegram.fake_api import TOKEN, FakeApi
from tests.adapters.telegram.process import SECRET

PAIR = Path(__file__).parents[2] / "data" / "pair"
KEY = b"a key for tests, long enough"


@dataclass(frozen=True)
class Site:
    """A running adapter."""

    url: str
    store: Store
    stop: Stop


@asynccontextmanager
async def running(
    api: FakeApi,
    bot: Bot,
    *,
    folder: Path = PAIR,
    webhook: bool = False,
    store: Store | None = None,
    **settings: object,
) -> AsyncIterator[Site]:
    """Run the adapter; ends it in order, and fails where it would not end."""
    listener = listen(0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    values: dict[str, object] = {
        "telegram_token": TOKEN,
        "telegram_api_url": api.url,
        "send_rate": 10_000,
        "chat_rate": 10_000,
        "lease": 2,
    }
    if webhook:
        values |= {"webhook_url": f"{url}/hook", "webhook_secret": SECRET}
    chosen = Settings(_env_file=None, **(values | settings))  # type: ignore[arg-type,call-arg]
    mode = mode_of(chosen, None)
    assert mode is (Mode.WEBHOOK if webhook else Mode.POLLING)
    kept = store or Store.open("sqlite://", key=KEY, keep=Retention(unanswered=True))
    stop = Stop()
    shelf = Shelf(bot)
    service = Service(chosen, secrets_of(chosen, mode), mode, kept, shelf, folder, stop)
    task = asyncio.create_task(service.run(listener))
    try:
        await asyncio.wait([task], timeout=0.05)
        yield Site(url, kept, stop)
    finally:
        stop.set()
        async with asyncio.timeout(30):
            await task
        if store is None:
            kept.close()
