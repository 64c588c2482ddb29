"""What kind of message this is: a question, a statement, small talk, off topic, a request.

One model for all kinds, learned from the utterances in `data/intents/` and, as questions, from
the topics' phrasings, the shipped FAQs and the labelled questions.
"""

from __future__ import annotations

from functools import lru_cache

from faqbot.language.linear import LinearModel
from faqbot.language.style import INTENTS_FILE, load_style_models
from faqbot.language.topics import filled, load_phrasings
from faqbot.resources import data_path, read_yaml

QUESTION = "question"
STATEMENT = "statement"  # "three months on carbamazepine now": what is to be known is not said yet


@lru_cache(maxsize=1)
def load_intent_model() -> LinearModel:
    """Read the trained model."""
    return load_style_models()[INTENTS_FILE]


def training_texts() -> list[tuple[str, str]]:
    """Return (intent, utterance) pairs; the intent is the name of the file."""
    phrasings = ((QUESTION, text) for texts in load_phrasings().values() for text in texts)
    utterances = filled(phrasings, 1)
    for path in sorted(data_path("intents").glob("*.yaml")):
        groups = read_yaml(f"intents/{path.name}").values()
        utterances += [(path.stem, text) for texts in groups for text in texts]
    return utterances
