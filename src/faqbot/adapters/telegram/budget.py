"""How fast may be sent: to all chats together, and to each one after a short burst."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

_BURST = 5  # messages to one chat at once
_MOST_CHATS = 50_000


class Pace:
    """Counts tokens that fill up at a rate; says how long to wait for the next one.

    Args:
        rate: tokens a second.
        burst: tokens that can pile up.
        clock: seconds, from any start.
    """

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._tokens = burst
        self._at = clock()

    def take(self) -> float:
        """Take a token, in advance if there is none.

        Returns:
            Seconds until the token that was taken is there.
        """
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate) - 1
        self._at = now
        return max(0.0, -self._tokens / self._rate)


class Budget:
    """The paces of all chats and of each."""

    def __init__(
        self, rate: float, chat_rate: float, clock: Callable[[], float] = monotonic
    ) -> None:
        self._clock = clock
        self._chat_rate = chat_rate
        self._all = Pace(rate, max(1.0, rate / 2), clock)
        self._chats: OrderedDict[int, Pace] = OrderedDict()

    def chat(self, chat_id: int) -> float:
        """Take a token of one chat; returns the seconds to wait."""
        pace = self._chats.get(chat_id)
        if pace is None:
            pace = self._chats[chat_id] = Pace(self._chat_rate, _BURST, self._clock)
            if len(self._chats) > _MOST_CHATS:
                self._chats.popitem(last=False)
        self._chats.move_to_end(chat_id)
        return pace.take()

    def everyone(self) -> float:
        """Take a token of all chats together; returns the seconds to wait."""
        return self._all.take()
