"""A linear text classifier: TF-IDF features, softmax regression, weights in a plain file.

What is stored is no pickle: feature names, weights and class names as arrays, with the hash of
the data that they were learned from.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from faqbot.language.document import Document, Features
from faqbot.language.tfidf import Rows, Tfidf

Matrix = NDArray[np.float32]

_WORDS_KEPT = 20_000
_PRUNED = 0.02  # smaller weights are not stored; they change no probability by 0.01
_RARE = 0.05  # how much of a feature a class must have seen for it to count as evidence
_SHARPNESS = 0.75  # of regression and evidence together; either alone would have 1


@dataclass(frozen=True, slots=True)
class LinearModel:
    """P(class | document), for documents read with the same features it was trained on."""

    classes: tuple[str, ...]
    tfidf: Tfidf
    weights: Matrix  # (features, classes)
    bias: Matrix  # (classes,)
    made_from: str  # hash of the training data

    def probabilities(self, documents: Sequence[Document]) -> Matrix:
        """Return P(class | document), shape (documents, classes); each row sums to 1."""
        logits = np.empty((len(documents), len(self.classes)), np.float32)
        for here, (columns, values) in zip(logits, self.tfidf.rows(documents).each(), strict=True):
            np.dot(values, self.weights.take(columns, axis=0), out=here)
        logits += self.bias
        return _softmax(logits)

    def of_one(self, document: Document) -> Matrix:
        """Return P(class) of one document, shape (classes,)."""
        return cast(Matrix, self.probabilities([document])[0])

    def by_class(self, documents: Sequence[Document]) -> list[dict[str, float]]:
        """Return P(class | document) by the name of the class, for each document."""
        rows = self.probabilities(documents).tolist()
        return [dict(zip(self.classes, row, strict=True)) for row in rows]

    def to_bytes(self) -> bytes:
        """Return the model as a compressed NumPy archive, the same bytes for the same model."""
        names = sorted(self.tfidf.vocabulary, key=self.tfidf.vocabulary.__getitem__)
        rows, columns = np.nonzero(self.weights)
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            classes=np.array("\n".join(self.classes)),
            features=np.array("\n".join(names)),
            idf=self.tfidf.idf,
            values=self.weights[rows, columns].astype(np.float16),
            columns=columns.astype(np.uint16),
            rows=np.searchsorted(rows, np.arange(len(names) + 1)).astype(np.uint32),
            bias=self.bias,
            made_from=np.array(self.made_from),
        )
        return buffer.getvalue()


def load_model(data: bytes, features: Features) -> LinearModel:
    """Read a model that `LinearModel.to_bytes` wrote."""
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        names = str(stored["features"]).split("\n")
        classes = tuple(str(stored["classes"]).split("\n"))
        weights = np.zeros((len(names), len(classes)), dtype=np.float32)
        rows = np.repeat(np.arange(len(names)), np.diff(stored["rows"].astype(np.intp)))
        weights[rows, stored["columns"]] = stored["values"]
        return LinearModel(
            classes,
            Tfidf(
                features,
                dict(zip(names, range(len(names)), strict=True)),
                stored["idf"],
                words_kept=_WORDS_KEPT,
            ),
            weights,
            stored["bias"],
            str(stored["made_from"]),
        )


def train_model(
    documents: Sequence[Document],
    labels: Sequence[str],
    features: Features,
    *,
    made_from: str,
    inverse_regularisation: float = 10.0,
    tolerance: float = 1e-4,
    rarest: int = 2,
    balanced: bool = False,
    with_evidence: bool = False,
) -> LinearModel:
    """Fit a model by multinomial logistic regression; deterministic for the same input.

    With evidence, the weights of a naive Bayes model are added: regression trusts the few
    features that separate its own training texts, Bayes counts everything that was ever seen
    with a class. Held-out questions are read better by both than by either.

    Args:
        documents: the training texts.
        labels: the class of each.
        features: how a document becomes words to count.
        made_from: hash of the data, kept with the model.
        inverse_regularisation: scikit-learn's C.
        tolerance: of the gradient, where fitting ends. Where a threshold is chosen on held-out
            parts and used on the whole, all must be fitted to the end: probabilities of a model
            that stopped early are milder, and how much is chance.
        rarest: features of fewer documents are dropped.
        balanced: weigh classes by their inverse frequency.
        with_evidence: add the weights of naive Bayes.
    """
    from sklearn.linear_model import LogisticRegression  # takes a second; replies need none

    tfidf = Tfidf.fit(features, documents, rarest=rarest)
    regression = LogisticRegression(
        C=inverse_regularisation,
        tol=tolerance,
        max_iter=300,
        class_weight="balanced" if balanced else None,
    )
    matrix = _sparse(tfidf.rows(documents), len(tfidf.vocabulary))
    regression.fit(matrix, labels)
    coefficients, intercept = regression.coef_, regression.intercept_
    if len(regression.classes_) == 2:  # scikit-learn keeps one row; a softmax needs both
        coefficients = np.vstack([-coefficients[0] / 2, coefficients[0] / 2])
        intercept = np.array([-intercept[0] / 2, intercept[0] / 2])
    if with_evidence:
        coefficients = _SHARPNESS * (
            coefficients + _evidence(matrix, labels, regression.classes_.tolist())
        )
        intercept = _SHARPNESS * intercept
    pruned = np.where(np.abs(coefficients) < _PRUNED, 0, coefficients).T
    return LinearModel(
        tuple(str(name) for name in regression.classes_),
        tfidf,
        pruned.astype(np.float16).astype(np.float32),
        intercept.astype(np.float32),
        made_from,
    )


def _sparse(rows: Rows, width: int) -> Any:  # noqa: ANN401 - SciPy has no types
    from scipy import sparse

    columns, starts = rows.columns.astype(np.int32), rows.starts.astype(np.int32)
    return sparse.csr_array((rows.values, columns, starts), shape=(len(starts) - 1, width))


def _evidence(
    matrix: Any,  # noqa: ANN401
    labels: Sequence[str],
    classes: Sequence[str],
) -> NDArray[np.float64]:
    """Return naive Bayes weights, shape (classes, features): 0 for what a class has not seen."""
    from scipy import sparse

    number = {name: i for i, name in enumerate(classes)}
    rows = [number[label] for label in labels]
    belongs = sparse.csr_array(
        (np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(len(classes), len(rows))
    )
    return np.asarray(np.log1p((belongs @ matrix).toarray() / _RARE))


def _softmax(logits: Matrix) -> Matrix:
    exponentials: Matrix = np.exp(logits - logits.max(axis=-1, keepdims=True))
    exponentials /= exponentials.sum(axis=-1, keepdims=True)
    return exponentials
