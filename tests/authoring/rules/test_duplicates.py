from __future__ import annotations

from pathlib import Path

import pytest

from faqbot.authoring.rules.duplicates import check_duplicates
from faqbot.corpus.finding import Severity
from tests.authoring.drafts import checked, draft, faq, found_by, text_of


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Can I drink alcohol with duloxetine?", "Can I drink alcohol on Cymbalta?"),
        ("Is it OK to drink alcohol?", "May I drink some alcohol?"),
        ("Why do my hands and feet tingle?", "My feet and hands tingle. Why?"),
    ],
)
def test_two_questions_with_the_same_words_are_one(first: str, second: str) -> None:
    written = draft(faq(first, "No.") + faq(second, "Yes."))

    (finding,) = found_by(check_duplicates, written)

    assert (finding.code, finding.line) == ("near-duplicate", 9)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Can I drink alcohol?", "Can I drink coffee?"),
        ("How should I take it?", "How long should I take it?"),
        ("How much should I take?", "How often should I take it?"),
        ("What is Cymbalta?", "Is Cymbalta the same as duloxetine?"),
    ],
)
def test_questions_that_differ_in_what_they_ask_are_two(first: str, second: str) -> None:
    assert found_by(check_duplicates, draft(faq(first, "No.") + faq(second, "Yes."))) == []


def test_an_alternate_that_another_faq_asks_is_found_at_its_line() -> None:
    written = draft(
        faq("Can I drink alcohol?", "No.") + faq("Can I smoke?", "No.", "drinking any alcohol")
    )

    (finding,) = found_by(check_duplicates, written)

    assert finding.line == 12


def test_each_ingredient_of_a_combination_may_be_asked_about() -> None:
    faqs = faq("How does duloxetine work?", "So.") + faq("How does zentral work?", "So.")
    written = draft(faqs, head="")
    pair = draft(faqs).monograph
    assert found_by(check_duplicates, written) == []
    assert pair.title == "Duloxetine"


def test_the_same_question_in_two_monographs_on_one_medicine_is_a_note(tmp_path: Path) -> None:
    text = text_of(faq("Can I drink alcohol?", "No."))
    other = text.replace("title: Duloxetine", "title: Low-dose duloxetine")
    third = text.replace("uloxetine", "entral").replace("Cymbalta", "Zentrex")

    found = checked(tmp_path, duloxetine=text, low=other, zentral=third)

    across = [f for f in found if f.code == "near-duplicate-across"]
    assert [(Path(f.path).name, f.severity) for f in across] == [("low.md", Severity.NOTE)]
