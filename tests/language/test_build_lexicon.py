from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from faqbot.language.build_lexicon import build
from faqbot.language.ingredients import base_name


def test_names_are_built_from_products_vocabulary_and_word_list(tmp_path: Path) -> None:
    products = tmp_path / "products.tsv.gz"
    products.write_bytes(
        gzip.compress(
            b"DrugName\tActiveIngredient\n"
            b"ZENTRAL XR\tZENTRALINE HYDROCHLORIDE\n"
            b"TODAY\tZENTRALINE HYDROCHLORIDE\n"
            b"DUOZEN\tZENTRALINE; CODEINE PHOSPHATE\n"
        )
    )
    vocabulary = tmp_path / "vocabulary.csv.gz"
    vocabulary.write_bytes(
        gzip.compress(
            b"common_name,synonyms\nZentraline,Zentralina | 2-(chemical)-thing\nPine pollen,\n"
        )
    )
    words = tmp_path / "words.txt"
    words.write_text("today 900000000\nzentry 10\ncodeine 800000\n", encoding="utf-8")

    built = build(products, vocabulary, words)

    assert built.names["zentral"] == built.names["zentral xr"] == "zentraline"
    assert built.names["zentralina"] == "zentraline"
    assert built.names["duozen"] == "codeine + zentraline"
    assert "today" not in built.names
    assert not any("pollen" in name for name in built.names)
    assert built.english == ["today"]
    assert "zentraline" in built.marketed


@pytest.mark.parametrize(
    ("ingredient", "base"),
    [
        ("amitriptyline hydrochloride", "amitriptyline"),
        ("sodium chloride", "sodium chloride"),
        ("tranexamic acid", "tranexamic acid"),
        ("codeine", "codeine"),
    ],
)
def test_salts_are_dropped_where_the_rest_is_a_name(ingredient: str, base: str) -> None:
    assert base_name(ingredient) == base
