from __future__ import annotations

import pytest

from faqbot.authoring.rules.readability import check_grades, grade_of, syllables_of
from tests.authoring.drafts import draft, faq, found_by

HARD = (
    "Concomitant administration of serotonergic medication necessitates individualised "
    "pharmacological supervision because of potentially hazardous interactions."
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("dose", 1), ("doses", 2), ("apple", 2), ("table", 2), ("stopped", 1), ("started", 2),
        ("helped", 1), ("makes", 1), ("changes", 2), ("diary", 3), ("medicine", 3), ("sleepy", 2),
        ("pregabalin", 4), ("amitriptyline", 5), ("special", 2), ("don't", 1),
        ("any", 1), ("you", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_by_spelling(word: str, count: int) -> None:
    assert syllables_of(word) == count


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    text = "Take one capsule with water. Do not chew it."  # 9 words, 2 sentences, 11 syllables

    assert grade_of(text) == pytest.approx(0.39 * 9 / 2 + 11.8 * 11 / 9 - 15.59)


def test_a_text_without_words_has_no_grade() -> None:
    assert grade_of("2026-11-22, 5 %") == 0.0


def test_the_address_of_a_link_is_not_read_aloud() -> None:
    assert grade_of("Ask [a nurse](https://www.example.org/very/long/address).") == grade_of(
        "Ask a nurse."
    )


def test_a_hard_answer_is_a_warning_at_its_line_and_an_easy_one_is_none() -> None:
    written = draft(faq("Is it safe?", "Yes. Ask a nurse if you are not sure.") + faq("And?", HARD))

    (finding,) = found_by(check_grades, written)

    assert (finding.code, finding.severity, finding.line) == ("reading-grade", "warning", 9)


def test_hard_sections_are_one_note() -> None:
    written = draft(
        body=f"## How it works\n\n{HARD}\n\n## Use\n\nFor pain.\n\n## Risks\n\n{HARD}\n"
    )

    (finding,) = found_by(check_grades, written)

    assert (finding.code, finding.severity) == ("body-grade", "note")
    assert finding.found.startswith("2 of 3 sections")
