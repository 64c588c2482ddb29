from __future__ import annotations

import numpy as np
import pytest

from faqbot import training
from faqbot.evaluation.thresholds import Observations
from faqbot.language.document import Document
from faqbot.matching.forest import fit_scale, log_odds
from faqbot.matching.index import ALL_FEATURES, Question


def example(gold: list[bool], column: list[float]) -> training.Example:
    features = np.zeros((len(gold), len(ALL_FEATURES)), dtype=np.float32)
    features[:, 0] = column
    empty, topics = Document((), (), frozenset()), np.zeros(3, np.float32)
    question = Question(empty, topics, empty, topics, topics.reshape(1, 3), frozenset(), ())
    return training.Example(
        "x", question, features, np.array(gold), np.eye(len(gold), dtype=np.float32)
    )


def test_the_ranker_learns_which_feature_tells_right_from_wrong() -> None:
    examples = [example([True, False, False], [0.9, 0.1, 0.2]) for _ in range(20)]
    examples += [example([False, True], [0.3, 0.8]) for _ in range(20)]

    ranker = training.fit_ranker(examples, "hash")

    scores = ranker.probabilities(examples[0].features)
    assert scores.argmax() == 0
    assert scores[0] > 0.5 > scores[1]
    assert ranker.contributions(ranker.leaves(examples[0].features), 1)[0][0][0] == ALL_FEATURES[0]
    assert ranker.made_from == "hash"


def test_thresholds_answer_where_answering_is_the_cheapest() -> None:
    confidence = np.linspace(0, 1, 200)
    seen = Observations(
        confidence=confidence,
        offer=np.sqrt(confidence),
        right=confidence > 0.6,
        among=confidence > 0.3,
        answerable=confidence > 0.2,
    )

    chosen = training.choose_thresholds(seen)

    assert 0.55 <= chosen["answer"] <= 0.65
    # To ask in vain costs less than to decline what has an answer, so it asks from there on.
    assert chosen["clarify"] == pytest.approx(np.sqrt(0.2), abs=0.01)


def test_a_scale_makes_overconfident_probabilities_agree_with_the_labels() -> None:
    said = np.repeat(np.array([0.01, 0.99], np.float32), 100)
    labels = np.tile(np.array([False, False, False, True]), 50)
    labels[100:] = ~labels[100:]

    weight, bias = fit_scale(said, labels)

    scaled = 1 / (1 + np.exp(-(log_odds(said) * weight + bias)))
    assert np.allclose(scaled[[0, -1]], [0.25, 0.75], atol=0.01)


def test_the_hash_changes_with_any_file(monkeypatch, tmp_path) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    (tmp_path / "a.yaml").write_text("x", encoding="utf-8")
    monkeypatch.setattr(training, "data_path", lambda _: tmp_path)
    first = training.data_hash("any")
    (tmp_path / "a.yaml").write_text("y", encoding="utf-8")

    assert training.data_hash("any") != first
