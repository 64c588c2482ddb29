"""Which names a monograph's medicine goes by, read from its title and its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_JOINED = re.compile(r"\s*(?:\+|/|&)\s*|\s+(?:and|with)\s+", re.IGNORECASE)
_NOT_PART_OF_A_NAME = re.compile(r"\s*[(\[].*?[)\]]|\s*[®™©]")
_LISTED = re.compile(r",\s*(?:and\s+)?(?=\S)")
_LIST = re.compile(r",.*,\s*and\s", re.IGNORECASE)  # "A, B, and C"
_FORMULATION = re.compile(
    r"^(?:low|high)[- ]dose\s+|^extended[- ]release\s+|"
    r"(?:^|\s+)(?:tablets?|capsules?|(?:skin )?cream|gel|ointment|lotion|foam|"
    r"(?:repository )?injections?|syrup|suspension|solution|powder|implants?|(?:nasal )?spray|"
    r"(?:transdermal )?patch(?:es)?|transdermal|topical|sublingual|buccal|ophthalmic|otic|nasal|"
    r"oral(?: inhalation)?|inhalation|inhaler|rectal|vaginal|suppositor(?:y|ies)|eye drops|"
    r"vaginal ring|intrauterine system|intramuscular|subcutaneous|intravesical|intrapleural|"
    r"urogenital|lipid complex|(?:alkaloid )?combinations?(?: products)?|"
    r"for (?:adults|children|pain.*|depression.*)),?$",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"[*_`]")
_BULLET = re.compile(r"\s*(?:[-*+•]|\d+[.)])\s+")
_LABELLED = re.compile(r"(?P<label>[^:]{1,60}):\s*(?P<names>.+)$")
_INTRODUCED = re.compile(
    r"(?:brand names?|trade names?|also known as|sometimes referred to as|known as|"
    r"marketed (?:as|under)|sold (?:as|under)|available (?:as|under)|commonly called)\b"
    r"[^.:;]*?\b(?:such as|includ(?:e|es|ing)|is|are|like|as|names?)\s+(?P<names>[A-Z][^.;]*)",
)
_SEPARATOR = re.compile(r"\s*(?:[,;]|\bor\b|\band\b)\s*")
_MISLEADING = re.compile(
    r"\b(?:differentiat|distinguish|not to be confused|unlike|chemically|alone\)|no widely|"
    r"no officially|not a brand)",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Za-zÀ-ÿ][\w'.\-À-ÿ]{2,}(?:[ -][\w'.\-/À-ÿ]+){0,3}$")
_NO_NAME = re.compile(
    r"\b(?:other|others|many|various|several|some|region|regional|regionally|variations?|brand|"
    r"brands|name|names|names?|generic|generics|numerous|widely|none|not|no|available|"
    r"availability|combination|product|products|formulations?|recognized|the|etc|multiple|"
    r"different|drug|depending|may|vary|varies|international|nonproprietary|inn|specific|"
    r"applicable|example|examples|known|this|a|an|of|in|for|under|these|is|are|as|including|"
    r"manufacturers?|country|countries|supplements?)\b",
    re.IGNORECASE,
)


def ingredients_of(title: str) -> tuple[str, ...]:
    """Return the active ingredients that a title names: `A + B` is `("A", "B")`.

    Brackets, trade mark signs and the formulation are not part of a name: the ingredient of
    `Lidocaine skin cream` is `Lidocaine`.
    """
    plain = _NOT_PART_OF_A_NAME.sub(" ", title).strip()
    listed = _LISTED.sub(" + ", plain) if _LIST.search(plain) else plain
    parts = (_without_formulation(part.strip(" ,")) for part in _JOINED.split(listed))
    return tuple(dict.fromkeys(part for part in parts if part)) or (plain,)


def _without_formulation(name: str) -> str:
    """Drop one formulation word after the other: `Ketorolac nasal spray`, `X topical gel`."""
    shorter = _FORMULATION.sub("", name).strip()
    return name if shorter == name else _without_formulation(shorter)


@dataclass(frozen=True, slots=True)
class OtherName:
    """A brand or other name, and the ingredient that the text puts it under, if any."""

    name: str
    ingredient: str | None = None


def alternate_names(section: str, ingredients: tuple[str, ...]) -> tuple[OtherName, ...]:
    """Return the names in the text of an "Alternate Names" section, in its order.

    The section is written for readers: bullets, `Brand Names: A, B`, prose. Taken are lists
    behind a label and lists that a phrase such as "marketed as" introduces. Whatever does not
    look like a name is left out: a missed brand name costs one question back, a wrong one
    would answer for another medicine.
    """
    names: list[OtherName] = []
    folded = {ingredient.casefold(): ingredient for ingredient in ingredients}
    for line in section.split("\n"):
        plain = _NOT_PART_OF_A_NAME.sub(" ", _EMPHASIS.sub("", _BULLET.sub("", line))).strip()
        if not plain or _MISLEADING.search(line):
            continue
        labelled = _LABELLED.match(plain)
        ingredient = folded.get(labelled["label"].strip().casefold()) if labelled else None
        bulleted = _BULLET.match(line) is not None
        names += [OtherName(name, ingredient) for name in _names_in_line(plain, bulleted=bulleted)]
    return tuple(dict.fromkeys(names))


def _names_in_line(line: str, *, bulleted: bool) -> list[str]:
    labelled = _LABELLED.match(line)
    if labelled is not None:
        return _listed(labelled["names"].split(". ")[0])
    introduced = _INTRODUCED.search(line)
    if introduced is not None:
        return _listed(introduced["names"])
    return _listed(line) if bulleted else []


def _listed(text: str) -> list[str]:
    parts = (part.strip(" .\"'“”()") for part in _SEPARATOR.split(text))
    return [part for part in parts if _NAME.match(part) and not _NO_NAME.search(part)]
