"""Order within a chat, side by side across chats."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Result = TypeVar("Result")


class Lanes:
    """Runs the jobs of one lane one after another; different lanes do not wait for each other."""

    def __init__(self) -> None:
        self._last: dict[int, asyncio.Task[object]] = {}

    def submit(self, lane: int, job: Callable[[], Awaitable[Result]]) -> asyncio.Task[Result]:
        """Start a job as soon as all jobs submitted to its lane before have ended, well or not."""
        task = asyncio.create_task(self._run(self._last.get(lane), job))
        self._last[lane] = task
        task.add_done_callback(lambda done: self._leave(lane, done))
        return task

    async def _run(
        self, before: asyncio.Task[object] | None, job: Callable[[], Awaitable[Result]]
    ) -> Result:
        if before is not None:
            await asyncio.wait([before])
        return await job()

    def _leave(self, lane: int, task: asyncio.Task[Result]) -> None:
        if self._last.get(lane) is task:
            del self._last[lane]
