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
