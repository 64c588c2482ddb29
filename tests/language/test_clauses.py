from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faqbot.language.clauses import asked, read_clauses
from faqbot.language.text import normalise, tokens


def asking(text: str) -> list[str]:
    words = tokens(normalise(text))
    return [" ".join(words[c.start : c.end]) for c in asked(read_clauses(normalise(text)))]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("I'm 52. Physio did nothing. How long until it helps?", "how long until it helps"),
        ("it rained all day. my feet burn. is that normal? thanks", "is that normal"),
        (
            "so my aunt has been given both of them by the clinic and can she drive home",
            "can she drive home",
        ),
        ("pregabalin alcohol", "pregabalin alcohol"),
        ("I take 2.5 mg. Is it much?", "is it much"),
    ],
)
def test_the_clause_that_asks_is_found(text: str, question: str) -> None:
    assert asking(text) == [question]


def test_a_message_may_ask_twice() -> None:
    assert asking("Can I drive? And what about beer?") == ["can i drive", "and what about beer"]


@given(st.text(max_size=200))
def test_clauses_hold_every_token_once_and_in_order(text: str) -> None:
    clauses = read_clauses(normalise(text))
    positions = [i for clause in clauses for i in range(clause.start, clause.end)]

    assert positions == list(range(len(tokens(normalise(text)))))
