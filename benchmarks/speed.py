"""Start-up, ingestion, memory and replies at several sizes, beside plain retrieval in the same run.

    python -m benchmarks.speed [FAQS ...]

Each size runs in a process of its own, so that memory is its own. Times are of this machine;
what can be compared between machines are the ratios.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpora import questions_of, write_monographs
from faqbot.corpus.reader import Corpus, read_corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Outcome
from faqbot.evaluation.prediction import answer_batch
from faqbot.evaluation.questions import LabelledQuestion

SIZES = (1_000, 10_000, 40_000)
COMPARED_AT = 40_000  # the size at which other retrieval is timed
ASKED = 400
ASKED_SLOWLY = 40  # of what takes far longer


def timed(work: Callable[[str], object], messages: Sequence[str]) -> float:
    """Return the median of the milliseconds that a message takes."""
    return float(np.median(times_of(work, messages)))


def times_of(work: Callable[[str], object], messages: Sequence[str]) -> list[float]:
    """Return the milliseconds that each message takes."""
    times = []
    for message in messages:
        started = time.perf_counter()
        work(message)
        times.append((time.perf_counter() - started) * 1000)
    return times


def memory_mb() -> float:
    """Return the most memory that this process has used."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(folder: Path, *, with_others: bool) -> dict[str, Any]:
    """Return the figures of one corpus."""
    started = time.perf_counter()
    corpus = read_corpus(folder).corpus
    reading = time.perf_counter() - started
    started = time.perf_counter()
    bot = Bot(corpus)
    bot.reply("hello", Conversation())
    starting = time.perf_counter() - started
    started = time.perf_counter()
    bot.matcher.prepare()
    indexing = time.perf_counter() - started
    asked = questions_of(corpus, ASKED)
    messages = [message for _, message in asked]
    memory = memory_mb()
    replies = times_of(lambda message: bot.reply(message, Conversation()), messages)
    rows = [
        LabelledQuestion(id=str(i), text=text, expect=Outcome.ANSWER, gold=(entry,))
        for i, (entry, text) in enumerate(asked)
    ]
    started = time.perf_counter()
    predictions = answer_batch(bot, rows)
    batch = len(rows) / (time.perf_counter() - started)
    right = sum(p.sources[:1] == row.gold for p, row in zip(predictions, rows, strict=True))
    found = {
        "faqs": sum(entry.kind == "faq" for entry in corpus.entries),
        "monographs": len(corpus.monographs),
        "read_s": reading,
        "start_s": starting,
        "index_s": indexing,
        "memory_mb": memory,
        "reply_ms": float(np.median(replies)),
        "p99_ms": float(np.quantile(replies, 0.99)),
        "batch_per_s": batch,
        "right": right / len(rows),
    }
    return found | (others(corpus, messages) if with_others else {})


def others(corpus: Corpus, messages: Sequence[str]) -> dict[str, float]:
    """Return the milliseconds that retrieval alone takes elsewhere, over the same entries."""
    import bm25s
    from rank_bm25 import BM25Okapi
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import cosine_similarity

    texts = [f"{entry.title} {entry.text}" for entry in corpus.entries if entry.kind == "faq"]
    fast = bm25s.BM25()
    fast.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)

    def by_bm25s(message: str) -> None:
        tokens = bm25s.tokenize(message, show_progress=False)
        fast.retrieve(tokens, k=10, show_progress=False)

    slow = BM25Okapi([text.lower().split() for text in texts])
    vectoriser = TfidfVectorizer()
    matrix = vectoriser.fit_transform(texts)
    few = messages[:ASKED_SLOWLY]
    return {
        "bm25s_ms": timed(by_bm25s, messages),
        "rank_bm25_ms": timed(lambda message: slow.get_scores(message.lower().split()), few),
        "naive_cosine_ms": timed(
            lambda message: cosine_similarity(vectoriser.transform([message]), matrix).argmax(),
            few,
        ),
    }


def start_up() -> dict[str, float]:
    """Return the seconds that commands take from nothing, the best of three."""
    commands = {"--help": ["--help"], "ask": ["ask", "can i drink on pregabalin"]}
    return {
        name: min(_run_s([sys.executable, "-m", "faqbot.cli", *arguments]) for _ in range(3))
        for name, arguments in commands.items()
    }


def main(sizes: Sequence[int]) -> None:
    """Print the figures and the ratios."""
    for name, seconds in start_up().items():
        print(f"start-up of faqbot {name}: {seconds:.2f} s")
    found = [_in_own_process(size) for size in sizes]
    names = ("faqs", "monographs", "read_s", "start_s", "index_s", "memory_mb", "reply_ms",
             "p99_ms", "batch_per_s", "right")  # fmt: skip
    print("  ".join(f"{name:>11}" for name in names))
    for figures in found:
        print("  ".join(f"{figures[name]:>11.4g}" for name in names))
    if len(found) > 1:
        growth = {n: found[-1][n] / found[0][n] for n in ("faqs", "memory_mb", "reply_ms")}
        print(
            "growth from first to last: " + ", ".join(f"{n} x {g:.2f}" for n, g in growth.items())
        )
    for figures in found:
        for other in ("bm25s_ms", "rank_bm25_ms", "naive_cosine_ms"):
            if other in figures:
                ratio = figures["reply_ms"] / figures[other]
                print(
                    f"whole reply to {other.removesuffix('_ms')} (retrieval alone, "
                    f"{figures[other]:.2f} ms), {figures['faqs']} FAQs, p50: {ratio:.2f}"
                )


def _in_own_process(size: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        write_monographs(Path(folder), size)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.speed", "--one", folder, str(size)],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def _run_s(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(Path(sys.argv[2]), with_others=int(sys.argv[3]) == COMPARED_AT)))
    else:
        main([int(size) for size in sys.argv[1:]] or SIZES)
