from __future__ import annotations

from pathlib import Path

import pytest

from faqbot.authoring.core_topics import load_core_topics
from faqbot.authoring.skeleton import skeleton
from faqbot.errors import AuthoringError
from faqbot.language.medicines import Medicines
from tests.authoring.drafts import TODAY, checked

MEDICINES = Medicines(())


@pytest.mark.parametrize("name", ["lamotrigine", "Amitriptyline + lidocaine", 'Zor"bit: 5 % #x'])
def test_a_skeleton_passes_but_for_what_its_author_must_write(tmp_path: Path, name: str) -> None:
    made = skeleton(name, MEDICINES, TODAY)

    found = {finding.code for finding in checked(tmp_path, **{made.slug: made.text})}

    assert found == {"empty-answer", "no-entries", "not-reviewed"}


def test_names_come_from_the_lexicon() -> None:
    made = skeleton("duloxetine", MEDICINES, TODAY)

    assert made.slug == "duloxetine"
    assert made.ingredients == ("duloxetine",)
    assert {"Cymbalta", "Yentreve"} <= set(made.brands)
    assert not any("duloxe" in brand.lower() for brand in made.brands)


def test_a_name_that_the_lexicon_does_not_know_is_taken_as_it_is() -> None:
    made = skeleton("Zorbitol", MEDICINES, TODAY)

    assert (made.ingredients, made.brands) == ((), ())
    assert "ingredients: [zorbitol]" in made.text


def test_every_core_topic_is_asked_about() -> None:
    text = skeleton("Zorbitol", MEDICINES, TODAY).text

    assert [topic.id for topic in load_core_topics() if f"topic: {topic.id}\n" not in text] == []


@pytest.mark.parametrize("name", ["", "  ", "+", "(x)"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(AuthoringError, match="names no medicine"):
        skeleton(name, MEDICINES, TODAY)
