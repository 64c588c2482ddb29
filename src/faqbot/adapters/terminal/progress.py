"""A progress bar on standard error, where that is a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import track

Item = TypeVar("Item")


def with_progress(items: Iterable[Item], *, total: int, what: str) -> Iterator[Item]:
    """Yield the items while a bar shows how many are done."""
    console = Console(stderr=True)
    yield from track(
        items, description=what, total=total, console=console, disable=not console.is_terminal
    )
