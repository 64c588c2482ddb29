"""Carries calls out, however often the Bot API fails. Owns the retries.

What a patient waits for is repeated until it arrives: after 429 as soon as that chat may be
written to again, after 5xx, time-outs, drops and unreadable answers with growing pauses. The end
of a waiting sign, buttons and inline results are tried twice; late they are worth nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from time import monotonic
from typing import assert_never

from telegram import Bot, InlineQueryResultsButton, LinkPreviewOptions
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from faqbot.adapters.telegram.backoff import pauses
from faqbot.adapters.telegram.budget import Budget
from faqbot.adapters.telegram.logs import logger
from faqbot.adapters.telegram.metrics import Metrics
from faqbot.adapters.telegram.plan import (
    Acknowledge,
    Call,
    EditKeyboard,
    Part,
    Send,
    Suggest,
)
from faqbot.adapters.telegram.slots import Slots
from faqbot.adapters.telegram.stopping import Stop

_SHORT = 2.0  # seconds
_MOST_ATTEMPTS = 12  # of one call, where calls for others succeed meanwhile
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "peer_id_invalid")
_CACHED = 0  # seconds that Telegram may keep inline results: numbers may depend on the region

Act = Callable[[], Awaitable[object]]


class Blocked(Exception):  # noqa: N818 - a state, not a fault
    """The person has blocked the bot or is gone: nothing can be sent any more."""


class Undeliverable(Exception):  # noqa: N818 - as above
    """Telegram takes this call never, while it takes others."""


class Delivery:
    """Sends."""

    def __init__(
        self, bot: Bot, *, budget: Budget, slots: Slots, stop: Stop, metrics: Metrics
    ) -> None:
        self._bot = bot
        self._budget = budget
        self._slots = slots
        self._stop = stop
        self._metrics = metrics
        self._last_success = float("-inf")

    async def carry_out(self, call: Call) -> None:
        """Carry a call out.

        Raises:
            Blocked: the person cannot be reached any more.
            Undeliverable: Telegram refuses this very call.
            Stopping: the process ends; the call has not been taken.
        """
        match call:
            case Send():
                await self._send(call)
            case Acknowledge():
                text = call.notice or None
                await self._try(lambda: self._bot.answer_callback_query(call.callback_id, text))
            case EditKeyboard():
                await self._try(
                    lambda: self._bot.edit_message_reply_markup(
                        call.chat_id, call.message_id, reply_markup=call.keyboard
                    )
                )
            case Suggest():
                button = InlineQueryResultsButton(call.button, start_parameter="inline")
                await self._try(
                    lambda: self._bot.answer_inline_query(
                        call.query_id,
                        call.results,
                        cache_time=_CACHED,
                        is_personal=True,
                        button=button,
                    )
                )
            case _:
                assert_never(call)

    async def typing(self, chat_id: int) -> None:
        """Show that a reply is being written; whether it works does not matter."""
        try:
            await self._bot.send_chat_action(chat_id, ChatAction.TYPING)
        except TelegramError as error:
            self._metrics.retries.labels(f"typing {type(error).__name__}").inc()

    async def _send(self, call: Send) -> None:
        def act(chat_id: int, part: Part, mode: str | None) -> Act:
            return lambda: self._bot.send_message(
                chat_id,
                part.html if mode else part.plain,
                parse_mode=mode,
                reply_markup=part.keyboard,
                link_preview_options=_NO_PREVIEW,
            )

        try:
            await self._persist(call.chat_id, act(call.chat_id, call.part, ParseMode.HTML))
        except ChatMigrated as moved:
            new = moved.new_chat_id
            await self._persist(new, act(new, call.part, ParseMode.HTML))
        except BadRequest as error:
            _raise_if_gone(error)
            logger().warning("refused", what="html", reason=_reason(error))
            await self._finally(call.chat_id, act(call.chat_id, call.part, None))

    async def _finally(self, chat_id: int, act: Act) -> None:
        try:
            await self._persist(chat_id, act)
        except BadRequest as error:
            _raise_if_gone(error)
            raise Undeliverable(_reason(error)) from None

    async def _persist(self, chat_id: int, act: Act) -> None:
        """Repeat a call until it is taken. RetryAfter halts this chat alone."""
        await self._wait(self._budget.chat(chat_id))
        started = monotonic()
        for attempt, pause in enumerate(pauses(), start=1):
            await self._wait(self._budget.everyone())
            try:
                await act()
            except Forbidden:
                raise Blocked from None
            except (BadRequest, ChatMigrated):
                raise
            except RetryAfter as error:
                self._metrics.retries.labels("RetryAfter").inc()
                await self._sleep(_seconds(error.retry_after))
            except Exception as error:
                self._metrics.retries.labels(type(error).__name__).inc()
                others_succeed = self._last_success > started
                if attempt >= _MOST_ATTEMPTS and others_succeed:
                    raise Undeliverable(type(error).__name__) from None
                if isinstance(error, InvalidToken):
                    logger().error("token_refused", setting="FAQBOT_TELEGRAM_TOKEN")
                await self._sleep(pause)
            else:
                self._last_success = monotonic()
                return

    async def _try(self, act: Act) -> None:
        """Try a call twice; give up without an error, since late it would be worth nothing."""
        for pause in (0.2, 0.0):
            try:
                await act()
            except Forbidden:
                raise Blocked from None
            except BadRequest:  # too old, not modified, message deleted meanwhile
                return
            except Exception as error:
                self._metrics.retries.labels(type(error).__name__).inc()
                if pause:
                    await self._stop.sleep(pause)
            else:
                return

    async def _wait(self, seconds: float) -> None:
        """Wait for the budget; a short time also while the process ends, to finish an answer."""
        if 0 < seconds <= _SHORT:
            async with self._slots.given_up():
                await asyncio.sleep(seconds)
        elif seconds > 0:
            await self._sleep(seconds)

    async def _sleep(self, seconds: float) -> None:
        async with self._slots.given_up():
            await self._stop.sleep(seconds)


def _seconds(value: int | timedelta) -> float:
    return value.total_seconds() if isinstance(value, timedelta) else float(value)


def _raise_if_gone(error: BadRequest) -> None:
    if any(sign in error.message.lower() for sign in _GONE):
        raise Blocked from None


def _reason(error: BadRequest) -> str:
    """Return the kind of a refusal; the rest of the message may quote what was sent."""
    return "entities" if "parse entities" in error.message.lower() else type(error).__name__
