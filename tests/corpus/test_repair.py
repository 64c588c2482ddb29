from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faqbot.corpus.repair import repair

SHAPES = (
    "{q}**\n\n**A:** {a}",
    "{q}**\n**A:** {a}",
    "{q}**A:** {a}",
    "{q}**\n\n**A**: {a}",
    "{q}**\n\nA:  {a}",
    "{q}\nA: {a}",
    "**Q3: {q}**\n\n**A:** {a}",
)
ANSWER_SHAPES = ("A:** {a}", "A: {a}", "A**: {a}", "**A:** {a}")


@pytest.mark.parametrize("answer_shape", ANSWER_SHAPES)
@pytest.mark.parametrize("shape", SHAPES)
def test_each_known_damage_is_undone(shape: str, answer_shape: str) -> None:
    question, answer = "How long does *L. brevis* take?", "A few weeks.\n\n* or more"

    repaired = repair(shape.format(q=question, a=answer), answer_shape.format(a=answer))

    assert (repaired.question, repaired.answer) == (question, answer)
    assert repaired.doubt is None


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="*:#\r\0"), min_size=1)


@given(TEXT, TEXT)
def test_clean_text_passes_unchanged(question: str, answer: str) -> None:
    question = f"Is {' '.join(question.split())} so?"

    repaired = repair(question, answer)

    assert repaired.question == " ".join(question.split())
    assert repaired.answer == answer.strip()
    assert repaired.doubt is None


def test_an_answer_about_vitamin_a_keeps_its_first_words() -> None:
    assert repair("Which dose of each vitamin?", "A: 5000 IU daily").answer == "A: 5000 IU daily"


def test_a_lost_number_leaves_no_full_stop_behind() -> None:
    question = ". What if I miss a dose?**\n\n**A:** Take it."

    assert repair(question, "A:** Take it.").question == "What if I miss a dose?"


def test_another_answer_in_the_question_is_cut_off_and_doubted() -> None:
    repaired = repair("Can I drive?**\n\n**A:** Yes.", "A:** Not at first.")

    assert (repaired.question, repaired.answer) == ("Can I drive?", "Not at first.")
    assert repaired.doubt is not None
