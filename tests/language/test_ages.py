from __future__ import annotations

import pytest

from faqbot.language.ages import find_stages
from faqbot.language.text import normalise, tokens


def stages(text: str) -> list[str]:
    return [stage.term for stage in find_stages(tokens(normalise(text)))]


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("my lad is eight and cannot swallow tablets", "children"),
        ("for a 3 yr old", "children"),
        ("our baby is 9 weeks", "children"),
        ("she's fourteen", "adolescents"),
        ("would a 15 year old be allowed it", "adolescents"),
        ("I am a 58 year old driver", "adults"),
        ("gran is eighty-four, same dose?", "elderly"),
        ("dad's pushing 90", "elderly"),
        ("my mother is in her seventies", "elderly"),
        ("I'm 8 weeks gone", "pregnancy"),
    ],
)
def test_an_age_names_a_stage_of_life(text: str, stage: str) -> None:
    assert stages(text) == [stage]


@pytest.mark.parametrize(
    "text",
    [
        "is 75 mg a lot",
        "I take 8 a day",
        "is 90 of it too much",
        "after 3 weeks nothing happened",
        "my sugar is 11",
        "had my baby 3 weeks ago",
        "1 2 3",
        "",
    ],
)
def test_other_numbers_are_no_ages(text: str) -> None:
    assert stages(text) == []
