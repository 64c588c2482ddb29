from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import OSA

from faqbot.language.spelling import Near, SpellingPool, similarity

LETTERS = st.text("abcinoéß1'", min_size=1, max_size=12)


def by_comparing_all(words: list[str], typed: str) -> list[Near]:
    """The slow way: every word of about the same length is compared letter by letter."""
    ordered = sorted(set(words), key=lambda word: (len(word), word))
    pool = [word for word in ordered if abs(len(word) - len(typed)) <= 4]
    if not pool:
        return []
    edits = process.cdist([typed], pool, scorer=OSA.normalized_similarity, score_cutoff=0.55)[0]
    best = np.argsort(-edits, kind="stable")[:48]
    near = [Near(pool[i], similarity(typed, pool[i])) for i in best if edits[i] > 0]
    return sorted(near, key=lambda item: (-item.score, item.word))[:12]


@given(st.lists(LETTERS, max_size=120), LETTERS)
def test_leaving_out_words_of_other_letters_changes_nothing(words: list[str], typed: str) -> None:
    assert SpellingPool(words).nearest(typed) == by_comparing_all(words, typed)


@pytest.mark.parametrize("typed", ["x", "a" * 300, "ааааа", "1234567"])
def test_what_is_near_to_nothing_is_near_to_nothing(typed: str) -> None:
    assert SpellingPool(["gabapentin", "pregabalin"]).nearest(typed) == []


def test_the_nearest_word_comes_first() -> None:
    near = SpellingPool(["pregnenolone", "gabapentin", "pregabalin"]).nearest("pregablin")

    assert near[0].word == "pregabalin"
    assert near[0].score == similarity("pregablin", "pregabalin") > 0.9


def test_a_wrong_first_sound_counts_against_a_word() -> None:
    assert similarity("fenytoin", "phenytoin") > similarity("benytoin", "phenytoin")
