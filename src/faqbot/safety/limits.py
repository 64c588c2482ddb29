"""Requests that are declined whatever a model thinks of them, and questions that only sound so.

The kinds of request are told by the intent model; `data/limits.yaml` corrects it by phrases that
a pharmacist can read.
"""

from __future__ import annotations

from functools import lru_cache

from faqbot.resources import read_yaml
from faqbot.safety.phrases import ENGLISH, PhraseBook, fold

QUESTION = "question"


def settled(text: str, intent: str) -> str:
    """Return the kind of a normalised message: as a phrase says, else as the model does.

    Args:
        text: the normalised message.
        intent: what the intent model takes it for.
    """
    kinds = [hit.kind for hit in _book().find(fold(text))]
    declined = next((kind for kind in kinds if kind != QUESTION), None)
    if declined is not None:
        return declined
    return QUESTION if kinds and intent in _doubtful() else intent


@lru_cache(maxsize=1)
def _book() -> PhraseBook:
    phrases = read_yaml("limits.yaml")["phrases"]
    return PhraseBook((kind, ENGLISH, text) for kind in phrases for text in phrases[kind])


def _doubtful() -> list[str]:
    """Return the intents that phrases of questions outrank."""
    return list(read_yaml("limits.yaml")["outranked"])
