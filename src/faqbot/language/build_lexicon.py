"""Builds `data/medicines/existing.tsv.gz` and `english.txt.gz` from public sources.

Of each name the first file says which ingredients it means, and whether they are on the market
in the products file (`1`) or only known to the vocabulary (`0`).

Run by hand when a source has a new edition; the results are part of the package::

    python -m faqbot.language.build_lexicon PRODUCTS.tsv.gz VOCABULARY.csv.gz WORDS.txt

Sources: Drugs@FDA products (public domain; columns DrugName, ActiveIngredient), the DrugBank
open vocabulary (CC0; columns common_name, synonyms), and an English word list with
frequencies, `word count` a line (SymSpell's `frequency_dictionary_en_82_765.txt`, MIT, made
from Google Books Ngrams, CC BY 3.0, and SCOWL).
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from faqbot.language.ingredients import base_name
from faqbot.language.text import name_key
from faqbot.resources import data_path, read_words

_PLAIN_NAME = re.compile(r"[a-z][a-z0-9'. -]{2,39}")
_NO_MEDICINE = re.compile(
    r"\b(?:pollen|allergenic|extract|food|meat|egg|fish|nut|seed|fungus|dander|feather|cation|ion|"
    r"tree|grass|weed|whole|leaf|root|oil|flower|fruit|bark|venom|water)\b"
)
_RARE = 100_000  # an English word this rare or rarer does not stand in the way of a name
_SHORTEST_RIVAL = 4


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is written to the files."""

    names: dict[str, str]  # name -> canonical ingredients, joined by ` + `
    marketed: frozenset[str]  # the ingredients that products contain
    english: list[str]  # ordinary words that are no medicines


def build(products: Path, vocabulary: Path, words: Path) -> Lexicon:
    """Read the three sources."""
    english = _english(words)
    medicines_too = read_words("medicines/also_english.txt")
    ordinary = {word for word in english if word not in medicines_too}
    canonical = _canonical_names(vocabulary)
    names = dict(canonical)
    sold = _products(products, canonical)
    for name, ingredients in sold:
        names.setdefault(name, ingredients)
    kept = {name: target for name, target in names.items() if _is_name(name, target, ordinary)}
    rivals = sorted(
        word
        for word in ordinary
        if len(word) >= _SHORTEST_RIVAL and (word not in kept) and english[word] > _RARE
    )
    marketed = {part for _, ingredients in sold for part in ingredients.split(" + ")}
    return Lexicon(kept, frozenset(marketed), rivals)


def _english(path: Path) -> dict[str, int]:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return {word: int(count) for word, count in (line.split() for line in lines)}


def _canonical_names(path: Path) -> dict[str, str]:
    """Map each plain name and synonym of the vocabulary to its salt-free common name."""
    canonical: dict[str, str] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [
            (_plain(row["common_name"]), [_plain(name) for name in row["synonyms"].split("|")])
            for row in csv.DictReader(file)
        ]
    for common, _ in rows:
        if common is not None:
            canonical[common] = base_name(common)
    for common, synonyms in rows:
        if common is None:
            continue
        for synonym in synonyms:
            if synonym is not None:
                canonical.setdefault(synonym, canonical[common])
                canonical.setdefault(base_name(synonym), canonical[common])
    return canonical


def _products(path: Path, canonical: dict[str, str]) -> list[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [
            (_plain(row["DrugName"]), _ingredients(row["ActiveIngredient"], canonical))
            for row in csv.DictReader(file, delimiter="\t")
        ]
    named = [(name, ingredients) for name, ingredients in rows if name and ingredients]
    return named + _short_brands(named)


def _short_brands(named: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Add the first word of longer brand names ("lyrica cr") where it always means the same."""
    meanings: dict[str, set[str]] = defaultdict(set)
    for name, ingredients in named:
        meanings[name.split()[0]].add(ingredients)
    return [
        (word, next(iter(ingredients)))
        for word, ingredients in sorted(meanings.items())
        if len(ingredients) == 1 and len(word) >= 5
    ]


def _ingredients(field: str, canonical: dict[str, str]) -> str | None:
    parts = [_plain(part) for part in field.split(";")]
    if not parts or any(part is None for part in parts):
        return None
    bases = (base_name(part) for part in parts if part is not None)
    return " + ".join(sorted({canonical.get(base, base) for base in bases}))


def _plain(name: str) -> str | None:
    """Return a name as it is looked up, or None for chemistry and other unlikely mentions."""
    plain = name_key(name)
    return plain if _PLAIN_NAME.fullmatch(plain) and len(plain.split()) <= 4 else None


def _is_name(name: str, target: str, ordinary: set[str]) -> bool:
    """Tell whether a name may be read as a medicine wherever it stands in a message."""
    if _NO_MEDICINE.search(name) or _NO_MEDICINE.search(target):
        return False
    words = name.split()
    return not all(word in ordinary or len(word) < 3 for word in words)


def main(products: Path, vocabulary: Path, words: Path) -> None:
    """Write both files."""
    built = build(products, vocabulary, words)
    rows = [
        f"{name}\t{target}\t{int(built.marketed.issuperset(target.split(' + ')))}\n"
        for name, target in sorted(built.names.items())
    ]
    _write("medicines/existing.tsv.gz", "".join(rows))
    _write("medicines/english.txt.gz", "".join(f"{word}\n" for word in built.english))
    sys.stdout.write(f"{len(built.names)} names, {len(built.english)} English words\n")


def _write(name: str, text: str) -> None:
    # No time stamp and no file name inside, so that the same sources give the same bytes.
    data_path(name).write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
