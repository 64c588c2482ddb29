"""How many updates are worked on at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from math import ceil

_TICK = 0.005  # seconds


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
    async def taken(self) -> AsyncIterator[Turn]:
        """Hold the turn, for some time alone."""
        await self._lock.acquire()
        turn = Turn(self._lock.release)
        turn.lasts(self._longest)
        try:
            yield turn
        finally:
            turn.end()


class Turn:
    """Ends when its time is over, or before.

    Its time is the event loop's: one that is held up, by a busy machine or a long computation,
    could not have noticed that an answer has come.
    """

    def __init__(self, release: Callable[[], None]) -> None:
        self._release = release
        self._timer: asyncio.TimerHandle | None = None
        self._ended = False

    def lasts(self, seconds: float) -> None:
        """Let it last for so long from now on, if it has not ended."""
        if self._timer is not None:
            self._timer.cancel()
        if not self._ended:
            self._tick(ceil(seconds / _TICK))

    def end(self) -> None:
        """Let the next one go."""
        if self._timer is not None:
            self._timer.cancel()
        if not self._ended:
            self._ended = True
            self._release()

    def _tick(self, left: int) -> None:
        if left == 0:
            self.end()
        else:
            self._timer = asyncio.get_running_loop().call_later(_TICK, self._tick, left - 1)
