from __future__ import annotations

import numpy as np
import pytest

from faqbot.language.document import document_of
from faqbot.language.headings import FILE, load_headings
from faqbot.language.topics import load_topic_model, load_topics
from faqbot.language.vocabulary import load_vocabulary
from faqbot.resources import read_yaml


def coverage(title: str) -> dict[str, float]:
    ids, vocabulary = load_topic_model().ids, load_vocabulary()
    row = load_headings(ids, vocabulary).coverage([document_of(title, vocabulary)])[0]
    return dict(zip(ids, row.tolist(), strict=True))


def test_sections_tell_about_topics_that_exist_and_have_different_headings() -> None:
    sections = read_yaml(FILE)
    headings = [text for section in sections for text in section["headings"]]

    for section in sections:
        assert {*section["tells"], *section.get("touches", ())} <= set(load_topics())
        assert set(section["tells"]).isdisjoint(section.get("touches", ()))
    assert len(headings) == len(set(headings)) > 300


@pytest.mark.parametrize(
    ("heading", "told", "untold"),
    [
        ("Precautions", "driving", "storage"),
        ("How should this medicine be used?", "how-to-take", "bones"),
        ("What you need to know before you start", "pregnancy", "brand-names"),
        ("How is this medicine kept and thrown away?", "storage", "usual-dose"),
        ("Who gets it, and for what reason?", "indication", "missed-dose"),
        ("Undesirable effects", "constipation", "children"),
    ],
)
def test_a_heading_covers_what_stands_in_such_a_section(
    heading: str, told: str, untold: str
) -> None:
    covered = coverage(heading)

    assert covered[told] > 0.3
    assert covered[untold] < 0.2
    assert all(0.0 <= share <= 1.0 + 1e-6 for share in covered.values())


def test_a_question_on_one_matter_is_no_heading() -> None:
    assert max(coverage("Will my hair grow back once I am off it?").values()) < 0.35


def test_a_title_without_words_covers_nothing() -> None:
    assert np.sum(list(coverage("").values())) == 0.0
