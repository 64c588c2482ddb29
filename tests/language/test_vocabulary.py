from __future__ import annotations

from collections import Counter

import pytest

from faqbot.language.vocabulary import Vocabulary, load_terms, load_vocabulary, stem, stems


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("i am bunged up", "constipation"),
        ("the room is spinning", "vertigo"),
        ("can i have a pint", "alcohol"),
        ("puffy ankles in the evening", "edema"),
        ("is it ok with oxycontin", "opioids"),
        ("six weeks gone", "pregnancy"),
    ],
)
def test_what_patients_say_is_read_as_the_clinical_term(words: str, term: str) -> None:
    vocabulary = load_vocabulary()

    found = vocabulary.widened(match.term for match in vocabulary.find(stems(words)))

    assert term in found


def test_the_longest_form_wins() -> None:
    vocabulary = Vocabulary({("heart",): ["heart"], ("heart", "attack"): ["infarction"]}, {})

    assert [m.term for m in vocabulary.find(["heart", "attack", "heart"])] == [
        "infarction",
        "heart",
    ]


def test_broader_terms_are_followed_without_end_even_in_circles() -> None:
    vocabulary = Vocabulary({}, {"a": ["b"], "b": ["c", "a"]})

    assert vocabulary.widened(["a"]) == {"a", "b", "c"}


def test_words_that_say_nothing_show_no_term() -> None:
    assert load_vocabulary().find(stems("is it a or the of as")) == []


def test_the_vocabulary_is_large_and_each_term_has_lay_forms() -> None:
    terms = load_terms()

    assert len(terms) >= 800
    assert [name for name, count in Counter(t.name for t in terms).items() if count > 1] == []
    assert [term.name for term in terms if not term.lay and not term.members] == []


@pytest.mark.parametrize(
    ("word", "expected"), [("dizziness", "dizzi"), ("dizzy", "dizzi"), ("ors", "ors")]
)
def test_stems(word: str, expected: str) -> None:
    assert stem(word) == expected
