"""TF-IDF vectors: scikit-learn learns from the texts of a model, everything else is counted here.

Importing scikit-learn takes a second, and its checks take a millisecond for a short message,
the counting itself a twentieth of that. Both ways give the same vectors, which property tests
hold.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from faqbot.language.document import Document, Features

Vector = NDArray[np.float32]
Columns = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Row:
    """One sparse vector of length 1 (or 0, for a text without a known feature)."""

    columns: Columns
    values: Vector


@dataclass(frozen=True, slots=True)
class Rows:
    """The vectors of several texts, one behind the other."""

    starts: Columns  # (texts + 1,): where the vector of each text begins and ends
    columns: Columns
    values: Vector

    def __getitem__(self, wanted: slice) -> Rows:
        """Return the vectors of some neighbouring texts."""
        starts = self.starts[wanted.start : None if wanted.stop is None else wanted.stop + 1]
        inside = slice(starts[0], starts[-1])
        return Rows(starts - starts[0], self.columns[inside], self.values[inside])

    def each(self) -> list[Row]:
        """Return them one by one."""
        return [
            Row(self.columns[start:end], self.values[start:end])
            for start, end in pairwise(self.starts.tolist())
        ]


class Tfidf:
    """Sublinear TF-IDF with L2 norm over the features of documents.

    Args:
        features: how a document becomes words to count.
        vocabulary: the column of each feature.
        idf: how rare each feature is.
        words_kept: of how many words to keep the columns: messages share most of their words.
    """

    def __init__(
        self,
        features: Features,
        vocabulary: Mapping[str, int],
        idf: Vector,
        *,
        words_kept: int = 0,
    ) -> None:
        self._features = features
        self.vocabulary = vocabulary
        self.idf = idf
        self._of_word = lru_cache(maxsize=words_kept)(self._columns_of_word)

    @classmethod
    def fit(cls, features: Features, documents: Sequence[Document], *, rarest: int = 1) -> Tfidf:
        """Learn features and their rarity; features of fewer than `rarest` texts are dropped."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectoriser = TfidfVectorizer(
            analyzer=features, min_df=rarest, sublinear_tf=True, dtype=np.float32
        )
        vectoriser.fit(documents)
        return cls(features, vectoriser.vocabulary_, vectoriser.idf_.astype(np.float32))

    @classmethod
    def with_rows(cls, features: Features, documents: Sequence[Document]) -> tuple[Tfidf, Rows]:
        """Learn from some documents as `fit` does, and return their vectors as well.

        Each document is read once, which is most of the work.
        """
        vocabulary: defaultdict[str, int] = defaultdict()
        vocabulary.default_factory = vocabulary.__len__
        read = [[vocabulary[feature] for feature in features(doc)] for doc in documents]
        counts = _count(read, len(vocabulary))
        texts_with = np.bincount(counts.columns, minlength=len(vocabulary)).astype(np.float32)
        idf = np.log(np.float32(1 + len(documents)) / (1 + texts_with)) + np.float32(1)
        return cls(features, dict(vocabulary), idf), _weighted(counts, idf)

    def rows(self, documents: Sequence[Document]) -> Rows:
        """Return the vectors of documents."""
        read = [self._columns(document) for document in documents]
        return _weighted(_count(read, len(self.vocabulary)), self.idf)

    def row(self, document: Document) -> Row:
        """Return the vector of one document; the same, faster."""
        counts = Counter(self._columns(document))
        columns = np.fromiter(counts, np.intp, len(counts))
        values = self.idf.take(columns)
        if len(counts) < counts.total():
            often = np.fromiter(counts.values(), np.float64, len(counts))
            values *= (1.0 + np.log(often)).astype(np.float32)
        norm = math.sqrt(values @ values)
        if norm:
            values /= np.float32(norm)
        return Row(columns, values)

    def _columns(self, document: Document) -> list[int]:
        found = self._known(self._features.of_document(document))
        if self._features.of_word is not None:
            found += chain.from_iterable(map(self._of_word, document.stems))
        return found

    def _columns_of_word(self, word: str) -> list[int]:
        return self._known(self._features.of_word(word)) if self._features.of_word else []

    def _known(self, features: Iterable[str]) -> list[int]:
        columns = map(self.vocabulary.get, features)
        return [column for column in columns if column is not None]


class Similarities:
    """Cosines of one vector with many texts at once, by walking the features they share."""

    def __init__(self, rows: Rows, width: int) -> None:
        lengths = np.diff(rows.starts)
        self._count = len(lengths)
        order = np.argsort(rows.columns, kind="stable")
        self._lengths = np.bincount(rows.columns, minlength=width)
        self._starts = np.cumsum(self._lengths) - self._lengths
        self._texts = np.repeat(np.arange(self._count), lengths)[order]
        self._values = rows.values[order].astype(np.float64)

    def with_row(self, row: Row) -> Vector:
        """Return the cosine of each text with a vector, shape (texts,)."""
        lengths = self._lengths[row.columns]
        ends = lengths.cumsum()
        # The places where the features of the vector stand, one feature behind the other.
        places = (self._starts[row.columns] - ends + lengths).repeat(lengths)
        places += np.arange(len(places))
        shared = row.values.repeat(lengths) * self._values[places]
        cosines = np.bincount(self._texts[places], weights=shared, minlength=self._count)
        return cosines.astype(np.float32)


def _count(read: Sequence[Sequence[int]], width: int) -> Rows:
    """Return how often each text has each column; of a text, columns ascend."""
    lengths = [len(columns) for columns in read]
    flat = np.fromiter(chain.from_iterable(read), dtype=np.intp, count=sum(lengths))
    flat += np.repeat(np.arange(len(read)) * width, lengths)
    places, counts = np.unique(flat, return_counts=True)
    starts = np.searchsorted(places, np.arange(len(read) + 1) * width)
    return Rows(starts, places % max(width, 1), counts.astype(np.float32))


def _weighted(counts: Rows, idf: Vector) -> Rows:
    values = (np.log(counts.values) + np.float32(1)) * idf[counts.columns]
    lengths = np.diff(counts.starts)
    owners = np.repeat(np.arange(len(lengths)), lengths)
    squares = np.bincount(owners, weights=values.astype(np.float64) ** 2, minlength=len(lengths))
    return Rows(
        counts.starts, counts.columns, (values / np.sqrt(squares)[owners]).astype(np.float32)
    )
