"""How sure a ranking is: P(a pharmacist would call the best entry an answer).

A ranker's score says which entry is better, not whether any is good. The calibrator, another
forest, looks at the whole ranking: the best score and its lead, how clear the question's topic
is, all that the best entry has in common with the question, and where another entry has more.
From the same a third forest tells whether it is worth asking back: whether any of the first few
is an answer.
"""

from __future__ import annotations

from math import log

import numpy as np

from faqbot.matching.index import ALL_FEATURES, Question, Vector

MODEL_FILE = "models/calibrator.npz"
OFFER_FILE = "models/offer.npz"
OFFERED = 4  # candidates that a question back offers
_ALIKE = 0.5  # from which similarity on two titles ask about the same

# Of these it is told what share of all entries has more than the best one.
_COMPARED = (
    "title_words", "text_words", "title_topic", "near_topic", "text_topic", "text_read",
    "title_terms", "text_terms", "asked_topic", "clause_topic",
)  # fmt: skip
RANKING_FEATURES = (
    "best",  # logit of the best score
    "lead",  # logit of the best less that of the second
    "third",  # logit of the third
    "sum",  # of all scores: many good ones, or none
    "topic",  # P of the most likely topic
    "topic_lead",  # less that of the second
    "asked_topic",  # P of the most likely topic of the clauses that ask
    "spread",  # entropy of the topics
    "terms",  # number of clinical terms in the question
    "words",  # number of its words
    "asks_other",  # 1 if it names another medicine
    "lead_elsewhere",  # logit of the best less that of the best on another matter
    "twin",  # how much the second asks about what the best asks
    "agreement",  # the share of the scores that lies on what the best asks
    *(f"best_{name}" for name in ALL_FEATURES),
    *(f"above_{name}" for name in _COMPARED),
)
_MORE = np.float32(1e-6)
_COLUMNS = np.array([ALL_FEATURES.index(name) for name in _COMPARED])


def ranking_features(
    question: Question, *, scores: Vector, features: Vector, alike: Vector
) -> Vector:
    """Return what the calibrator looks at, in the order of `RANKING_FEATURES`.

    Args:
        question: what was asked.
        scores: of all entries, in [0, 1], shape (entries,); at least one.
        features: of all entries, shape (entries, ALL_FEATURES).
        alike: how much each entry asks about what the best one asks, shape (entries,).
    """
    order = np.argsort(-scores, kind="stable")
    best, second = int(order[0]), int(order[min(1, len(order) - 1)])
    logits = [_logit(score) for score in (*scores[order[:3]].tolist(), 0.0, 0.0)]
    elsewhere = float(scores[alike < _ALIKE].max(initial=0.0))
    likely, next_likely = sorted(question.topics.tolist(), reverse=True)[:2]
    compared = features.T[_COLUMNS]
    above = (compared > compared[:, best, None] + _MORE).mean(axis=1)
    own = [
        logits[0],
        logits[0] - logits[1],
        logits[2],
        float(scores.sum()),
        likely,
        likely - next_likely,
        float(question.asked_topics.max()),
        -float(question.topics @ np.log(question.topics + 1e-9)),
        min(len(question.document.matches), 5),
        len(question.document.stems),
        float(bool(question.others)),
        logits[0] - _logit(elsewhere),
        float(alike[second]),
        float(scores @ alike / max(scores.sum(), 1e-6)),
    ]
    return np.concatenate([own, features[best], above]).astype(np.float32)


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-4), 1 - 1e-4)
    return log(clipped / (1 - clipped))
