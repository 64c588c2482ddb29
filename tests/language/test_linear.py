from __future__ import annotations

import numpy as np

from faqbot.language.document import Document, content_features
from faqbot.language.linear import load_model, train_model


def document(text: str) -> Document:
    return Document(tuple(text.split()), (), frozenset())


TEXTS = ["red apple", "green apple", "red car", "blue car"] * 3
LABELS = ["fruit", "fruit", "vehicle", "vehicle"] * 3


def test_a_stored_model_gives_the_same_probabilities() -> None:
    documents = [document(text) for text in TEXTS]
    model = train_model(documents, LABELS, content_features, made_from="abc")

    loaded = load_model(model.to_bytes(), content_features)

    assert loaded.made_from == "abc"
    assert np.allclose(loaded.probabilities(documents), model.probabilities(documents), atol=1e-3)


def test_the_same_data_gives_the_same_bytes() -> None:
    documents = [document(text) for text in TEXTS]

    first, second = (
        train_model(documents, LABELS, content_features, made_from="x").to_bytes() for _ in range(2)
    )

    assert first == second


def test_probabilities_sum_to_one_and_point_the_right_way() -> None:
    model = train_model([document(t) for t in TEXTS], LABELS, content_features, made_from="")

    (row,) = model.probabilities([document("yellow apple")])

    assert np.isclose(row.sum(), 1.0, atol=1e-5)
    assert model.classes[int(row.argmax())] == "fruit"
