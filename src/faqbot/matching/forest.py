"""A sum of small decision trees: what the features of a question–entry pair amount to.

scikit-learn's gradient boosting grows the trees; they are kept as arrays in a NumPy archive and
walked here all at once, which takes a tenth of a millisecond for the entries of a monograph.
What each feature adds to a score is read off the paths, so `/why` can show it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faqbot.resources import data_path

Vector = NDArray[np.float32]
Labels = NDArray[np.bool_]
Leaves = NDArray[np.uint8]  # of each tree, from 0

RANKER_FILE = "models/ranker.npz"
_TREES = 200
_DEPTH = 3
_NODES = 7  # that ask something, in a tree of this depth
_BLOCK = 256  # rows walked at once: what they ask fits into the cache of a core


@dataclass(frozen=True, slots=True)
class _Packed:
    """A forest in the form that is walked: all trees filled up to the same shape.

    A tree has seven nodes (root, left, right, and those below them) and eight leaves, numbered by
    the turns to them: 0 for left, left, left, 7 for right, right, right.
    """

    asked: NDArray[np.intp]  # (nodes * trees,), node by node
    threshold: Vector  # (nodes * trees, 1)
    first: NDArray[np.intp]  # (trees,): the first leaf of each tree
    values: Vector  # (trees * leaves,), tree by tree
    path_features: NDArray[np.intp]  # (trees * leaves, depth): what is asked on the way to a leaf
    path_changes: NDArray[np.float64]  # (trees * leaves, depth): what each turn there adds

    def leaves(self, features: Vector) -> Leaves:
        """Return in which leaf each row ends, shape (rows, trees)."""
        found = np.empty((len(features), len(self.first)), np.uint8)
        for start in range(0, len(features), _BLOCK):
            by_name = np.ascontiguousarray(features[start : start + _BLOCK].T)
            # All nodes answer at once, which is quicker than to follow each path.
            answers = (by_name.take(self.asked, axis=0) > self.threshold).view(np.uint8)
            root, left, right, *below = answers.reshape(_NODES, len(self.first), -1)
            second = _either(root, left, right)
            third = _either(root, _either(left, *below[:2]), _either(right, *below[2:]))
            found[start : start + _BLOCK] = (root << 2 | second << 1 | third).T
        return found

    def sums(self, leaves: Leaves) -> Vector:
        """Return the sum of the values of each row's leaves."""
        sums = np.empty(len(leaves), np.float32)
        for start in range(0, len(leaves), _BLOCK):
            here = leaves[start : start + _BLOCK] + self.first
            self.values.take(here).sum(axis=1, out=sums[start : start + _BLOCK])
        return sums


def _either(
    choice: NDArray[np.uint8], zero: NDArray[np.uint8], one: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Return `one` where `choice` is 1, else `zero`; all are 0 or 1."""
    return np.asarray(zero ^ (choice & (zero ^ one)))


def _pack(forest: Forest) -> _Packed:
    trees = np.arange(len(forest.feature))
    levels = [np.zeros((len(trees), 1), dtype=np.int16)]  # the nodes that each path passes
    for _ in range(_DEPTH):
        here, rows = levels[-1], trees[:, None]
        below = np.stack([forest.left[rows, here], forest.right[rows, here]], axis=2)
        levels.append(below.reshape(len(trees), -1))
    nodes = np.concatenate(levels[:-1], axis=1)
    # Each level as wide as the leaves: the node that is passed on the way to each.
    paths = np.stack([level.repeat((1 << _DEPTH) // level.shape[1], axis=1) for level in levels])
    value = forest.value[trees[:, None], paths].astype(np.float64)
    asked = forest.feature[trees[:, None], paths[:-1]]
    return _Packed(
        asked=forest.feature[trees[:, None], nodes].T.ravel().astype(np.intp),
        threshold=forest.threshold[trees[:, None], nodes].T.reshape(-1, 1),
        first=trees << _DEPTH,
        values=forest.value[trees[:, None], levels[-1]].ravel(),
        path_features=asked.transpose(1, 2, 0).reshape(-1, _DEPTH).astype(np.intp),
        path_changes=np.diff(value, axis=0).transpose(1, 2, 0).reshape(-1, _DEPTH),
    )


@dataclass(frozen=True, slots=True)
class Forest:
    """P(an entry is an answer | features), by the sum of all trees and a logistic."""

    names: tuple[str, ...]
    feature: NDArray[np.int16]  # (trees, nodes): the feature asked at a node
    threshold: Vector  # (trees, nodes): up to it go left, above it right
    left: NDArray[np.int16]  # (trees, nodes): a leaf is its own child
    right: NDArray[np.int16]
    value: Vector  # (trees, nodes)
    scale: float  # from the sum of the leaves to log-odds
    bias: float
    made_from: str  # hash of the training data
    _packed: _Packed = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_packed", _pack(self))

    def probabilities(self, features: Vector) -> Vector:
        """Return P for each row of `features`, shape (rows, names)."""
        return self.of_leaves(self.leaves(features))

    def leaves(self, features: Vector) -> Leaves:
        """Return in which leaf of each tree each row of `features` ends, shape (rows, trees)."""
        return self._packed.leaves(features)

    def of_leaves(self, leaves: Leaves) -> Vector:
        """Return P for each row of `leaves`."""
        log_odds = self._packed.sums(leaves) * self.scale + self.bias
        return np.asarray(1.0 / (1.0 + np.exp(-log_odds)), dtype=np.float32)

    def contributions(self, leaves: Leaves, count: int) -> list[tuple[tuple[str, float], ...]]:
        """Return, for each row of leaves, the `count` features that add most to its log-odds.

        Along a path, the change of value from node to node belongs to the feature asked there.
        """
        blocks = (leaves[start : start + _BLOCK] for start in range(0, len(leaves), _BLOCK))
        return [parts for block in blocks for parts in self._contributions(block, count)]

    def _contributions(self, leaves: Leaves, count: int) -> list[tuple[tuple[str, float], ...]]:
        width = len(self.names)
        numbers = leaves + self._packed.first
        owners = np.arange(0, len(leaves) * width, width)[:, None, None]
        added = np.bincount(
            (self._packed.path_features.take(numbers, axis=0) + owners).ravel(),
            weights=self._packed.path_changes.take(numbers, axis=0).ravel(),
            minlength=len(leaves) * width,
        )
        parts = (added * self.scale).round(3).reshape(len(leaves), width)
        largest = np.argsort(-np.abs(parts), axis=1, kind="stable")[:, :count]
        return [
            tuple([(self.names[i], row[i]) for i in order])
            for order, row in zip(largest.tolist(), parts.tolist(), strict=True)
        ]

    def rescaled(self, weight: float, bias: float) -> Forest:
        """Return the forest with its log-odds times `weight` plus `bias`."""
        return replace(self, scale=self.scale * weight, bias=self.bias * weight + bias)

    def to_bytes(self) -> bytes:
        """Return the forest as a compressed NumPy archive, the same bytes for the same forest."""
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            names=np.array("\n".join(self.names)),
            feature=self.feature,
            threshold=self.threshold,
            left=self.left,
            right=self.right,
            value=self.value,
            scale_and_bias=np.array([self.scale, self.bias]),
            made_from=np.array(self.made_from),
        )
        return buffer.getvalue()


@lru_cache(maxsize=4)
def load_forest(name: str) -> Forest:
    """Read a trained forest by the name of its file in `data/`."""
    with np.load(io.BytesIO(data_path(name).read_bytes()), allow_pickle=False) as stored:
        scale, bias = stored["scale_and_bias"].tolist()
        return Forest(
            tuple(str(stored["names"]).split("\n")),
            stored["feature"],
            stored["threshold"],
            stored["left"],
            stored["right"],
            stored["value"],
            scale,
            bias,
            str(stored["made_from"]),
        )


def _node_values(tree: Any) -> NDArray[np.float64]:  # noqa: ANN401 - scikit-learn's Tree
    """Return the value of each node: of a leaf its own, of the others the mean of those below.

    scikit-learn updates the leaves only, so what a split adds must be worked out from them.
    """
    values: NDArray[np.float64] = tree.value[:, 0, 0].copy()
    samples = tree.weighted_n_node_samples
    for node in range(tree.node_count - 1, -1, -1):  # children come behind their parents
        if tree.children_left[node] >= 0:
            below = [tree.children_left[node], tree.children_right[node]]
            values[node] = np.average(values[below], weights=samples[below])
    return values


def fit_forest(
    names: Sequence[str],
    features: Vector,
    labels: Labels,
    weights: Vector,
    *,
    made_from: str,
    rate: float = 0.08,
) -> Forest:
    """Grow a forest; deterministic for the same input.

    Args:
        names: of the features.
        features: shape (pairs, names).
        labels: whether each pair is right.
        weights: how much each pair counts for the trees; the probabilities are then fitted to
            the pairs as they are.
        made_from: hash of the data, kept with the forest.
        rate: how much each tree adds; less for few examples.
    """
    from sklearn.ensemble import GradientBoostingClassifier  # takes a second; replies need none

    boosting = GradientBoostingClassifier(
        n_estimators=_TREES,
        max_depth=_DEPTH,
        learning_rate=rate,
        subsample=0.5,
        max_features=8,
        min_samples_leaf=20,
        random_state=0,
    )
    boosting.fit(features, labels, sample_weight=weights)
    trees = [stage[0].tree_ for stage in boosting.estimators_]
    size = max(tree.node_count for tree in trees)
    shape = (len(trees), size)
    feature, left, right = (np.zeros(shape, dtype=np.int16) for _ in range(3))
    threshold, value = (np.zeros(shape, dtype=np.float32) for _ in range(2))
    for number, tree in enumerate(trees):
        count, here = tree.node_count, np.arange(tree.node_count)
        leaf = tree.children_left < 0
        feature[number, :count] = np.where(leaf, 0, tree.feature)
        threshold[number, :count] = tree.threshold
        left[number, :count] = np.where(leaf, here, tree.children_left)
        right[number, :count] = np.where(leaf, here, tree.children_right)
        value[number, :count] = _node_values(tree) * boosting.learning_rate
    raw = Forest(tuple(names), feature, threshold, left, right, value, 1.0, 0.0, made_from)
    return raw.rescaled(*fit_scale(raw.probabilities(features), labels))


def fit_scale(probabilities: Vector, labels: Labels) -> tuple[float, float]:
    """Return weight and bias that make log-odds agree with the labels (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    regression = LogisticRegression(C=1e6, max_iter=2_000)
    regression.fit(log_odds(probabilities)[:, None], labels)
    return float(regression.coef_[0, 0]), float(regression.intercept_[0])


def log_odds(probabilities: Vector) -> Vector:
    """Return ln(p / (1 - p)); certainty is cut at one in a million."""
    clipped = np.clip(probabilities.astype(np.float64), 1e-6, 1 - 1e-6)
    return np.asarray(np.log(clipped / (1 - clipped)))
