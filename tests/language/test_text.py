from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faqbot.language.text import MAX_CHARACTERS, name_key, normalise, tokens


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("CAN’T sleep…", ["cant", "sleep"]),
        ("pleeeease helppp", ["pleease", "helpp"]),
        ("vitamin C or D?", ["vitamin", "c", "or", "d"]),
        ("75mg x2", ["75", "mg", "x2"]),
        ("2.5 mg", ["2.5", "mg"]),
        ("ﬁve\u200bteen  \n times", ["fiveteen", "times"]),
        ("co-codamol", ["co", "codamol"]),
        ("🥱 😬", []),
        ("Ａｍｉ", ["ami"]),
    ],
)
def test_one_form_for_all_ways_to_type_it(typed: str, words: list[str]) -> None:
    assert tokens(normalise(typed)) == words


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(st.characters(codec="ascii")))
def test_case_changes_nothing(text: str) -> None:
    assert normalise(text.upper()) == normalise(text.lower())


def test_a_pasted_book_keeps_its_beginning_and_its_end() -> None:
    text = normalise("start " + "x y " * MAX_CHARACTERS + " finish")

    assert text.startswith("start")
    assert text.endswith("finish")
    assert len(text) <= MAX_CHARACTERS + 1


def test_a_name_is_looked_up_without_its_signs() -> None:
    assert name_key("Co-Codamol®") == "co codamol"
