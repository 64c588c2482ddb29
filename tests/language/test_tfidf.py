from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from faqbot.language.document import Document, content_features
from faqbot.language.tfidf import Similarities, Tfidf

WORDS = ["dose", "pain", "sleep", "wine", "night", "unknown"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6), min_size=1, max_size=6)


def document(words: list[str]) -> Document:
    return Document(tuple(words), (), frozenset())


@given(TEXTS, st.lists(st.sampled_from([*WORDS, "never seen"]), max_size=6))
def test_counting_directly_gives_the_vector_of_scikit_learn(
    texts: list[list[str]], asked: list[str]
) -> None:
    tfidf = Tfidf.fit(content_features, [document([*words, "always"]) for words in texts])
    slow = tfidf.matrix([document(asked)]).toarray()[0]

    row = tfidf.row(document(asked))

    fast = np.zeros(len(tfidf.vocabulary))
    fast[row.columns] = row.values
    assert np.allclose(fast, slow, atol=1e-6)


@given(TEXTS, st.lists(st.sampled_from(WORDS), max_size=6))
def test_similarities_are_the_cosines_of_the_dense_vectors(
    texts: list[list[str]], asked: list[str]
) -> None:
    documents = [document([*words, "always"]) for words in texts]
    tfidf = Tfidf.fit(content_features, documents)
    matrix = tfidf.matrix(documents)
    dense = matrix.toarray() @ tfidf.matrix([document(asked)]).toarray()[0]

    cosines = Similarities(matrix).with_row(tfidf.row(document(asked)))

    assert np.allclose(cosines, dense, atol=1e-5)
