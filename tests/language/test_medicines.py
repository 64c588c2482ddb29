from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faqbot.corpus.reader import load_corpus
from faqbot.language.medicines import Medicines, Mention, Unclear, tall_man
from faqbot.language.text import name_key, normalise, tokens
from faqbot.resources import read_yaml
from tests.conftest import DATA


@pytest.fixture(scope="module")
def medicines() -> Medicines:
    return Medicines(load_corpus(DATA / "pair").monographs)


def find(medicines: Medicines, text: str) -> list[Mention | Unclear]:
    return medicines.find(tokens(normalise(text)))


@pytest.mark.parametrize(
    ("name", "ingredients"),
    [
        ("pregabalin", {"pregabalin"}),
        ("Lyrica", {"pregabalin"}),
        ("pregabs", {"pregabalin"}),
        ("paracetamol", {"acetaminophen"}),
        ("Tylenol", {"acetaminophen"}),
        ("amoxycillin", {"amoxicillin"}),
        ("thyroxine", {"levothyroxine"}),
        ("co-codamol", {"acetaminophen", "codeine"}),
        ("cocodamol", {"acetaminophen", "codeine"}),
        ("amitriptyline hydrochloride", {"amitriptyline"}),
    ],
)
def test_every_name_of_a_medicine_means_its_ingredients(
    medicines: Medicines, name: str, ingredients: set[str]
) -> None:
    (mention,) = find(medicines, f"can i take {name} today")

    assert isinstance(mention, Mention)
    assert mention.ingredients == ingredients
    assert not mention.corrected


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("amitriptilyne", "amitriptyline"),
        ("pregablin", "pregabalin"),
        ("duloxatine", "duloxetine"),
        ("ibuprofin", "ibuprofen"),
        ("nortriptylin", "nortriptyline"),
        ("duloxetin", "duloxetine"),
    ],
)
def test_a_clear_misspelling_is_read_as_the_name(
    medicines: Medicines, typed: str, name: str
) -> None:
    (mention,) = find(medicines, f"what is {typed} for")

    assert isinstance(mention, Mention)
    assert mention.ingredients == medicines.canonical(name)
    assert mention.corrected


@pytest.mark.parametrize("wrong", ["benedryl", "propranol", "vivance"])
def test_a_usual_misspelling_is_read_though_other_words_are_near(
    medicines: Medicines, wrong: str
) -> None:
    (mention,) = find(medicines, f"what is {wrong} for")

    assert isinstance(mention, Mention)
    assert mention.name in {"benadryl", "propranolol", "vyvanse"}
    assert mention.corrected


def test_usual_misspellings_are_of_names_that_exist_and_are_no_words_themselves(
    medicines: Medicines,
) -> None:
    misspelt = read_yaml("medicines/misspelt.yaml")
    wrong = [word for words in misspelt.values() for word in words]

    assert len(wrong) == len(set(wrong)) >= 300
    assert [word for word in wrong if medicines.is_known(word)] == []
    assert [name for name in misspelt if not medicines.is_known(name_key(name))] == []


def test_minerals_are_names_where_a_monograph_covers_one(tmp_path: Path) -> None:
    lines = [
        "---",
        "title: Ferrous sulfate",
        "lastModified: 2026-01-01",
        "---",
        "## Usage",
        "Iron.",
    ]
    (tmp_path / "iron.md").write_text("\n".join(lines))
    (iron,) = load_corpus(tmp_path).monographs

    assert not find(Medicines([]), "is my iron low")
    (mention,) = find(Medicines([iron]), "how much iron should i take")
    assert isinstance(mention, Mention)
    assert mention.is_class


def test_what_may_be_several_medicines_is_only_asked(medicines: Medicines) -> None:
    (unclear,) = find(medicines, "can i have clomidine")

    assert isinstance(unclear, Unclear)
    assert len(unclear.names) >= 2


@pytest.mark.parametrize(
    "text",
    [
        "my grandson had an insect bite in the riverside cartoon",
        "is it a tradition to complain about the fortune",
        "i feel constapated and pregnent",
        "preggo, and norovirus since brekkie",
        "today i saw the monitor focus on iron in silver and gold",
    ],
)
def test_ordinary_words_are_no_medicines(medicines: Medicines, text: str) -> None:
    assert find(medicines, text) == []


def test_a_class_is_a_mention_of_all_its_members(medicines: Medicines) -> None:
    (mention,) = find(medicines, "is it ok with statins")

    assert isinstance(mention, Mention)
    assert mention.is_class
    assert "simvastatin" in mention.ingredients


@settings(max_examples=50)
@given(
    st.lists(
        st.sampled_from(["lyrica", "and", "amitriptyline", "statins", "dose", "co", "codamol"])
    )
)
def test_mentions_never_overlap_and_keep_their_order(words: list[str]) -> None:
    medicines = Medicines(())

    found = medicines.find(words)

    assert all(first.end <= second.start for first, second in itertools.pairwise(found))
    assert all(item.start < item.end <= len(words) for item in found)


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (("prednisone", "prednisolone"), ("predniSONE", "prednisoLONE")),
        (("zentral", "zentrex"), ("zentrAL", "zentrEX")),
        (("zentral",), ("zentral",)),
    ],
)
def test_look_alikes_are_written_so_that_the_difference_stands_out(
    names: tuple[str, ...], written: tuple[str, ...]
) -> None:
    assert tall_man(names) == written


def test_exact_names_are_found_and_nothing_is_read_as_misspelt() -> None:
    medicines = Medicines(())

    found = medicines.find_exact("duloxetin or folic acid with cymbalta".split())

    assert [(mention.surface, mention.start) for mention in found] == [
        ("folic acid", 2),
        ("cymbalta", 5),
    ]


def test_the_names_of_an_ingredient_are_those_that_products_bear() -> None:
    medicines = Medicines(())
    names = medicines.names_of(medicines.canonical("duloxetine"))

    assert {"cymbalta", "duloxetine"} <= set(names)
    assert "tramadol" not in names
