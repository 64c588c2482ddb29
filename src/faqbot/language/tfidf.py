"""TF-IDF vectors: scikit-learn fits and transforms many texts, one message is counted directly.

For a single short message scikit-learn's checks take a millisecond, and the counting a twentieth
of that. Both ways give the same vector, which a property test holds.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from faqbot.language.document import Document

Features = Callable[[Document], list[str]]
Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Row:
    """One sparse vector of length 1 (or 0, for a text without a known feature)."""

    columns: NDArray[np.intp]
    values: Vector


class Tfidf:
    """Sublinear TF-IDF with L2 norm over the features of documents."""

    def __init__(self, features: Features, vectoriser: TfidfVectorizer) -> None:
        self._features = features
        self._vectoriser = vectoriser
        self.vocabulary: dict[str, int] = vectoriser.vocabulary_
        self.idf: Vector = vectoriser.idf_.astype(np.float32)

    @classmethod
    def fit(cls, features: Features, documents: Sequence[Document], *, rarest: int = 1) -> Tfidf:
        """Learn features and their rarity; features of fewer than `rarest` texts are dropped."""
        vectoriser = _vectoriser(features, min_df=rarest)
        vectoriser.fit(documents)
        return cls(features, vectoriser)

    @classmethod
    def stored(cls, features: Features, names: Sequence[str], idf: Vector) -> Tfidf:
        """Return what was learned before, from the names of the features and their rarity."""
        vectoriser = _vectoriser(features, vocabulary={name: i for i, name in enumerate(names)})
        vectoriser.idf_ = idf.astype(np.float64)
        return cls(features, vectoriser)

    def matrix(self, documents: Sequence[Document]) -> sparse.csr_array:
        """Return one row a document, shape (documents, features)."""
        return sparse.csr_array(self._vectoriser.transform(documents))

    def row(self, document: Document) -> Row:
        """Return the vector of one document."""
        counts = Counter(
            column
            for feature in self._features(document)
            if (column := self.vocabulary.get(feature)) is not None
        )
        columns = np.array(sorted(counts), dtype=np.intp)
        frequencies = [1.0 + math.log(counts[column]) for column in columns.tolist()]
        values = np.array(frequencies, dtype=np.float32) * self.idf[columns]
        norm = math.sqrt(float(values @ values))
        return Row(columns, values / norm if norm else values)


class Similarities:
    """Cosines of one vector with many texts at once, by walking the features they share."""

    def __init__(self, matrix: sparse.csr_array) -> None:
        by_feature = sparse.csc_array(matrix)
        self._count = matrix.shape[0]
        self._starts = by_feature.indptr
        self._texts = by_feature.indices
        self._values = by_feature.data

    def with_row(self, row: Row) -> Vector:
        """Return the cosine of each text with a vector, shape (texts,)."""
        cosines = np.zeros(self._count, dtype=np.float32)
        for column, value in zip(row.columns.tolist(), row.values.tolist(), strict=True):
            start, end = self._starts[column], self._starts[column + 1]
            cosines[self._texts[start:end]] += value * self._values[start:end]
        return cosines


def _vectoriser(
    features: Features, *, vocabulary: dict[str, int] | None = None, min_df: int = 1
) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer=features,
        vocabulary=vocabulary,
        min_df=min_df,
        sublinear_tf=True,
        dtype=np.float32,
    )
