"""What a worker does, whether in this process, in another one or on another machine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from faqbot import __version__
from faqbot.corpus.reader import Corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.decision import Thresholds
from faqbot.errors import EvaluationError
from faqbot.evaluation.prediction import Prediction, answer_batch, line_of
from faqbot.evaluation.questions import LabelledQuestion
from faqbot.evaluation.tally import Tally
from faqbot.evaluation.topics import topic_finder
from faqbot.evaluation.trec import run_lines
from faqbot.resources import data_path

CHUNK = 2_000  # questions that a worker takes at a time: far more work than handing them over
BATCH = 250  # questions answered together, and between two moves of the progress bar

UNDERWAY = 4  # chunks handed out for each worker, so that none waits while a slow one is behind

Progress = Callable[[int], None]  # is told how many questions more have been answered
Pair = tuple[LabelledQuestion, Prediction]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Questions that one worker answers."""

    number: int  # in the order of the run, from 0
    rows: tuple[LabelledQuestion, ...]


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """What came of a chunk, ready to be written and added up."""

    lines: str  # of the predictions file; "" unless wanted
    run: str  # of the TREC run file; "" unless wanted
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Which of the files are wanted, and how."""

    predictions: bool = False
    run: bool = False
    latency: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that a worker needs to answer as every other one does. Can be pickled."""

    corpus: Corpus
    region: str
    thresholds: Thresholds
    outputs: Outputs = Outputs()
    knowledge: str = ""  # see `knowledge_digest`; a worker with another one refuses to work

    def digest(self) -> str:
        """Return what the replies depend on, as a hash."""
        parts = (__version__, self.knowledge, self.corpus.digest, self.region, self.thresholds)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


class Worker:
    """A bot that answers chunks."""

    def __init__(self, recipe: Recipe) -> None:
        if recipe.knowledge != knowledge_digest():
            raise EvaluationError(
                "a worker has another version of faqbot or of its data than this machine. "
                "Install the same one everywhere."
            )
        self._outputs = recipe.outputs
        self._bot = Bot(recipe.corpus, region=recipe.region, thresholds=recipe.thresholds)
        self._topic_of = topic_finder(self._bot)

    def prepare(self) -> None:
        """Do all that would make the first questions slow."""
        self._bot.matcher.prepare()

    def answer(self, chunk: Chunk, progress: Progress | None = None) -> ChunkResult:
        """Answer a chunk."""
        predictions: list[Prediction] = []
        rows = iter(chunk.rows)
        while batch := list(islice(rows, BATCH)):
            predictions += answer_batch(self._bot, batch)
            if progress is not None:
                progress(len(batch))
        if not self._outputs.latency:
            predictions = [replace(prediction, latency_ms=None) for prediction in predictions]
        return self.result(zip(chunk.rows, predictions, strict=True))

    def result(self, pairs: Iterable[Pair]) -> ChunkResult:
        """Count and write down what was predicted."""
        tally, lines, run = Tally(), [], []
        for question, prediction in pairs:
            tally.add(question, prediction, self._topic_of)
            if self._outputs.predictions:
                lines.append(line_of(question, prediction))
            if self._outputs.run:
                run.append(run_lines(question.id, prediction.sources))
        return ChunkResult("".join(lines), "".join(run), tally)


def chunks_of(rows: Iterable[LabelledQuestion], size: int = CHUNK) -> Iterator[Chunk]:
    """Cut rows into chunks, as they come."""
    waiting = iter(rows)
    number = 0
    while taken := tuple(islice(waiting, size)):
        yield Chunk(number, taken)
        number += 1


@cache
def knowledge_digest() -> str:
    """Return a hash of the version and of all knowledge and models in `data/`."""
    hasher = hashlib.sha256(__version__.encode())
    for path in sorted(data_path("").rglob("*")):
        if path.is_file():
            hasher.update(path.name.encode() + b"\0" + path.read_bytes())
    return hasher.hexdigest()[:16]
