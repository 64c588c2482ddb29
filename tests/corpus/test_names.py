from __future__ import annotations

import pytest

from faqbot.corpus.names import alternate_names, ingredients_of


@pytest.mark.parametrize(
    ("title", "ingredients"),
    [
        ("Amitriptyline + Pregabalin", ("Amitriptyline", "Pregabalin")),
        ("Tramadol/Paracetamol", ("Tramadol", "Paracetamol")),
        ("Lidocaine skin cream", ("Lidocaine",)),
        ("Low-dose amitriptyline", ("amitriptyline",)),
        ("Ibuprofen (Nurofen®) for adults", ("Ibuprofen",)),
        ("Duloxetine", ("Duloxetine",)),
        ("Nitroglycerin Transdermal Patch", ("Nitroglycerin",)),
        ("Erythromycin and Benzoyl Peroxide Topical", ("Erythromycin", "Benzoyl Peroxide")),
        ("Aspirin, Butalbital, and Caffeine", ("Aspirin", "Butalbital", "Caffeine")),
        ("Buprenorphine Sublingual and Buccal", ("Buprenorphine",)),
        ("Aspirin and Extended-Release Dipyridamole", ("Aspirin", "Dipyridamole")),
        ("Levonorgestrel Intrauterine System", ("Levonorgestrel",)),
        ("Influenza Vaccine, Live Intranasal", ("Influenza Vaccine, Live Intranasal",)),
        ("Cream", ("Cream",)),
    ],
)
def test_ingredients_are_read_from_the_title(title: str, ingredients: tuple[str, ...]) -> None:
    assert ingredients_of(title) == ingredients


@pytest.mark.parametrize(
    ("section", "names"),
    [
        ("* Pregabalin: Lyrica, Alzain", ["Lyrica", "Alzain"]),
        (
            "**Brand Names:** Altace, Tritace, and others. These vary by region.",
            ["Altace", "Tritace"],
        ),
        (
            "It is marketed under various brand names such as Lacipil and Motens.",
            ["Lacipil", "Motens"],
        ),
        ("- Retinol\n- Retinyl palmitate", ["Retinol", "Retinyl palmitate"]),
        ("There are no widely recognized alternate names.", []),
        ("Do not mistake it for others; unlike Augmentin, known as Amoclav, it has one part.", []),
        ("Brand names vary depending on the manufacturer and country.", []),
    ],
)
def test_names_are_read_from_lists_and_prose_and_nothing_else_is(
    section: str, names: list[str]
) -> None:
    assert [other.name for other in alternate_names(section, ("Pregabalin",))] == names


def test_a_name_under_an_ingredient_belongs_to_it() -> None:
    (lyrica,) = alternate_names("* Pregabalin: Lyrica", ("Amitriptyline", "Pregabalin"))

    assert lyrica.ingredient == "Pregabalin"
