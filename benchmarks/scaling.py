"""How a batch scales: over processes, over a Dask cluster; and what the run itself costs.

    python -m benchmarks.scaling

Rates are taken once each worker has answered its first chunk, so that starting is not in them.
"""

from __future__ import annotations

import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from faqbot.corpus.reader import Corpus, load_corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.decision import load_thresholds
from faqbot.evaluation.cluster import on_cluster
from faqbot.evaluation.local import in_processes, in_this_process
from faqbot.evaluation.prediction import Prediction, answer_batch
from faqbot.evaluation.questions import LabelledQuestion
from faqbot.evaluation.reading import read_questions
from faqbot.evaluation.run import Execute, Files, evaluate
from faqbot.evaluation.work import (
    Chunk,
    ChunkResult,
    Outputs,
    Recipe,
    Worker,
    knowledge_digest,
)
from faqbot.resources import data_path, shipped_monographs

CHUNK = 250
CHUNKS = 8  # for each worker
PIPELINE = 200_000  # questions for the cost of the run itself


def questions(count: int) -> Iterator[LabelledQuestion]:
    """Yield the shipped questions again and again."""
    shipped = [
        question
        for path in sorted(data_path("questions").glob("*.jsonl"))
        for question in read_questions(path)
    ]
    return itertools.islice(itertools.cycle(shipped), count)


def run(corpus: Corpus, execute: Execute, count: int, progress: Callable[[int], None]) -> None:
    """Evaluate so many questions, and write both files."""
    with tempfile.TemporaryDirectory() as folder:
        recipe = Recipe(
            corpus=corpus,
            region="GB",
            thresholds=load_thresholds(),
            outputs=Outputs(predictions=True, run=True),
            knowledge=knowledge_digest(),
        )
        files = Files(predictions=Path(folder) / "out.jsonl", run=Path(folder) / "out.trec")
        evaluate(questions(count), recipe, execute, files, progress, chunk_size=CHUNK)


def rate(corpus: Corpus, execute: Execute, workers: int) -> float:
    """Return questions a second, from when each worker has done its first chunk."""
    moves: list[tuple[float, int]] = []
    run(
        corpus,
        execute,
        CHUNK * workers * CHUNKS,
        lambda done: moves.append((time.perf_counter(), done)),
    )
    done = list(itertools.accumulate(count for _, count in moves))
    first = next(i for i, count in enumerate(done) if count >= CHUNK * workers)
    return (done[-1] - done[first]) / (moves[-1][0] - moves[first][0])


def pipeline(
    recipe: Recipe, chunks: Iterable[Chunk], progress: Callable[[int], None]
) -> Iterator[ChunkResult]:
    """Answer the first chunk only, and give its predictions to all further ones."""
    worker = Worker(recipe)
    predictions: list[Prediction] = []
    for chunk in chunks:
        if not predictions:
            predictions = answer_batch(Bot(recipe.corpus), chunk.rows)
        yield worker.result(zip(chunk.rows, predictions, strict=False))
        progress(len(chunk.rows))


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """Start a scheduler and workers on loopback; hand out the address."""
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scheduler.json"
        options = ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0"]
        options += ["--scheduler-file", str(file)]
        stack.enter_context(_process("distributed.cli.dask_scheduler", *options, "--port", "0"))
        while not file.exists():
            time.sleep(0.05)
        for _ in range(workers):
            stack.enter_context(
                _process("distributed.cli.dask_worker", *options, "--nthreads", "1", "--no-nanny")
            )
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
        yield address


def main() -> None:
    """Print rates and ratios."""
    corpus = load_corpus(shipped_monographs(), strict=False)
    one = rate(corpus, in_this_process, 1)
    print(f"this process: {one:.0f} questions/s")
    for workers in (2, 4):
        many = rate(corpus, partial(in_processes, workers=workers), workers)
        print(f"{workers} processes: {many:.0f} questions/s, {many / one:.2f} x one")
    with cluster(2) as address:
        many = rate(corpus, partial(on_cluster, address=address), 2)
    print(f"Dask, 2 workers: {many:.0f} questions/s, {many / one:.2f} x one")
    for count in (PIPELINE // 10, PIPELINE):
        started = time.perf_counter()
        run(corpus, pipeline, count, lambda _: None)
        taken = time.perf_counter() - started
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"reading, judging, counting and writing {count} questions without answering them: "
            f"{count / taken:.0f}/s, at most {memory:.0f} MB"
        )


@contextmanager
def _process(*arguments: str) -> Iterator[None]:
    command = [sys.executable, "-W", "ignore", "-m", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main()
