"""How sure a ranking is: P(a pharmacist would call the best entry an answer).

A ranker's score says which entry is better, not whether any is good. The calibrator looks at
the whole ranking: the best score and its lead, how clear the question's topic is, and whether the
best entry speaks of that topic and of the question's terms. What depends on how wordy a
monograph is was tried and left out: it misleads on monographs written in another style.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from faqbot.matching.index import ALL_FEATURES, Question, Vector

RANKING_FEATURES = (
    "best",  # logit of the best score
    "lead",  # logit of the best less that of the second
    "third",  # logit of the third
    "topic",  # P of the most likely topic
    "topic_lead",  # less that of the second
    "terms",  # number of clinical terms in the question
    *(
        f"best_{name}"
        for name in (
            "title_topic", "text_topic", "text_terms", "no_term", "misses_other", "names_other",
        )
    ),
)  # fmt: skip
_COPIED = [
    ALL_FEATURES.index(name.removeprefix("best_"))
    for name in RANKING_FEATURES
    if name.startswith("best_")
]


def ranking_features(question: Question, *, scores: Sequence[float], best: Vector) -> Vector:
    """Return what the calibrator looks at, in the order of `RANKING_FEATURES`.

    Args:
        question: what was asked.
        scores: of the candidates, best first, in [0, 1]; at least one.
        best: the features of the best candidate.
    """
    logits = [_logit(score) for score in (*scores[:3], 0.0, 0.0)]
    first, second = np.sort(question.topics)[::-1][:2]
    own = [
        logits[0],
        logits[0] - logits[1],
        logits[2],
        float(first),
        float(first - second),
        min(len(question.document.matches), 5),
    ]
    return np.array([*own, *best[_COPIED]], dtype=np.float32)


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-4), 1 - 1e-4)
    return float(np.log(clipped / (1 - clipped)))
