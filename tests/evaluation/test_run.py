from __future__ import annotations

import json
import multiprocessing
import os
import re
import signal
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from faqbot.corpus.reader import Corpus, load_corpus
from faqbot.dialogue.decision import load_thresholds
from faqbot.dialogue.reply import Outcome
from faqbot.errors import EvaluationError, QuestionSetError
from faqbot.evaluation import local
from faqbot.evaluation.local import in_processes, in_this_process
from faqbot.evaluation.questions import LabelledQuestion
from faqbot.evaluation.run import Execute, Files, evaluate, read_predictions
from faqbot.evaluation.tally import Tally
from faqbot.evaluation.work import Chunk, ChunkResult, Outputs, Recipe, knowledge_digest
from tests.conftest import DATA

SLUG = "amitriptyline-pregabalin"
TEXTS = (
    ("common side effects of lyrica", Outcome.ANSWER, (f"{SLUG}#q2",)),
    ("she is not breathing", Outcome.EMERGENCY, ()),
    ("duloxetine dose", Outcome.ABSTAIN, ()),
    ("can i drink on it", Outcome.ANSWER, (f"{SLUG}#q3",)),
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(DATA / "pair")


def recipe_for(corpus: Corpus, *, latency: bool = False) -> Recipe:
    return Recipe(
        corpus=corpus,
        region="GB",
        thresholds=load_thresholds(),
        outputs=Outputs(predictions=True, run=True, latency=latency),
        knowledge=knowledge_digest(),
    )


def rows(count: int) -> list[LabelledQuestion]:
    return [
        LabelledQuestion(
            id=f"q{number}", text=text, expect=expect, gold=gold, history=("lyrica",) * (number % 2)
        )
        for number in range(count)
        for text, expect, gold in [TEXTS[number % len(TEXTS)]]
    ]


def nothing(_: int) -> None:
    pass


def run(
    folder: Path,
    corpus: Corpus,
    execute: Execute = in_this_process,
    *,
    count: int = 40,
    progress: Callable[[int], None] = nothing,
    resume: bool = False,
) -> tuple[bytes, bytes, Tally]:
    folder.mkdir(exist_ok=True)
    files = Files(predictions=folder / "out.jsonl", run=folder / "out.trec", resume=resume)
    asked = iter(rows(count))
    outcome = evaluate(asked, recipe_for(corpus), execute, files, progress, chunk_size=6)
    assert files.predictions is not None
    assert files.run is not None
    return files.predictions.read_bytes(), files.run.read_bytes(), outcome.tally


def test_predictions_and_run_are_written_in_the_order_of_the_rows(
    tmp_path: Path, corpus: Corpus
) -> None:
    moves: list[int] = []

    lines, ranked, tally = run(tmp_path, corpus, progress=moves.append)

    records = [json.loads(line) for line in lines.splitlines()]
    assert [record["id"] for record in records] == [f"q{n}" for n in range(40)]
    assert records[0]["outcome"] == "answer"
    assert records[0]["gold"] == records[0]["sources"][:1]
    assert ranked.startswith(f"q0 Q0 {SLUG}#q2 1 1.000000 faqbot\n".encode())
    assert tally.questions == sum(moves) == 40


def test_latency_stands_last_and_can_be_left_out(tmp_path: Path, corpus: Corpus) -> None:
    without, _, _ = run(tmp_path, corpus, count=1)
    out = tmp_path / "with.jsonl"
    files = Files(predictions=out)
    evaluate(rows(1), recipe_for(corpus, latency=True), in_this_process, files, nothing)

    assert without.endswith(b',"latency_ms":null}\n')
    kept = re.sub(rb'"latency_ms":[\d.]+}', b'"latency_ms":null}', out.read_bytes())
    assert kept == without != out.read_bytes()


def test_predictions_can_be_read_back(tmp_path: Path, corpus: Corpus) -> None:
    run(tmp_path, corpus)

    pairs = list(read_predictions(tmp_path / "out.jsonl"))

    assert [question for question, _ in pairs] == rows(40)
    assert pairs[1][1].outcome is Outcome.EMERGENCY


@pytest.mark.parametrize("line", ["[]", "{", '{"id": "a", "text": "b", "expect": "answer"}'])
def test_a_line_that_is_no_prediction_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "out.jsonl").write_text(line, encoding="utf-8")

    with pytest.raises(QuestionSetError, match=r"out\.jsonl:1: "):
        list(read_predictions(tmp_path / "out.jsonl"))


def stopped_after(chunks: int) -> Execute:
    """Return an executor that is interrupted."""

    def execute(
        recipe: Recipe, work: Iterable[Chunk], progress: Callable[[int], None]
    ) -> Iterator[ChunkResult]:
        for number, result in enumerate(in_this_process(recipe, work, progress)):
            if number == chunks:
                raise KeyboardInterrupt
            yield result

    return execute


@pytest.mark.parametrize("broken_end", [b"", b'{"id": "q12", "te'])
def test_an_interrupted_run_goes_on_where_it_stopped(
    tmp_path: Path, corpus: Corpus, broken_end: bytes
) -> None:
    whole = run(tmp_path / "whole", corpus)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "parts", corpus, stopped_after(2))
    with (tmp_path / "parts" / "out.jsonl").open("ab") as file:
        file.write(broken_end)
    asked: list[int] = []

    def counted(
        recipe: Recipe, chunks: Iterable[Chunk], progress: Callable[[int], None]
    ) -> Iterator[ChunkResult]:
        seen = list(chunks)
        asked.extend(len(chunk.rows) for chunk in seen)
        return in_this_process(recipe, seen, progress)

    parts = run(tmp_path / "parts", corpus, counted, resume=True)

    assert sum(asked) == 40 - 12
    assert parts == whole
    assert not list(tmp_path.rglob("*.state"))


def test_what_was_begun_otherwise_is_not_gone_on_with(tmp_path: Path, corpus: Corpus) -> None:
    with pytest.raises(EvaluationError, match="no interrupted run"):
        run(tmp_path, corpus, resume=True)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, corpus, stopped_after(1))
    state = tmp_path / "out.jsonl.state"
    digest = state.read_text(encoding="utf-8")
    state.write_text("another", encoding="utf-8")
    with pytest.raises(EvaluationError, match="begun with other monographs"):
        run(tmp_path, corpus, resume=True)
    state.write_text(digest, encoding="utf-8")
    with pytest.raises(EvaluationError, match="is about question q3, the set has no more"):
        run(tmp_path, corpus, resume=True, count=3)


@pytest.mark.process
def test_several_processes_give_the_bytes_of_one_though_one_is_killed(
    tmp_path: Path, corpus: Corpus
) -> None:
    serial = run(tmp_path / "serial", corpus)
    killed: list[int] = []

    def kill_one(_: int) -> None:
        if not killed:
            victim = multiprocessing.active_children()[0].pid
            assert victim is not None
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

    parallel = run(
        tmp_path / "parallel", corpus, partial(in_processes, workers=2), progress=kill_one
    )

    assert killed
    assert parallel == serial


def die(_: Chunk) -> None:
    os._exit(1)


@pytest.mark.process
def test_a_chunk_that_always_kills_its_worker_ends_the_run(
    tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "_answer", die)

    with pytest.raises(EvaluationError, match="died 3 times on the questions q0 to q5"):
        run(tmp_path, corpus, partial(in_processes, workers=1), count=12)


def test_a_worker_with_another_version_refuses(corpus: Corpus) -> None:
    stranger = Recipe(corpus=corpus, region="GB", thresholds=load_thresholds(), knowledge="other")

    with pytest.raises(EvaluationError, match="another version"):
        next(in_this_process(stranger, [], nothing))
