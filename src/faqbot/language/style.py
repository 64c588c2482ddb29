"""How a message is said: two models judge it by that, and share one reading of it."""

from __future__ import annotations

from functools import lru_cache

from faqbot.language.document import style_features
from faqbot.language.linear import LinearModel, load_model
from faqbot.language.tfidf import Tfidf
from faqbot.resources import data_path

TRIAGE_FILE = "models/triage.npz"
INTENTS_FILE = "models/intents.npz"
_WORDS_KEPT = 20_000
_DOCUMENTS_KEPT = 512  # those of a batch: all are judged by the one before the other


@lru_cache(maxsize=1)
def load_style_models() -> dict[str, LinearModel]:
    """Read the trained models, by the name of their file."""
    models = {
        name: load_model(data_path(name).read_bytes(), style_features)
        for name in (TRIAGE_FILE, INTENTS_FILE)
    }
    tfidfs = [model.tfidf for model in models.values()]
    Tfidf.share(tfidfs, words_kept=_WORDS_KEPT, documents_kept=_DOCUMENTS_KEPT)
    return models
