from __future__ import annotations

import numpy as np

from faqbot.matching.forest import RANKER_FILE, fit_forest, load_forest

NAMES = ("signal", "noise", *(f"other{i}" for i in range(8)))


def data() -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(0)
    features = chance.random((600, len(NAMES))).astype(np.float32)
    return features, features[:, 0] > 0.7


def test_the_forest_learns_and_its_probabilities_are_calibrated() -> None:
    features, labels = data()

    forest = fit_forest(NAMES, features, labels, np.ones(600, np.float32), made_from="x")

    probabilities = forest.probabilities(features)
    assert ((probabilities > 0.5) == labels).mean() > 0.95
    assert abs(probabilities.mean() - labels.mean()) < 0.02


def test_the_same_data_gives_the_same_bytes() -> None:
    features, labels = data()
    weights = np.ones(600, np.float32)

    first, second = (fit_forest(NAMES, features, labels, weights, made_from="x") for _ in range(2))

    assert first.to_bytes() == second.to_bytes()


def test_what_tells_right_from_wrong_contributes_most() -> None:
    features, labels = data()
    forest = fit_forest(NAMES, features, labels, np.ones(600, np.float32), made_from="x")

    best = int(np.argmax(features[:, 0]))
    (name, added), *_ = forest.contributions(forest.leaves(features), 3)[best]

    assert name == "signal"
    assert added > 0


def test_rows_are_explained_together_as_each_is_alone() -> None:
    forest = load_forest(RANKER_FILE)
    features = np.random.default_rng(0).random((600, len(forest.names))).astype(np.float32)
    leaves = forest.leaves(features)

    explained = forest.contributions(leaves, 3)

    assert len(explained) == 600
    for row in (0, 255, 256, 599):  # the ends of the blocks that are worked out at once
        assert [explained[row]] == forest.contributions(leaves[row : row + 1], 3)


def test_the_shipped_forest_gives_probabilities() -> None:
    forest = load_forest(RANKER_FILE)

    probabilities = forest.probabilities(np.zeros((3, len(forest.names)), np.float32))

    assert ((probabilities >= 0) & (probabilities <= 1)).all()
