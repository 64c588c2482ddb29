"""An update's way: claimed, planned, sent, finished. In order within its chat.

An update is acknowledged to Telegram only once `take` has returned. Whatever ends the process
before that leaves it to be delivered again, and the claim in the store keeps one that was
answered meanwhile from being answered twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from telegram import Bot, Update

from faqbot.adapters.telegram.backoff import pauses
from faqbot.adapters.telegram.delivery import Blocked, Delivery, Undeliverable
from faqbot.adapters.telegram.health import Health
from faqbot.adapters.telegram.lanes import Lanes
from faqbot.adapters.telegram.logs import logger, where
from faqbot.adapters.telegram.metrics import Metrics
from faqbot.adapters.telegram.plan import Plan, Send
from faqbot.adapters.telegram.render import said
from faqbot.adapters.telegram.router import Origin, Router, origin_of
from faqbot.adapters.telegram.shelf import Shelf
from faqbot.adapters.telegram.slots import Slots, Turns
from faqbot.adapters.telegram.stopping import Stop, Stopping
from faqbot.errors import StorageError
from faqbot.storage import Claim, Session, Store

_THREADS = 4
_BUSY_PAUSE = 0.25  # seconds until a claim of another process is looked at again
_TYPING_AFTER = 0.3  # seconds
_TYPING_LASTS = 4.5  # seconds
_TO_SEND = 0.03  # seconds until another may send, too
_TO_RECORD = 1.0  # seconds more that others wait for the record of what was sent
_MOST_ID = 2**63

Result = TypeVar("Result")
Raw = Mapping[str, Any]


class Malformed(Exception):  # noqa: N818 - says what the update is
    """There is no update in it, so it can neither be answered nor recorded."""


class Intake:
    """Takes updates, from whichever side they come."""

    def __init__(
        self,
        *,
        bot: Bot,
        store: Store,
        delivery: Delivery,
        slots: Slots,
        router: Router,
        shelf: Callable[[], Shelf],
        stop: Stop,
        health: Health,
        metrics: Metrics,
        lease: timedelta,
    ) -> None:
        self._bot = bot
        self._store = store
        self._delivery = delivery
        self._slots = slots
        self._router = router
        self._shelf = shelf
        self._stop = stop
        self._health = health
        self._metrics = metrics
        self._lease = lease
        self._lanes = Lanes()
        self._turns = Turns(_TO_SEND)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._since: dict[int, float] = {}
        self._claimed: set[int] = set()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="faqbot")
        health.oldest = lambda: min(self._since.values(), default=None)

    async def take(self, raw: Raw) -> None:
        """Answer an update; returns once it is answered, skipped, or was answered before.

        Raises:
            Malformed: it has no update id.
            Stopping: the process ends; it has to be delivered again.
        """
        update_id = id_of(raw)
        task = self._tasks.get(update_id)
        if task is None:
            task = self._tasks[update_id] = self._begin(update_id, raw)
            task.add_done_callback(partial(self._ended, update_id))
            self._since[update_id] = monotonic()
            self._metrics.in_flight.inc()
        await asyncio.shield(task)

    async def keep_leases(self) -> None:
        """Extend the leases of what is in flight, until cancelled."""
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            if self._claimed:
                ids = tuple(self._claimed)
                try:
                    await self._in_thread(
                        partial(self._store.extend, ids, now=_now(), lease=self._lease)
                    )
                except StorageError as error:
                    logger().warning("leases_not_extended", **where(error))

    async def settle(self) -> None:
        """Wait until nothing is in flight."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    def close(self) -> None:
        """Give the threads back."""
        self._threads.shutdown()

    def _begin(self, update_id: int, raw: Raw) -> asyncio.Task[None]:
        try:
            update = Update.de_json(dict(raw), self._bot)
            origin = origin_of(update)
        except Exception as error:
            logger().error("poison", update_id=update_id, **where(error))
            return asyncio.create_task(self._skip_malformed(update_id))
        return self._lanes.submit(origin.lane, partial(self._work, update, origin))

    def _ended(self, update_id: int, task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            task.exception()  # also where nobody waits for it any more
        del self._tasks[update_id]
        del self._since[update_id]
        self._claimed.discard(update_id)
        self._metrics.in_flight.dec()

    async def _work(self, update: Update, origin: Origin) -> None:
        started = monotonic()
        async with self._slots.taken():
            claim, session = await self._claim(update.update_id, origin)
            outcome = "answered_before"
            if claim is Claim.MINE:
                outcome = await self._answer(update, origin, session)
        self._note(update, origin, outcome, started)

    async def _claim(self, update_id: int, origin: Origin) -> tuple[Claim, Session | None]:
        """Claim an update and read its session, waiting for another process that has it."""
        while True:
            if self._stop.is_set:
                raise Stopping
            claim, session = await self._in_store(partial(self._open, update_id, origin))
            if claim is not Claim.BUSY:
                return claim, session
            async with self._slots.given_up():
                await self._stop.sleep(_BUSY_PAUSE)

    def _open(self, update_id: int, origin: Origin) -> tuple[Claim, Session | None]:
        chat, now, session = origin.chat_id, _now(), None
        if chat is None:
            claim = self._store.claim(update_id, now=now, lease=self._lease)
        else:
            both = self._store.claim_with_session(update_id, chat, now=now, lease=self._lease)
            claim, session = both
        if claim is Claim.MINE:
            self._claimed.add(update_id)
        return claim, session

    async def _answer(self, update: Update, origin: Origin, session: Session | None) -> str:
        """Answer a claimed update and finish its claim; returns the outcome."""
        typing = asyncio.create_task(self._show_typing(origin))
        try:
            plan = await self._planned(update, origin, session)
            async with self._turns.taken() as turn:
                for call in plan.calls:
                    await self._delivery.carry_out(call)
                turn.lasts(_TO_RECORD)
                await self._in_store(partial(self._finish, update.update_id, origin, plan))
        except Blocked:
            await self._in_store(partial(self._store.forget, origin.lane))
            await self._in_store(partial(self._store.finish, update.update_id, now=_now()))
            return "blocked"
        except Stopping:
            await self._in_store(partial(self._store.release, update.update_id))
            raise
        except Undeliverable as error:
            return await self._skip(update, origin, f"undeliverable {error}")
        except Exception as error:
            logger().error("fault", update_id=update.update_id, kind=origin.kind, **where(error))
            await self._apologise(origin)
            return await self._skip(update, origin, f"fault {type(error).__name__}")
        finally:
            typing.cancel()
        return plan.outcome

    async def _planned(self, update: Update, origin: Origin, session: Session | None) -> Plan:
        """Plan the reply, and write what it changes in the store whether or not it arrives."""
        shelf = self._shelf()
        plan = self._router.plan(update, shelf, session)
        if plan.forget:
            await self._in_store(partial(self._store.forget, origin.lane))
        if (plan.rating or plan.unanswered) and origin.chat_id is not None and session is not None:
            digest = shelf.corpus.digest
            await self._in_store(partial(self._record, plan, origin.chat_id, session, digest))
        return plan

    def _record(self, plan: Plan, chat_id: int, session: Session, digest: str) -> None:
        now = _now()
        if plan.rating is not None:
            rating = plan.rating
            self._store.rate(
                chat_id, session, entry_id=rating.entry_id, corpus=digest, good=rating.good,
                reason=rating.reason, now=now,
            )  # fmt: skip
        if plan.unanswered is not None:
            asked = plan.unanswered
            self._store.unanswered(
                chat_id, session, asked.text, medicines=asked.medicines, topic=asked.topic,
                corpus=digest, now=now,
            )  # fmt: skip

    def _finish(self, update_id: int, origin: Origin, plan: Plan) -> None:
        now = _now()
        if plan.session is None or origin.chat_id is None:
            self._store.finish(update_id, now=now)
        else:
            self._store.keep(origin.chat_id, plan.session, now=now, finishes=update_id)

    async def _skip(self, update: Update, origin: Origin, why: str) -> str:
        kind = f"{origin.kind} {why}"
        await self._in_store(partial(self._store.skip, update.update_id, kind=kind, now=_now()))
        return "skipped"

    async def _skip_malformed(self, update_id: int) -> None:
        async with self._slots.taken():
            await self._in_store(partial(self._store.skip, update_id, kind="malformed", now=_now()))
        self._metrics.updates.labels("malformed", "skipped").inc()

    async def _apologise(self, origin: Origin) -> None:
        if origin.chat_id is None:
            return
        try:
            for part in said("telegram_fault"):
                await self._delivery.carry_out(Send(origin.chat_id, part))
        except (Blocked, Undeliverable) as error:
            logger().warning("no_apology", **where(error))

    async def _show_typing(self, origin: Origin) -> None:
        if origin.chat_id is None or origin.kind in ("inline", "press"):
            return
        await asyncio.sleep(_TYPING_AFTER)
        while True:
            await self._delivery.typing(origin.chat_id)
            await asyncio.sleep(_TYPING_LASTS)

    async def _in_store(self, work: Callable[[], Result]) -> Result:
        """Run work with the store in a thread; again while the database is away."""
        for pause in pauses():
            try:
                result = await self._in_thread(work)
            except StorageError as error:
                self._health.store(works=False)
                logger().error("store", **where(error))
                async with self._slots.given_up():
                    await self._stop.sleep(pause)
            else:
                self._health.store(works=True)
                return result
        raise AssertionError("pauses never end")

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _note(self, update: Update, origin: Origin, outcome: str, started: float) -> None:
        seconds = monotonic() - started
        self._metrics.updates.labels(origin.kind, outcome).inc()
        self._metrics.turn.observe(seconds)
        logger().info(
            "update",
            update_id=update.update_id,
            kind=origin.kind,
            outcome=outcome,
            ms=round(seconds * 1000, 1),
        )


def id_of(raw: object) -> int:
    """Return the id of an update; `Malformed` if it has none."""
    value = raw.get("update_id") if isinstance(raw, Mapping) else None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _MOST_ID:
        raise Malformed
    return value


def _now() -> datetime:
    return datetime.now(UTC)
