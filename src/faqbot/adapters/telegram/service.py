"""Puts the parts together and runs them until a signal ends the process."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from telegram import Bot, User
from telegram.error import InvalidToken, TelegramError

from faqbot.adapters.telegram import logs
from faqbot.adapters.telegram.backoff import pauses
from faqbot.adapters.telegram.budget import Budget
from faqbot.adapters.telegram.configuration import Mode, Role, Secrets, mode_of, port_of, secrets_of
from faqbot.adapters.telegram.delivery import Delivery
from faqbot.adapters.telegram.health import Health
from faqbot.adapters.telegram.intake import Intake
from faqbot.adapters.telegram.logs import logger, where
from faqbot.adapters.telegram.metrics import Metrics
from faqbot.adapters.telegram.polling import STALL, Polling
from faqbot.adapters.telegram.profile import introduce
from faqbot.adapters.telegram.recent import Recent
from faqbot.adapters.telegram.reload import Library
from faqbot.adapters.telegram.router import ALLOWED_UPDATES, Router
from faqbot.adapters.telegram.shelf import Shelf
from faqbot.adapters.telegram.slots import Slots
from faqbot.adapters.telegram.stopping import Stop, Stopping
from faqbot.adapters.telegram.transport import Transport
from faqbot.adapters.telegram.webhook import Webhook, application, listen, path_of, serve
from faqbot.dialogue.bot import Bot as Answers
from faqbot.errors import ConfigurationError, StorageError
from faqbot.settings import Settings
from faqbot.storage import Store

_CONNECTIONS = 64
_SLOTS = 16  # updates worked on at once
_REFUSALS = 3  # of the token at the start, before it is taken for wrong
_PURGE_EVERY = 3600.0  # seconds
_SWITCH = 0.0005  # seconds that one thread may compute while another could
_MOST_DELIVERIES = 100  # webhook requests that Telegram may have open at once

Result = TypeVar("Result")


def run(
    settings: Settings,
    *,
    folder: Path,
    answers: Answers,
    open_store: Callable[[bytes], Store],
    role: Role | None,
) -> None:
    """Serve Telegram until SIGTERM or SIGINT; a second one changes nothing.

    Args:
        settings: as the operator set them.
        folder: of the monographs, watched for changes.
        answers: the bot on the monographs of the folder.
        open_store: opens the store, given the key for the hashes of chat ids.
        role: the process type in a Procfile; None does whichever is set.

    Raises:
        ConfigurationError: a setting is missing or wrong, or Telegram refuses the token.
        StorageError: the database cannot be used.
    """
    mode = mode_of(settings, role)
    secrets = secrets_of(settings, mode)
    logs.configure()
    port = port_of(settings, mode)
    listener = listen(port) if port is not None else None
    logger().info("start", mode=str(mode), port=port, corpus=answers.corpus.digest[:12])
    if mode is Mode.STANDBY:
        stop = Stop()
        asyncio.run(_until_a_signal(stop, _stand_by(listener, stop)))
        return
    with open_store(secrets.storage) as store:
        shelf = Shelf(answers)
        gc.collect()
        # A statement of the store gives way several times, and would wait 5 ms each.
        sys.setswitchinterval(_SWITCH)
        gc.freeze()  # the monographs stay: looking through them for garbage takes a tenth
        stop = Stop()
        service = Service(settings, secrets, mode, store, shelf, folder, stop)
        asyncio.run(_until_a_signal(stop, service.run(listener)))


class Service:
    """One process at work."""

    def __init__(
        self,
        settings: Settings,
        secrets: Secrets,
        mode: Mode,
        store: Store,
        shelf: Shelf,
        folder: Path,
        stop: Stop,
    ) -> None:
        # How python-telegram-bot will count times; without it, it warns at every 429.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        self._stop = stop
        self._settings = settings
        self._secrets = secrets
        self._mode = mode
        self._store = store
        self._metrics = Metrics()
        self._library = Library(folder, shelf, self._metrics)
        self._health = Health(STALL if mode is Mode.POLLING else None)
        self._root = f"{settings.telegram_api_url.rstrip('/')}/bot"
        self._requests = (Transport(_CONNECTIONS), Transport(2))
        self._bot = Bot(
            secrets.token,
            base_url=lambda token: self._root + token,
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )

    async def run(self, listener: socket.socket | None) -> None:
        """Start, work until the stop is set, end in order.

        Health is served from the beginning: an API that is away at the start is to be seen.
        """
        webhook = None
        if self._mode is Mode.WEBHOOK:
            webhook = Webhook(self._secrets.webhook, stop=self._stop, metrics=self._metrics)
        path = path_of(self._settings.webhook_url or "")
        app = application(health=self._health, metrics=self._metrics, webhook=webhook, path=path)
        async with AsyncExitStack() as stack:
            if listener is not None:
                stack.push_async_callback(
                    _awaited, asyncio.create_task(serve(app, listener, self._stop))
                )
            stack.callback(self._stop.set)
            for request in self._requests:
                await request.initialize()
                stack.push_async_callback(request.shutdown)
            try:
                me = await self._who_am_i()
                await self._work(self._intake(me), webhook)
            except Stopping:
                pass  # while starting: nothing was in flight
        logger().info("stopped")

    async def _who_am_i(self) -> User:
        """Ask who the bot is; a token refused several times in a row is a wrong one."""
        refusals = 0
        for pause in pauses():
            try:
                return await self._bot.get_me()
            except InvalidToken:
                refusals += 1
                if refusals >= _REFUSALS:
                    raise ConfigurationError(
                        "FAQBOT_TELEGRAM_TOKEN: Telegram refuses this token. Copy it again from "
                        "@BotFather; if FAQBOT_TELEGRAM_API_URL is set, check that, too."
                    ) from None
            except TelegramError as error:
                logger().warning(
                    "api_unreachable", setting="FAQBOT_TELEGRAM_API_URL", **where(error)
                )
            await self._stop.sleep(pause)
        raise AssertionError("pauses never end")

    async def _work(self, intake: Intake, webhook: Webhook | None) -> None:
        helpers = [
            asyncio.create_task(self._keep_going(work))
            for work in (
                intake.keep_leases,
                self._library.watch,
                self._purge,
                partial(introduce, self._bot, self._stop),
            )
        ]
        self._health.started()
        try:
            await self._receive(intake, webhook)
            await intake.settle()
        finally:
            for helper in helpers:
                helper.cancel()
            await asyncio.gather(*helpers, return_exceptions=True)
            intake.close()

    async def _keep_going(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do what runs beside the updates; begin again where it fails."""
        for pause in pauses():
            try:
                await work()
            except Stopping:
                return
            except Exception as error:
                logger().error("helper_failed", **where(error))
                await self._stop.sleep(pause)
            else:
                return

    def _intake(self, me: User) -> Intake:
        budget = Budget(self._settings.send_rate, self._settings.chat_rate)
        slots = Slots(_SLOTS)
        delivery = Delivery(
            self._bot, budget=budget, slots=slots, stop=self._stop, metrics=self._metrics
        )
        return Intake(
            bot=self._bot,
            store=self._store,
            delivery=delivery,
            slots=slots,
            router=Router(me.id, me.username or "", Recent()),
            shelf=self._library.shelf,
            stop=self._stop,
            health=self._health,
            metrics=self._metrics,
            lease=timedelta(seconds=self._settings.lease),
        )

    async def _receive(self, intake: Intake, webhook: Webhook | None) -> None:
        if webhook is not None:
            webhook.open(intake)
            await self._insist(self._set_webhook)
            await self._stop.wait()
            return
        await self._insist(self._bot.delete_webhook)
        polling = Polling(
            self._requests[1],
            self._root + self._secrets.token,
            intake=intake,
            stop=self._stop,
            health=self._health,
            metrics=self._metrics,
        )
        await polling.run()

    async def _set_webhook(self) -> bool:
        return await self._bot.set_webhook(
            self._settings.webhook_url or "",
            secret_token=self._secrets.webhook,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=_MOST_DELIVERIES,
        )

    async def _insist(self, call: Callable[[], Awaitable[Result]]) -> None:
        """Repeat a call until Telegram takes it."""
        for pause in pauses():
            try:
                await call()
            except TelegramError as error:
                logger().warning("start_delayed", **where(error))
                await self._stop.sleep(pause)
            else:
                return

    async def _purge(self) -> None:
        """Enforce the retention, now and every hour."""
        while True:
            try:
                count = await asyncio.to_thread(lambda: self._store.purge(now=datetime.now(UTC)))
                logger().info("purged", rows=count)
            except StorageError as error:
                logger().error("not_purged", **where(error))
            await asyncio.sleep(_PURGE_EVERY)


async def _until_a_signal(stop: Stop, work: Awaitable[None]) -> None:
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await work


async def _stand_by(listener: socket.socket | None, stop: Stop) -> None:
    """Do nothing but answer health checks, so that a foreman does not end its other processes."""
    if listener is None:
        await stop.wait()
    else:
        await serve(application(health=_healthy(), metrics=Metrics()), listener, stop)


async def _awaited(task: asyncio.Task[None]) -> None:
    await task


def _healthy() -> Health:
    health = Health()
    health.started()
    return health
