"""A progress bar on standard error, where that is a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class _Rate(ProgressColumn):
    """How many a second, over the last moves of the bar."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "–/s", style="dim")


@contextmanager
def progress_bar(what: str, count: Callable[[], int | None]) -> Iterator[Callable[[int], None]]:
    """Show a bar with rate and remaining time; hand out what to call with each advance.

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
        TextColumn("left"),
        TimeRemainingColumn(elapsed_when_finished=False),
    )
    # The rate is taken over the last minutes: chunks of workers come in bursts.
    with Progress(
        *columns, console=console, disable=not console.is_terminal, speed_estimate_period=300
    ) as progress:
        task = progress.add_task(what, total=count() if console.is_terminal else None)
        yield lambda done: progress.advance(task, done)
