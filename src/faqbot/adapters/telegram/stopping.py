"""Ending in order: what waits is given back, what is being sent is finished."""

from __future__ import annotations

import asyncio


class Stopping(Exception):  # noqa: N818 - a state, not a fault
    """The process ends; the update goes back to Telegram, which delivers it again."""


class Stop:
    """Set once by the first signal; every later one changes nothing."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    @property
    def is_set(self) -> bool:
        """Whether the process is ending."""
        return self._event.is_set()

    def set(self) -> None:
        """Begin to end."""
        self._event.set()

    async def wait(self) -> None:
        """Wait until the process ends."""
        await self._event.wait()

    async def sleep(self, seconds: float) -> None:
        """Sleep; raise `Stopping` as soon as the process ends."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return
        raise Stopping
