"""A run over question sets: rows in, files and a tally out, and how to go on after a stop."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from faqbot.errors import EvaluationError, QuestionSetError
from faqbot.evaluation.files import opened
from faqbot.evaluation.prediction import pair_of
from faqbot.evaluation.questions import BadRow, LabelledQuestion, RowError
from faqbot.evaluation.reading import Row
from faqbot.evaluation.tally import Tally
from faqbot.evaluation.work import (
    CHUNK,
    Chunk,
    ChunkResult,
    Pair,
    Progress,
    Recipe,
    Worker,
    chunks_of,
)

Execute = Callable[[Recipe, Iterable[Chunk], Progress], Iterator[ChunkResult]]
_AT_ONCE = 2_000  # predictions read back at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What a run writes, and whether it goes on from what is there."""

    predictions: Path | None = None
    run: Path | None = None  # in the form of TREC
    resume: bool = False

    @property
    def unfinished(self) -> tuple[Path, Path]:
        """The predictions, and the file beside them that tells what they depend on."""
        if self.predictions is None:
            raise EvaluationError("--resume needs --predictions FILE: what is done stands there.")
        return self.predictions, self.predictions.with_name(f"{self.predictions.name}.state")


@dataclass(slots=True)
class Rows:
    """The good rows of question sets; bad ones are told and counted on the way.

    Args:
        source: all rows.
        on_bad: is told of each bad row; may raise.
    """

    source: Iterable[Row]
    on_bad: Callable[[BadRow], None]
    bad: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[LabelledQuestion]:
        """Yield the good rows."""
        for row in self.source:
            if isinstance(row, BadRow):
                self.bad += 1
                self.on_bad(row)
            else:
                yield row


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    tally: Tally
    answered: int  # in this run; the others were answered before it was interrupted


def evaluate(
    rows: Iterable[LabelledQuestion],
    recipe: Recipe,
    execute: Execute,
    files: Files,
    progress: Progress,
    *,
    skipped: Progress | None = None,
    chunk_size: int = CHUNK,
) -> Outcome:
    """Answer all rows, write the files in the order of the rows, and count.

    Args:
        rows: the questions.
        recipe: what answers them.
        execute: who does.
        files: what is written.
        progress: is told of questions answered.
        skipped: is told of those that were answered before an interruption.
        chunk_size: how many a worker takes at a time.

    Raises:
        EvaluationError: what there is to go on from is of another run.
    """
    tally = Tally()
    waiting = iter(rows)
    with ExitStack() as stack:
        run_file = stack.enter_context(files.run.open("w", encoding="utf-8")) if files.run else None
        if files.resume:
            _go_on(recipe, files, waiting, run_file, tally, skipped or progress)
        done = tally.questions
        mode = "a" if files.resume else "w"
        lines_file = None
        if files.predictions is not None:
            files.unfinished[1].write_text(recipe.digest(), encoding="utf-8")
            lines_file = stack.enter_context(files.predictions.open(mode, encoding="utf-8"))
        for result in execute(recipe, chunks_of(waiting, chunk_size), progress):
            _write(result, lines_file, run_file)
            tally.merge(result.tally)
    if files.predictions is not None:
        files.unfinished[1].unlink()
    return Outcome(tally, tally.questions - done)


def read_predictions(path: Path) -> Iterator[Pair]:
    """Yield the lines of a predictions file.

    Raises:
        QuestionSetError: a line is none of `evaluate --predictions`.
    """
    with opened(str(path)) as file:
        for number, line in enumerate(file, start=1):
            yield _read_line(line, f"{path}:{number}")


def _write(result: ChunkResult, lines_file: IO[str] | None, run_file: IO[str] | None) -> None:
    """Write a chunk at once, so that a stop leaves whole chunks wherever possible."""
    for file, text in ((lines_file, result.lines), (run_file, result.run)):
        if file is not None:
            file.write(text)
            file.flush()


def _go_on(
    recipe: Recipe,
    files: Files,
    rows: Iterator[LabelledQuestion],
    run_file: IO[str] | None,
    tally: Tally,
    progress: Progress,
) -> None:
    """Count what is done already, and skip its rows."""
    path, state = files.unfinished
    if not (path.exists() and state.exists()):
        raise EvaluationError(
            f"there is no interrupted run to go on from at {path}. Run without --resume."
        )
    if state.read_text(encoding="utf-8") != recipe.digest():
        raise EvaluationError(
            f"{path} was begun with other monographs, settings or another version, so its "
            "parts would not fit together. Run without --resume."
        )
    _drop_broken_end(path)
    worker = Worker(recipe)
    for pairs in _in_parts(_same_rows(read_predictions(path), rows, path)):
        result = worker.result(pairs)
        _write(result, None, run_file)
        tally.merge(result.tally)
        progress(len(pairs))


def _same_rows(
    done: Iterator[Pair], rows: Iterator[LabelledQuestion], path: Path
) -> Iterator[Pair]:
    for number, (question, prediction) in enumerate(done, start=1):
        row = next(rows, None)
        if row != question:
            raise EvaluationError(
                f"{path}:{number}: is about question {question.id}, the set has "
                f"{row.id if row else 'no more'} here. Has it changed? Run without --resume."
            )
        yield question, prediction


def _drop_broken_end(path: Path) -> None:
    """Cut off a last line that was not written to its end."""
    with path.open("rb+") as file:
        end = file.seek(0, 2)
        while end:
            start = max(0, end - 65_536)
            file.seek(start)
            newline = file.read(end - start).rfind(b"\n")
            if newline >= 0:
                file.truncate(start + newline + 1)
                return
            end = start
        file.truncate(0)


def _in_parts(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    part: list[Pair] = []
    for pair in pairs:
        part.append(pair)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _read_line(line: str, place: str) -> Pair:
    try:
        record: Any = json.loads(line)
        if not isinstance(record, dict):
            raise RowError("not an object.")
        return pair_of(record)
    except RowError as error:
        raise QuestionSetError(f"{place}: {error}") from error
    except ValueError as error:
        raise QuestionSetError(f"{place}: not valid JSON ({error}).") from error
