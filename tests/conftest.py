"""What tests share: one small corpus of our own, and one bot for it and one for the shipped one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from faqbot.corpus.reader import Corpus, load_corpus
from faqbot.dialogue.bot import Bot
from faqbot.resources import shipped_monographs

pytest_plugins = ["tests.storage.postgres"]

# Tests bound no wall-clock time, and try the same examples every time.
settings.register_profile("faqbot", deadline=None, derandomize=True)
settings.load_profile("faqbot")

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def shipped() -> Corpus:
    return load_corpus(shipped_monographs())


@pytest.fixture(scope="session")
def bot(shipped: Corpus) -> Bot:
    return Bot(shipped)


@pytest.fixture(scope="session")
def pair_bot() -> Bot:
    """A bot that knows one combination, and one medicine that is banned."""
    return Bot(load_corpus(DATA / "pair"))
