"""TF-IDF vectors: scikit-learn learns from the texts of a model, everything else is counted here.

Importing scikit-learn takes a second, and its checks take a millisecond for a short message,
the counting itself a twentieth of that. Both ways give the same vectors, which property tests
hold.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, pairwise

import numpy as np
from numpy.typing import NDArray

from faqbot.language.document import Document, Features

Vector = NDArray[np.float32]
Columns = NDArray[np.intp]


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

    def each(self) -> list[tuple[Columns, Vector]]:
        """Return columns and values of each vector."""
        return [
            (self.columns[start:end], self.values[start:end])
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
        self._counter: Callable[[Document], Counter[int]] = self._counted
        self._own: Columns | None = None  # of the columns counted; -1: of another model alone
        self._kept = lru_cache(maxsize=words_kept)(self._columns_of_word) if words_kept else None

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
        counts = _count(read)
        texts_with = np.bincount(counts.columns, minlength=len(vocabulary)).astype(np.float32)
        idf = np.log(np.float32(1 + len(documents)) / (1 + texts_with)) + np.float32(1)
        return cls(features, dict(vocabulary), idf), _weighted(counts, idf[counts.columns])

    def rows(self, documents: Sequence[Document]) -> Rows:
        """Return the vectors of documents."""
        counts = _gathered(map(self._counter, documents))
        if self._own is not None:
            counts = _renamed(counts, self._own)
        return _weighted(counts, self.idf.take(counts.columns))

    @staticmethod
    def share(models: Sequence[Tfidf], *, words_kept: int, documents_kept: int) -> None:
        """Let models with the same features count a document once for all of them.

        Args:
            models: as they were learned, each with its own vocabulary.
            words_kept: of how many words to keep the columns.
            documents_kept: of how many documents to keep the counts until the next model asks.
        """
        first, *others = models
        columns = dict(first.vocabulary)
        common = [list(first.vocabulary.values())]
        common += [[columns.setdefault(n, len(columns)) for n in m.vocabulary] for m in others]
        everything = Tfidf(first._features, columns, _NO_IDF, words_kept=words_kept)
        counter = lru_cache(maxsize=documents_kept)(everything._counted)
        for model, numbers in zip(models, common, strict=True):
            model._own = np.full(len(columns), -1)
            model._own[numbers] = list(model.vocabulary.values())
            model._counter = counter

    def _counted(self, document: Document) -> Counter[int]:
        return Counter(self.columns(document))

    def columns(self, document: Document) -> list[int]:
        """Return the columns of a document's known features, as often as they stand in it."""
        if self._kept is None:
            return self._known(self._features(document))
        found = self._known(self._features.of_document(document))
        found += chain.from_iterable(map(self._kept, document.stems))
        return found

    def _columns_of_word(self, word: str) -> list[int]:
        return self._known(self._features.of_word(word)) if self._features.of_word else []

    def _known(self, features: Iterable[str]) -> list[int]:
        columns = map(self.vocabulary.get, features)
        return [column for column in columns if column is not None]


class Similarities:
    """Texts to compare documents with, by walking the features that they share.

    Args:
        tfidf: made the vectors.
        rows: the vectors of the texts.
    """

    def __init__(self, tfidf: Tfidf, rows: Rows) -> None:
        self._tfidf = tfidf
        lengths = np.diff(rows.starts)
        self.count = len(lengths)
        order = np.argsort(rows.columns, kind="stable")
        self._lengths = np.bincount(rows.columns, minlength=len(tfidf.vocabulary))
        self._starts = np.cumsum(self._lengths) - self._lengths
        self._texts = np.repeat(np.arange(self.count), lengths)[order]
        self._values = rows.values[order].astype(np.float64)

    @staticmethod
    def cosines(asked: Sequence[tuple[Similarities, Document]]) -> Vector:
        """Return the cosine of each document with each of its own texts.

        Those of the first document come first, shape (texts of all,). All are counted in one go:
        for a single one the calls take longer than the numbers.
        """
        counts = _count(texts._tfidf.columns(document) for texts, document in asked)
        each = [
            (texts, columns) for (texts, _), (columns, _) in zip(asked, counts.each(), strict=True)
        ]
        idf = np.concatenate([texts._tfidf.idf.take(columns) for texts, columns in each])
        lengths = np.concatenate([texts._lengths.take(columns) for texts, columns in each])
        starts = np.concatenate([texts._starts.take(columns) for texts, columns in each])
        ends = lengths.cumsum()
        # The places where the features of a document stand, one feature behind the other.
        places = (starts - ends + lengths).repeat(lengths)
        places += np.arange(len(places))
        borders = np.concatenate([_ZERO, ends])[counts.starts].tolist()
        owners = np.empty(len(places), np.intp)
        shared = np.empty(len(places), np.float64)
        offset = 0
        for (texts, _), (start, end) in zip(asked, pairwise(borders), strict=True):
            here = places[start:end]
            np.add(texts._texts.take(here), offset, out=owners[start:end])
            texts._values.take(here, out=shared[start:end])
            offset += texts.count
        shared *= _weighted(counts, idf).values.repeat(lengths)
        return np.bincount(owners, weights=shared, minlength=offset).astype(np.float32)


_ZERO = np.zeros(1, dtype=np.intp)
_NO_IDF = np.zeros(0, dtype=np.float32)


def _count(read: Iterable[Iterable[int]]) -> Rows:
    """Return how often each text has each column."""
    return _gathered(map(Counter, read))


def _gathered(counted: Iterable[Counter[int]]) -> Rows:
    counts = list(counted)
    starts = [0, *accumulate(map(len, counts))]
    columns = np.fromiter(chain.from_iterable(counts), np.intp, starts[-1])
    often = chain.from_iterable([count.values() for count in counts])
    return Rows(np.array(starts), columns, np.fromiter(often, np.float32, starts[-1]))


def _renamed(counts: Rows, own: Columns) -> Rows:
    """Return counts with other columns; those whose new one is -1 are left out."""
    columns = own.take(counts.columns)
    known = columns >= 0
    starts = np.concatenate([_ZERO, known.cumsum()]).take(counts.starts)
    return Rows(starts, columns[known], counts.values[known])


def _weighted(counts: Rows, idf: Vector) -> Rows:
    """Return counts as vectors of length 1; `idf` is that of each counted feature."""
    values = np.log(counts.values)
    values += np.float32(1)
    values *= idf
    for start, end in pairwise(counts.starts.tolist()):
        here = values[start:end]
        here /= np.float32(math.sqrt(here @ here) or 1.0)
    return Rows(counts.starts, counts.columns, values)
