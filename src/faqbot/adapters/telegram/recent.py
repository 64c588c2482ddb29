"""What was handled a moment ago: for edits without a change, double presses and albums."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

_MOST = 20_000


class Recent:
    """Remembers hashes of the latest keys; no text can be read out of it.

    Args:
        most: keys remembered.
        clock: seconds, from any start.
    """

    def __init__(self, most: int = _MOST, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._seen: OrderedDict[int, tuple[int, float]] = OrderedDict()  # first update, time
        self._lock = Lock()

    def is_first(self, update_id: int, *key: object, within: float = float("inf")) -> bool:
        """Tell whether no other update had this key in the last `within` seconds.

        Asked again for the same update, it is still the first.
        """
        hashed = hash(key)  # salted by the process
        now = self._clock()
        with self._lock:
            first, at = self._seen.get(hashed, (update_id, now))
            if now - at > within:
                first, at = update_id, now
            self._seen[hashed] = first, at
            self._seen.move_to_end(hashed)
            if len(self._seen) > self._most:
                self._seen.popitem(last=False)
        return first == update_id
