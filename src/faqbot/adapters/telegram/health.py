"""Whether the process still does its work, not only lives."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

_STUCK = 300.0  # seconds that one update may take before something is wrong


class Health:
    """Says what is wrong.

    Args:
        poll_stall: seconds without a good poll after which polling has stalled; None where
            nothing polls.
        clock: seconds, from any start.
    """

    def __init__(
        self, poll_stall: float | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        self._poll_stall = poll_stall
        self._clock = clock
        self._polled_at = clock()
        self._store_failed = False
        self._refused = False
        self._started = False
        self.oldest: Callable[[], float | None] = lambda: None  # when the oldest update came

    def started(self) -> None:
        """Note that Telegram has said who the bot is."""
        self._started = True

    def polled(self) -> None:
        """Note a good poll."""
        self._polled_at = self._clock()
        self._refused = False

    def refused(self) -> None:
        """Note that Telegram refuses the token or the polling."""
        self._refused = True

    def store(self, *, works: bool) -> None:
        """Note whether the database answered."""
        self._store_failed = not works

    def problems(self) -> list[str]:
        """Return what is wrong; empty if all is well."""
        now = self._clock()
        found = [] if self._started else ["not started: Telegram has not answered yet"]
        if self._poll_stall is not None and now - self._polled_at > self._poll_stall:
            found.append("polling has stalled")
        if self._refused:
            found.append("Telegram refuses the token or the polling")
        if self._store_failed:
            found.append("the database does not answer")
        oldest = self.oldest()
        if oldest is not None and now - oldest > _STUCK:
            found.append("an update is not getting done")
        return found
