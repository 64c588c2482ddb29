"""How long it takes to read monographs and to answer, beside naive TF-IDF in the same run.

    python -m benchmarks.speed [FOLDER]

Times are of this machine; what can be compared between machines are the ratios.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from faqbot.corpus.reader import Corpus, read_corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.resources import shipped_monographs

ASKED = 400


def timed(work: Callable[[str], object], messages: Sequence[str]) -> list[float]:
    """Return the milliseconds that each message took, in ascending order."""
    times = []
    for message in messages:
        started = time.perf_counter()
        work(message)
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times)


def questions_of(corpus: Corpus) -> list[str]:
    """Return questions spread over the corpus, with the medicine named."""
    entries = [entry for entry in corpus.entries if entry.kind == "faq"]
    step = max(1, len(entries) // ASKED)
    return [f"{corpus[entry.slug].title}: {entry.title}" for entry in entries[::step]]


def main(folder: Path) -> None:
    """Print the figures."""
    started = time.perf_counter()
    corpus = read_corpus(folder).corpus
    reading = time.perf_counter() - started
    bot = Bot(corpus)
    bot.reply("hello", Conversation())
    started = time.perf_counter()
    bot.matcher.prepare()
    indexing = time.perf_counter() - started
    questions = questions_of(corpus)
    print(f"{len(corpus.monographs)} monographs, {len(corpus.entries)} entries")
    print(f"read in {reading:.2f} s, indexed in {indexing:.2f} s")
    reply = timed(lambda message: bot.reply(message, Conversation()), questions)
    vectoriser = TfidfVectorizer()
    matrix = vectoriser.fit_transform(f"{entry.title} {entry.text}" for entry in corpus.entries)
    naive = timed(
        lambda message: cosine_similarity(vectoriser.transform([message]), matrix).argmax(),
        questions,
    )
    for name, times in (("whole reply", reply), ("naive TF-IDF retrieval alone", naive)):
        print(
            f"{name}: p50 {np.percentile(times, 50):.2f} ms, p99 {np.percentile(times, 99):.2f} ms"
        )
    print(
        f"reply to naive retrieval, p50: {np.percentile(reply, 50) / np.percentile(naive, 50):.2f}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else shipped_monographs())
