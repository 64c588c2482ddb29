from __future__ import annotations

import pytest
from rich.progress import Progress

from faqbot.adapters.terminal.progress import Bar, progress_bar, rate


def test_what_was_done_before_does_not_count_for_the_rate() -> None:
    clock = iter([0.0, 10.0, *[10.0] * 50])
    progress = Progress(disable=True, get_time=lambda: next(clock))
    bar = Bar(progress, progress.add_task("Asking", total=100, skipped=0))

    bar.skip(40)
    bar(20)

    (task,) = progress.tasks
    assert task.completed == 60
    assert rate(task) == pytest.approx(2.0)


def test_where_there_is_no_terminal_nothing_is_counted_or_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def never() -> int:
        raise AssertionError("asked for the number of rows")

    with progress_bar("Asking", never) as bar:
        bar(3)

    assert capsys.readouterr().err == ""
