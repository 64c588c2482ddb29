"""How sure a ranking is: P(a pharmacist would call the best entry an answer).

A ranker's score says which entry is better, not whether any is good. The calibrator looks at
the whole ranking: the best score and its lead, how clear the question's topic is, how many of
its words and terms the monograph knows at all.
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
    "known",  # share of the question's words that the monograph holds
    "words",  # log of the number of words
    "no_words",  # 1 if nothing is left of the question without the medicine's name
    "terms",  # number of clinical terms in the question
    *(
        f"best_{name}"
        for name in (
            "title_words", "title_letters", "text_words", "title_topic", "text_topic",
            "title_terms", "text_terms", "no_term", "misses_other", "names_other", "is_faq",
        )
    ),
)  # fmt: skip
_COPIED = [
    ALL_FEATURES.index(name.removeprefix("best_"))
    for name in RANKING_FEATURES
    if name.startswith("best_")
]


def ranking_features(
    question: Question, *, scores: Sequence[float], best: Vector, known: float
) -> Vector:
    """Return what the calibrator looks at, in the order of `RANKING_FEATURES`.

    Args:
        question: what was asked.
        scores: of the candidates, best first, in [0, 1]; at least one.
        best: the features of the best candidate.
        known: share of the question's words that the monograph holds, in [0, 1].
    """
    logits = [_logit(score) for score in (*scores[:3], 0.0, 0.0)]
    first, second = np.sort(question.topics)[::-1][:2]
    count = len(question.document.stems)
    own = [
        logits[0],
        logits[0] - logits[1],
        logits[2],
        float(first),
        float(first - second),
        known,
        np.log1p(count),
        float(count == 0),
        min(len(question.document.matches), 5),
    ]
    return np.array([*own, *best[_COPIED]], dtype=np.float32)


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-4), 1 - 1e-4)
    return float(np.log(clipped / (1 - clipped)))
