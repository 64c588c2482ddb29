from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from faqbot.language.document import Document, content_features
from faqbot.language.tfidf import Rows, Similarities, Tfidf

WORDS = ["dose", "pain", "sleep", "wine", "night", "unknown"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6), min_size=1, max_size=6)


def document(words: list[str]) -> Document:
    return Document(tuple(words), (), frozenset())


def dense(rows: Rows, width: int) -> np.ndarray:
    found = np.zeros((len(rows.starts) - 1, width), np.float32)
    for line, (columns, values) in zip(found, rows.each(), strict=True):
        line[columns] = values
    return found


@given(TEXTS, st.lists(st.sampled_from([*WORDS, "never seen"]), max_size=6))
def test_counting_directly_gives_the_vectors_of_scikit_learn(
    texts: list[list[str]], asked: list[str]
) -> None:
    documents = [document([*words, "always"]) for words in texts]
    vectoriser = TfidfVectorizer(analyzer=content_features, sublinear_tf=True, dtype=np.float32)
    learned = vectoriser.fit_transform(documents).toarray()
    slow = vectoriser.transform([document(asked)]).toarray()

    tfidf, rows = Tfidf.with_rows(content_features, documents)

    order = [tfidf.vocabulary[name] for name in vectoriser.get_feature_names_out()]
    width = len(order)
    assert np.allclose(dense(rows, width)[:, order], learned, atol=1e-6)
    assert np.allclose(dense(tfidf.rows([document(asked)]), width)[:, order], slow, atol=1e-6)


def test_what_a_trainer_fits_is_what_is_counted_directly() -> None:
    documents = [document(["dose", "pain"]), document(["dose"]), document(["dose", "sleep"])]

    fitted, (counted, _) = (
        Tfidf.fit(content_features, documents),
        Tfidf.with_rows(content_features, documents),
    )

    assert fitted.vocabulary.keys() == counted.vocabulary.keys()
    for name, column in fitted.vocabulary.items():
        assert np.isclose(fitted.idf[column], counted.idf[counted.vocabulary[name]])


@given(TEXTS, st.lists(st.sampled_from(WORDS), max_size=6), st.integers(0, 3))
def test_similarities_are_the_cosines_of_the_dense_vectors(
    texts: list[list[str]], asked: list[str], left_out: int
) -> None:
    tfidf, rows = Tfidf.with_rows(content_features, [document([*t, "always"]) for t in texts])
    width = len(tfidf.vocabulary)
    kept = rows[: max(1, len(texts) - left_out)]
    slow = dense(kept, width) @ dense(tfidf.rows([document(asked)]), width)[0]

    similarities = Similarities(tfidf, kept)
    cosines = Similarities.cosines([(similarities, document(asked))])

    assert np.allclose(cosines, slow, atol=1e-5)
    twice = Similarities.cosines([(similarities, document([])), (similarities, document(asked))])
    assert (twice == np.concatenate([np.zeros_like(cosines), cosines])).all()


@given(TEXTS, TEXTS, st.lists(st.sampled_from([*WORDS, "never seen"]), max_size=6))
def test_models_that_share_a_reading_give_what_each_gives_alone(
    one: list[list[str]], other: list[list[str]], asked: list[str]
) -> None:
    models = [
        Tfidf.with_rows(content_features, [document([*t, "always"]) for t in texts])[0]
        for texts in (one, other)
    ]
    documents = [document(asked), document(["dose", *asked])]
    alone = [model.rows(documents) for model in models]

    Tfidf.share(models, words_kept=10, documents_kept=10)

    for model, before in zip(models, alone, strict=True):
        after = model.rows(documents)
        assert after.starts.tolist() == before.starts.tolist()
        assert after.columns.tolist() == before.columns.tolist()
        assert after.values.tolist() == before.values.tolist()
