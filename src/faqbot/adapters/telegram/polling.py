"""Long polling that acknowledges an update only once it is answered.

Asking for updates from an offset on tells Telegram that all before it are done. So the offset is
always the oldest update that is not; what Telegram then delivers again is known and left alone.
An answer that has to wait, for one chat, holds up no other chat until a hundred updates are
behind it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from telegram.error import Conflict, InvalidToken, RetryAfter
from telegram.request import BaseRequest

from faqbot.adapters.telegram.backoff import pauses
from faqbot.adapters.telegram.health import Health
from faqbot.adapters.telegram.intake import Intake, Malformed, id_of
from faqbot.adapters.telegram.logs import logger, where
from faqbot.adapters.telegram.metrics import Metrics
from faqbot.adapters.telegram.router import ALLOWED_UPDATES
from faqbot.adapters.telegram.stopping import Stop, Stopping

WAIT = 30  # seconds that Telegram may hold a poll open
STALL = 3 * WAIT  # seconds without a good poll after which polling has stalled
_A_BATCH = 100
_SLACK = 10  # seconds added to a poll's time-out
_PAUSE_EACH = 0.002  # seconds between polls, for each update that is being answered
_SHORTEST = 0.01  # seconds between polls at least, while one is; up to 32 times that


class Polling:
    """Fetches updates for an intake.

    Args:
        request: used for polls alone.
        address: of the bot, with its token: `https://api.telegram.org/bot123:abc`.
    """

    def __init__(
        self,
        request: BaseRequest,
        address: str,
        *,
        intake: Intake,
        stop: Stop,
        health: Health,
        metrics: Metrics,
    ) -> None:
        self._request = request
        self._address = address
        self._intake = intake
        self._stop = stop
        self._health = health
        self._metrics = metrics
        self._open: dict[int, asyncio.Task[None]] = {}  # seen and not acknowledged
        self._offset: int | None = None

    async def run(self) -> None:
        """Fetch and answer until the process ends; then finish what is in flight."""
        tries = pauses()
        idle, wait = 0, WAIT
        while not self._stop.is_set:
            try:
                batch = await self._unless_stopped(self._fetch(wait))
            except Stopping:
                break
            except Exception as error:
                await self._recover(error, next(tries))
                wait = 0  # the next good poll is to be noticed at once
                continue
            tries, wait = pauses(), WAIT
            self._health.polled()
            self._metrics.last_poll.set_to_current_time()
            idle = 0 if self._accept(batch) else idle + 1
            await self._let_work(idle)
        await self._finish()

    async def _let_work(self, idle: int) -> None:
        """Wait a little while something is open: Telegram would send it again at once.

        Args:
            idle: polls in a row that brought nothing new.
        """
        working = [task for task in self._open.values() if not task.done()]
        if working:
            pause = len(working) * _PAUSE_EACH + _SHORTEST * 2 ** min(idle, 5)
            await asyncio.wait(working, timeout=pause)

    def _accept(self, batch: list[Any]) -> int:
        """Hand on what is new; returns how many that were."""
        new = 0
        for raw in batch:
            try:
                update_id = id_of(raw)
            except Malformed:
                logger().error("poison", update_id=None)
                continue
            if update_id not in self._open and update_id >= (self._offset or 0):
                self._open[update_id] = asyncio.create_task(self._take(raw))
                new += 1
        return new

    async def _take(self, raw: Mapping[str, Any]) -> None:
        await self._intake.take(raw)

    def _acknowledgeable(self) -> int | None:
        """Return the offset that acknowledges all up to the oldest one that is not answered."""
        for update_id in sorted(self._open):
            task = self._open[update_id]
            if not task.done() or task.cancelled() or task.exception() is not None:
                self._offset = update_id
                break
            del self._open[update_id]
            self._offset = update_id + 1
        return self._offset

    async def _fetch(self, wait: int, most: int = _A_BATCH) -> list[Any]:
        parameters: dict[str, object] = {
            "timeout": wait,
            "limit": most,
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        }
        offset = self._acknowledgeable()
        if offset is not None:
            parameters["offset"] = offset
        address = f"{self._address}/getUpdates?{urlencode(parameters)}"
        result = await self._request.post(address, read_timeout=wait + _SLACK)
        if not isinstance(result, list):
            raise TypeError("getUpdates did not return a list")
        return result

    async def _recover(self, error: Exception, pause: float) -> None:
        """Wait after a failed poll, as long as Telegram asks for."""
        remedy = ""
        if isinstance(error, RetryAfter):
            value = error.retry_after
            pause = float(value if isinstance(value, int) else value.total_seconds())
        if isinstance(error, InvalidToken):
            remedy = "Check FAQBOT_TELEGRAM_TOKEN: Telegram refuses it."
            self._health.refused()
        if isinstance(error, Conflict):
            remedy = "Another process polls with this token, or a webhook is set."
            self._health.refused()
        self._metrics.retries.labels(f"getUpdates {type(error).__name__}").inc()
        logger().warning("poll_failed", remedy=remedy, pause=round(pause, 1), **where(error))
        try:
            await self._stop.sleep(pause)
        except Stopping:
            return

    async def _unless_stopped(self, poll: Any) -> list[Any]:  # noqa: ANN401 - a coroutine
        """Wait for a poll, or give it up as soon as the process ends."""
        task = asyncio.ensure_future(poll)
        stopped = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise Stopping
            result: list[Any] = task.result()
            return result
        finally:
            for pending in (task, stopped):
                pending.cancel()
            await asyncio.gather(task, stopped, return_exceptions=True)

    async def _finish(self) -> None:
        """Finish what is in flight, and acknowledge what is answered."""
        if self._open:
            await asyncio.wait(self._open.values())
        if self._acknowledgeable() is None:
            return
        try:
            await self._fetch(0, most=1)
        except Exception as error:
            logger().warning("not_acknowledged", **where(error))
