"""How many updates are worked on at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Slots:
    """Seats for those that work; who only waits gives the seat to another meanwhile.

    Few seats keep replies quick when many come at once, and few messages unconfirmed when the
    process is killed.
    """

    def __init__(self, count: int) -> None:
        self._free = asyncio.Semaphore(count)

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Hold a seat."""
        async with self._free:
            yield

    @asynccontextmanager
    async def given_up(self) -> AsyncIterator[None]:
        """Give the seat that is held to another, and take one again afterwards."""
        self._free.release()
        try:
            yield
        finally:
            await self._free.acquire()


class Turns:
    """Lets one after another send and record that it has sent; who is slow lets the next one go.

    What was sent and is not yet recorded is sent again after a kill. So this is how many that can
    be: one, as long as a turn takes no longer than `longest`.

    Args:
        longest: seconds after which the next one may go, too.
    """

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Hold the turn, for some time alone."""
        await self._lock.acquire()
        held = True

        def pass_on() -> None:
            nonlocal held
            if held:
                held = False
                self._lock.release()

        timer = asyncio.get_running_loop().call_later(self._longest, pass_on)
        try:
            yield
        finally:
            timer.cancel()
            pass_on()
