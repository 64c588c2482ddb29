"""A progress bar on standard error, where that is a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text


class Bar:
    """A bar on the screen: call it with how many more are done."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task
        self._skipped = 0

    def __call__(self, done: int) -> None:
        """Move on."""
        self._progress.advance(self._task, done)

    def skip(self, done: int) -> None:
        """Move on over what was done before, which says nothing of the rate."""
        self._skipped += done
        self._progress.update(self._task, advance=done, skipped=self._skipped)


@contextmanager
def progress_bar(what: str, count: Callable[[], int | None]) -> Iterator[Bar]:
    """Show a bar with rate and remaining time.

    Args:
        what: is being done.
        count: tells how many there are, None if that cannot be known; asked only where a bar
            is shown.
    """
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        _Remaining(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        total = count() if console.is_terminal else None
        yield Bar(progress, progress.add_task(what, total=total, skipped=0))


def rate(task: Task) -> float:
    """Return how many a second, from the start: many workers report in bursts."""
    done = task.completed - task.fields["skipped"]
    return done / task.elapsed if task.elapsed else 0.0


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{rate(task):,.0f}/s", style="dim")


class _Remaining(ProgressColumn):
    def render(self, task: Task) -> Text:
        if task.remaining is None or not rate(task):
            return Text("")
        left = timedelta(seconds=round(task.remaining / rate(task)))
        return Text(f"{left} left", style="cyan")
