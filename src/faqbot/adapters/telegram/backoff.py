"""How long to wait before trying again."""

from __future__ import annotations

import random
from collections.abc import Iterator

FIRST = 0.5  # seconds
LONGEST = 30.0  # seconds
SCALE = 1.0  # tests make all pauses shorter


def pauses(first: float = FIRST, longest: float = LONGEST) -> Iterator[float]:
    """Yield pauses in seconds that double up to the longest, for ever.

    Each is shortened by chance by up to a half, so that many replicas do not come back at once.
    """
    pause = first
    while True:
        yield SCALE * pause * random.uniform(0.5, 1)  # noqa: S311 - no secret
        pause = min(pause * 2, longest)
