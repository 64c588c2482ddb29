"""A real scheduler and two real workers, on loopback; one of them is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest

from faqbot.corpus.reader import load_corpus
from faqbot.errors import EvaluationError
from faqbot.evaluation.cluster import on_cluster
from tests.conftest import DATA
from tests.evaluation.test_run import nothing, recipe_for, run

WAIT_SECONDS = 60


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-W", "ignore", "-m", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and workers; hand out the address and the workers."""
    file = folder / "scheduler.json"
    local = ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0"]
    local += ["--scheduler-file", str(file)]
    with ExitStack() as stack:
        stack.enter_context(started("distributed.cli.dask_scheduler", *local, "--port", "0"))
        deadline = time.monotonic() + WAIT_SECONDS
        while not file.exists():
            assert time.monotonic() < deadline, "the scheduler did not start"
            time.sleep(0.05)
        worker = ["distributed.cli.dask_worker", *local, "--nthreads", "1", "--no-nanny"]
        processes = [stack.enter_context(started(*worker)) for _ in range(workers)]
        yield json.loads(file.read_text(encoding="utf-8"))["address"], processes


def wait_for(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=WAIT_SECONDS)


@pytest.mark.process
def test_a_cluster_gives_the_bytes_of_one_process_though_a_worker_is_killed(
    tmp_path: Path,
) -> None:
    corpus = load_corpus(DATA / "pair")
    serial = run(tmp_path / "serial", corpus, count=120)

    with cluster(tmp_path, workers=2) as (address, workers):
        wait_for(address, 2)

        def kill_one(_: int) -> None:
            os.kill(workers[0].pid, signal.SIGKILL)

        remote = run(
            tmp_path / "remote",
            corpus,
            partial(on_cluster, address=address),
            count=120,
            progress=kill_one,
        )

    assert workers[0].poll() == -signal.SIGKILL
    assert remote == serial


@pytest.mark.process
def test_a_cluster_without_workers_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with cluster(tmp_path, workers=0) as (address, _):
        answers = on_cluster(recipe_for(load_corpus(DATA / "pair")), [], nothing, address=address)

        with pytest.raises(EvaluationError, match=r"has no workers\. Start some"):
            next(answers)


def test_a_scheduler_that_is_not_there_is_an_error_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("faqbot.evaluation.cluster.CONNECT_SECONDS", 1)
    recipe = recipe_for(load_corpus(DATA / "pair"))

    with pytest.raises(EvaluationError, match="no Dask scheduler can be reached"):
        next(on_cluster(recipe, [], nothing, address="tcp://127.0.0.1:1"))
