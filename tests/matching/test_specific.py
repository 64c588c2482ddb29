from __future__ import annotations

import numpy as np
import pytest

from faqbot.matching.index import ALL_FEATURES
from faqbot.matching.specific import specific_first


def order(scores: list[float], topic: list[float]) -> list[int]:
    features = np.zeros((len(scores), len(ALL_FEATURES)), dtype=np.float32)
    features[:, ALL_FEATURES.index("title_topic")] = topic
    changed = specific_first(np.array(scores, dtype=np.float32), features)
    assert sorted(changed.tolist()) == sorted(np.array(scores, np.float32).tolist())
    return np.argsort(-changed, kind="stable").tolist()  # type: ignore[no-any-return]


def test_a_title_on_just_what_is_asked_goes_before_a_wider_one_that_fits_as_well() -> None:
    assert order([0.30, 0.86, 0.82], [0.9, 0.0, 1.0]) == [2, 1, 0]


@pytest.mark.parametrize(
    ("scores", "topic"),
    [
        ([0.95, 0.60], [0.0, 1.0]),  # it fits clearly worse
        ([0.86, 0.82], [0.5, 1.0]),  # the best one asks much the same
        ([0.86, 0.82], [0.0, 0.4]),  # it does not ask just that
    ],
)
def test_otherwise_the_scores_stand(scores: list[float], topic: list[float]) -> None:
    assert order(scores, topic) == [0, 1]
