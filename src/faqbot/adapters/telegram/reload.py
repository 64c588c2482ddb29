"""Monographs that change while the bot runs. Owns watchfiles."""

from __future__ import annotations

import asyncio
from pathlib import Path

from watchfiles import awatch

from faqbot.adapters.telegram.logs import logger, where
from faqbot.adapters.telegram.metrics import Metrics
from faqbot.adapters.telegram.shelf import Shelf
from faqbot.corpus.reader import read_corpus


class Library:
    """Holds what is served now; a reload exchanges all of it at once, or nothing."""

    def __init__(self, folder: Path, shelf: Shelf, metrics: Metrics) -> None:
        self._folder = folder
        self._shelf = shelf
        self._metrics = metrics
        metrics.serving(shelf.digest)

    def shelf(self) -> Shelf:
        """Return what is served now."""
        return self._shelf

    async def watch(self) -> None:
        """Reload whenever a file changes, until cancelled."""
        async for _ in awatch(self._folder):
            await self.reload()

    async def reload(self) -> None:
        """Serve what the files hold now; go on with the old texts if `check` finds an error."""
        try:
            shelf = await asyncio.to_thread(_read, self._folder, self._shelf)
        except Exception as error:
            self._refuse(where(error))
            return
        if isinstance(shelf, int):
            remedy = f"faqbot check {self._folder}"
            self._refuse({"errors": str(shelf), "remedy": remedy})
        elif shelf is not None:
            self._shelf = shelf
            self._metrics.serving(shelf.digest)
            self._metrics.reloads.labels("served").inc()
            logger().info("reloaded", corpus=shelf.digest, monographs=len(shelf.corpus.monographs))

    def _refuse(self, why: dict[str, str]) -> None:
        self._metrics.reloads.labels("kept_old").inc()
        logger().error("not_reloaded", serving=self._shelf.digest, **why)


def _read(folder: Path, current: Shelf) -> Shelf | int | None:
    """Return the new shelf, the number of errors, or None where nothing has changed."""
    reading = read_corpus(folder)
    if reading.errors:
        return len(reading.errors)
    if reading.corpus.digest == current.corpus.digest:
        return None
    return current.on(reading.corpus)
