"""Answering on an existing Dask cluster. Owns distributed, which `faqbot[dask]` installs.

This side opens no listener. Workers need the same version of faqbot, and nothing else: the
monographs are sent to them.
"""

from __future__ import annotations

import pickle
import uuid
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from threading import Lock
from typing import Any

from distributed import Client, KilledWorker, WorkerPlugin, get_worker
from distributed.client import FutureCancelledError

from faqbot.errors import EvaluationError
from faqbot.evaluation.work import UNDERWAY, Chunk, ChunkResult, Progress, Recipe, Worker

RETRIES = 3
CONNECT_SECONDS = 15


class BotPlugin(WorkerPlugin):
    """Carries the recipe to each worker, also to those that join later; builds the bot once."""

    def __init__(self, recipe: Recipe, name: str) -> None:
        self.name = name
        self._recipe = recipe

    def setup(self, worker: Any) -> None:  # noqa: ANN401 - a worker of distributed
        """Get ready; the bot is built by the first task, as this would block the worker."""
        del worker
        self._lock = Lock()
        self._built: Worker | None = None

    def worker(self) -> Worker:
        """Return the bot of this worker."""
        with self._lock:
            if self._built is None:
                self._built = Worker(self._recipe)
                self._built.prepare()
            return self._built


def on_cluster(
    recipe: Recipe, chunks: Iterable[Chunk], progress: Progress, *, address: str
) -> Iterator[ChunkResult]:
    """Answer chunks on a cluster; yield in the order of the chunks.

    The scheduler gives the chunks of a worker that is lost to others.

    Args:
        recipe: what the workers are.
        chunks: handed over as they are needed, a few for each thread of a worker.
        progress: is told of each chunk.
        address: of the scheduler, as in `tcp://127.0.0.1:8786`.

    Raises:
        EvaluationError: the cluster cannot be reached, has no workers, or was lost.
    """
    waiting = iter(chunks)
    underway: deque[tuple[Chunk, Any]] = deque()
    with _connected(address) as client, _installed(client, recipe) as name:
        while True:
            room = UNDERWAY * sum(client.ncores().values()) - len(underway)
            for chunk in islice(waiting, max(room, 0 if underway else 1)):
                key = f"{name}-{chunk.number}"
                task = client.submit(
                    _answer, name, _packed(chunk), key=key, retries=RETRIES, pure=False
                )
                underway.append((chunk, task))
            if not underway:
                return
            chunk, task = underway.popleft()
            result: ChunkResult = task.result()
            task.release()
            progress(len(chunk.rows))
            yield result


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise EvaluationError(
            f"no Dask scheduler can be reached at {address} ({error}). Start one as "
            "docs/evaluation.md shows."
        ) from error
    with client:
        if not client.ncores():
            raise EvaluationError(
                f"the Dask cluster at {address} has no workers. Start some with: dask worker "
                f"{address} --nthreads 1"
            )
        try:
            yield client
        except (KilledWorker, FutureCancelledError, OSError) as error:
            raise EvaluationError(
                f"the Dask cluster was lost ({error}). With --predictions FILE --resume the run "
                "goes on where it stopped."
            ) from error


@contextmanager
def _installed(client: Client, recipe: Recipe) -> Iterator[str]:
    """Install the plugin under a name of its own, and remove it at the end."""
    name = f"faqbot-{uuid.uuid4().hex[:12]}"
    client.register_plugin(BotPlugin(recipe, name), name=name)
    try:
        yield name
    finally:
        if client.status == "running":
            client.unregister_worker_plugin(name)


def _packed(chunk: Chunk) -> bytes:
    """Return a chunk as bytes: schedulers log their last thousand messages with all they hold."""
    return zlib.compress(pickle.dumps(chunk), level=1)


def _answer(name: str, packed: bytes) -> ChunkResult:
    plugin = get_worker().plugins[name]
    if not isinstance(plugin, BotPlugin):
        raise EvaluationError(f"{name} is not installed on this worker")
    chunk: Chunk = pickle.loads(zlib.decompress(packed))  # noqa: S301 - from `_packed`
    return plugin.worker().answer(chunk)
