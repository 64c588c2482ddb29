from __future__ import annotations

import pytest

from faqbot.authoring.asking import load_topic_reader
from faqbot.authoring.rules.other_medicines import check_other_medicines
from faqbot.corpus.finding import Findings
from faqbot.language.medicines import Medicines
from tests.authoring.drafts import draft, faq


def named(question: str, answer: str, *alternates: str) -> list[str]:
    written = draft(faq(question, answer, *alternates))
    findings = Findings("x.md")
    medicines = Medicines([written.monograph])
    check_other_medicines(written, findings, load_topic_reader(), medicines)
    return [finding.code for finding in findings.items]


def test_a_sentence_taken_over_from_another_monograph_is_found() -> None:
    slip = "Venlafaxine can make you sleepy. Do not drive if it does."

    assert named("Can I drive?", slip) == ["other-medicine"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Can I drive?", "Duloxetine can make you sleepy. So does venlafaxine with duloxetine."),
        ("Can I take ibuprofen?", "Ibuprofen can make you bleed."),
        ("Which medicines do not mix with it?", "Linezolid must not be used."),
        ("Can I drive?", "Not if you are sleepy, as you may be if you also take codeine."),
        ("Can I drink?", "Alcohol and caffeine make it worse. Cymbalta is strong."),
        ("Can I drive?", "Cymbalta can make you sleepy."),
    ],
)
def test_a_name_with_a_reason_is_no_surprise(question: str, answer: str) -> None:
    assert named(question, answer) == []


def test_an_alternate_that_names_it_is_a_reason() -> None:
    assert named("Can I drive?", "Venlafaxine makes you sleepy.", "driving on venlafaxine") == []
