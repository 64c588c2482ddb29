"""A logistic model: a weighted sum of named features, and the probability it stands for.

Stored as JSON, readable and with the hash of what it was learned from.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from faqbot.resources import data_path

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Logistic:
    """P(yes | features) = 1 / (1 + exp(-(bias + weights · features)))."""

    names: tuple[str, ...]
    weights: Vector
    bias: float
    made_from: str

    def probabilities(self, features: Vector) -> Vector:
        """Return P(yes) for each row of `features`, shape (rows, names)."""
        return np.asarray(
            1.0 / (1.0 + np.exp(-(features @ self.weights + self.bias))), dtype=np.float32
        )

    def contributions(self, features: Vector) -> tuple[tuple[str, float], ...]:
        """Return what each feature of one row adds to the score, largest first."""
        parts = zip(self.names, (features * self.weights).tolist(), strict=True)
        return tuple(
            sorted(((name, round(part, 3)) for name, part in parts), key=lambda p: -abs(p[1]))
        )

    def to_json(self) -> str:
        """Return the model as JSON, for a person to read and `load_logistic` to load."""
        weights = {
            name: round(float(weight), 5)
            for name, weight in zip(self.names, self.weights, strict=True)
        }
        return json.dumps(
            {"made_from": self.made_from, "bias": round(self.bias, 5), "weights": weights}, indent=2
        )


def fit_logistic(
    names: Sequence[str],
    features: Vector,
    labels: NDArray[np.bool_],
    *,
    made_from: str,
) -> Logistic:
    """Fit by logistic regression on standardised features; weights are for the raw ones."""
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scale[scale == 0] = 1.0
    regression = LogisticRegression(max_iter=2_000)
    regression.fit((features - mean) / scale, labels)
    weights = regression.coef_[0] / scale
    bias = float(regression.intercept_[0] - (weights * mean).sum())
    return Logistic(tuple(names), weights.astype(np.float32), bias, made_from)


@lru_cache(maxsize=4)
def load_logistic(name: str) -> Logistic:
    """Read `data/models/<name>.json`."""
    stored = json.loads(data_path(f"models/{name}.json").read_text(encoding="utf-8"))
    weights = stored["weights"]
    return Logistic(
        tuple(weights),
        np.array(list(weights.values()), dtype=np.float32),
        stored["bias"],
        stored["made_from"],
    )
