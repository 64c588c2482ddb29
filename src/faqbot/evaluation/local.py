"""Answering in this process, or in several on this machine."""

from __future__ import annotations

import multiprocessing
import signal
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from faqbot.errors import EvaluationError
from faqbot.evaluation.work import UNDERWAY, Chunk, ChunkResult, Progress, Recipe, Worker

ATTEMPTS = 3  # deaths of a worker on the same chunk before the run is given up
_worker: Worker | None = None  # of this process, if it is one of a pool


def in_this_process(
    recipe: Recipe, chunks: Iterable[Chunk], progress: Progress
) -> Iterator[ChunkResult]:
    """Answer chunk after chunk."""
    worker = Worker(recipe)
    worker.prepare()
    for chunk in chunks:
        yield worker.answer(chunk, progress)


def in_processes(
    recipe: Recipe, chunks: Iterable[Chunk], progress: Progress, *, workers: int
) -> Iterator[ChunkResult]:
    """Answer chunks in several processes; yield in the order of the chunks.

    A process that dies takes the pool with it: the chunks that it and the others were at are
    answered anew by a new pool.

    Raises:
        EvaluationError: workers died on the same chunk again and again.
    """
    waiting = iter(chunks)
    underway: deque[tuple[Chunk, Future[ChunkResult]]] = deque()
    deaths: Counter[int] = Counter()
    others = set(multiprocessing.active_children())
    pool = _pool(recipe, workers)
    try:
        while True:
            try:
                for chunk in islice(waiting, UNDERWAY * workers - len(underway)):
                    underway.append((chunk, Future()))  # should the pool be broken
                    underway[-1] = (chunk, pool.submit(_answer, chunk))
                if not underway:
                    return
                result = underway[0][1].result()
            except BrokenProcessPool:
                _give_up_on_repeated_death(underway[0][0], deaths)
                pool.shutdown(cancel_futures=True)
                pool = _pool(recipe, workers)
                underway = deque(
                    (chunk, future if _is_done(future) else pool.submit(_answer, chunk))
                    for chunk, future in underway
                )
                continue
            progress(len(underway.popleft()[0].rows))
            yield result
    finally:
        # An interruption does not wait for the chunks that are underway. Nor can the last results
        # be followed by a polite end: a worker that was killed may have held the lock on their
        # queue, and the others would wait for it for ever.
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        pool.shutdown(cancel_futures=True)


def _pool(recipe: Recipe, workers: int) -> ProcessPoolExecutor:
    # Not forked: a progress bar has threads, and threads do not survive a fork.
    return ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(recipe,),
    )


def _start(recipe: Recipe) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started us
    _worker = Worker(recipe)
    _worker.prepare()


def _answer(chunk: Chunk) -> ChunkResult:
    if _worker is None:
        raise EvaluationError("a worker process was not started as one")
    return _worker.answer(chunk)


def _is_done(future: Future[ChunkResult]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _give_up_on_repeated_death(chunk: Chunk, deaths: Counter[int]) -> None:
    deaths[chunk.number] += 1
    if deaths[chunk.number] >= ATTEMPTS:
        raise EvaluationError(
            f"worker processes died {ATTEMPTS} times on the questions {chunk.rows[0].id} to "
            f"{chunk.rows[-1].id}. Is the memory full? Try fewer --workers; with --predictions "
            "FILE --resume the run goes on where it stopped."
        )
