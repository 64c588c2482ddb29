"""The stored models are those that today's data gives."""

from __future__ import annotations

import json

import numpy as np
import pytest

from faqbot import training
from faqbot.dialogue.intent import load_intent_model
from faqbot.language.correction import ASKED_FILE, compile_asked_words
from faqbot.language.topics import load_topic_model, load_topics
from faqbot.language.vocabulary import COMPILED_FILE, compile_vocabulary
from faqbot.matching import calibration
from faqbot.matching.calibration import RANKING_FEATURES
from faqbot.matching.forest import RANKER_FILE, load_forest
from faqbot.matching.index import ALL_FEATURES
from faqbot.resources import read_text
from faqbot.safety.triage import load_triage

RENEW = "stale: run python -m faqbot.training"


def test_the_topic_model_is_made_from_todays_data() -> None:
    model = load_topic_model()

    assert model.made_from == training.topics_hash(), RENEW
    assert set(model.ids) == set(load_topics())


def test_the_intent_model_is_made_from_todays_data() -> None:
    assert load_intent_model().made_from == training.intents_hash(), RENEW


def test_the_triage_model_is_made_from_todays_data() -> None:
    assert load_triage().made_from == training.triage_hash(), RENEW


def test_the_ranker_is_made_from_todays_data() -> None:
    ranker = load_forest(RANKER_FILE)

    assert ranker.made_from == training.ranker_hash(), RENEW
    assert ranker.names == ALL_FEATURES


@pytest.mark.parametrize("name", [calibration.MODEL_FILE, calibration.OFFER_FILE])
def test_the_calibrators_are_made_from_todays_data(name: str) -> None:
    calibrator = load_forest(name)

    assert calibrator.made_from == training.ranker_hash(), RENEW
    assert calibrator.names == RANKING_FEATURES
    assert np.isfinite(calibrator.value).all()


def test_the_compiled_vocabulary_is_todays() -> None:
    made_from = training.data_hash("vocabulary")

    assert json.loads(read_text(COMPILED_FILE)) == json.loads(compile_vocabulary(made_from)), RENEW


def test_the_words_that_patients_use_are_todays() -> None:
    assert read_text(ASKED_FILE) == compile_asked_words(training.words_hash()), RENEW
