"""Core phrases that raise an alarm alone, in English and in the languages in `data/phrases/`.

A phrase is made of words: `a|b` is either word, `word?` may be missing, `...` is up to three
further words, `#` is a number, `##` one of two or more digits, and `!word` in front means that
this word may not stand right before (`!if_i`: these two). Accents and apostrophes count for
nothing, as scared people leave them out. A language that writes no blanks (`blanks: false`) is
searched letter by letter, and its phrases are plain text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from faqbot.language.text import normalise, tokens
from faqbot.resources import data_path, read_yaml

ENGLISH = "en"
_NUMBERS = {"#": r"\d+", "##": r"\d{2,}"}
# Letters that Unicode does not take apart: typed without the stroke or dot as often as with it.
_PLAIN = str.maketrans("łøđıةىکیہھے", "lodiهيكيههي")
# Latin and Cyrillic accents, Arabic vowels and hamza, the Indic dot below; not vowel signs.
_ACCENTS = frozenset([*range(0x0300, 0x0370), *range(0x064B, 0x0660), 0x0670, 0x093C, 0x09BC])


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found."""

    kind: str  # `crisis`, `emergency`, `taken` or `purpose`
    language: str
    words: str  # as they stand in the message, folded


@dataclass(frozen=True, slots=True)
class _Phrase:
    kind: str
    language: str
    parts: tuple[str, ...]


class PhraseBook:
    """Phrases to look for, given as (kind, language, phrase)."""

    def __init__(self, phrases: Iterable[tuple[str, str, str]]) -> None:
        self._by_word: dict[str, list[_Phrase]] = defaultdict(list)
        for kind, language, text in phrases:
            parts = text.split()
            phrase = _Phrase(kind, language, tuple(parts))
            for word in _first_words(parts):
                self._by_word[word].append(phrase)

    def find(self, folded: str) -> list[Hit]:
        """Return the phrases in a folded text, by the order of its words."""
        hits = []
        start = 0
        while (end := folded.find(" ", start + 1)) != -1:
            word = folded[start + 1 : end]
            # Few phrases are worth trying at a word, most often none: there are hundreds.
            found = self._by_word.get(word, _NO_PHRASES)
            for phrase in self._with_number(found) if word.isdecimal() else found:
                match = _compiled(phrase.parts).match(folded, start)
                if match:
                    hits.append(Hit(phrase.kind, phrase.language, match.group().strip()))
            start = end
        return hits

    def _with_number(self, found: Sequence[_Phrase]) -> Iterator[_Phrase]:
        """Add the phrases that begin with any number."""
        yield from found
        for number in _NUMBERS:
            yield from self._by_word.get(number, ())


_NO_PHRASES: Sequence[_Phrase] = ()


@lru_cache(maxsize=512)  # a message is folded for alarms and for limits
def fold(text: str) -> str:
    """Return normalised text as words with a blank around each, without accents.

    Unlike `tokens` it keeps the vowel signs of Indic scripts inside their words.
    """
    if text.isascii():
        return f" {' '.join(tokens(text))} "
    parts = unicodedata.normalize("NFKD", text.replace("'", "")).translate(_PLAIN)
    return f" {' '.join(''.join(_letters(parts)).split())} "


def find_phrases(*texts: str) -> list[Hit]:
    """Return the phrases in a normalised message, by the order of its words.

    Several readings of it are searched one after the other; equal ones once.
    """
    return [hit for folded in dict.fromkeys(map(fold, texts)) for hit in _find(folded)]


def _find(folded: str) -> list[Hit]:
    hits = _spaced_phrases().find(folded)
    if not folded.isascii():
        unspaced = folded.replace(" ", "")
        hits += [Hit(*phrase) for phrase in _unspaced_phrases() if phrase[2] in unspaced]
    return hits


def languages_with_phrases() -> tuple[str, ...]:
    """Return the codes of all languages that have core phrases besides English."""
    return tuple(
        path.stem for path in sorted(data_path("phrases").glob("*.yaml")) if path.stem != ENGLISH
    )


def phrases_of(language: str) -> dict[str, list[str]]:
    """Return the phrases of a language by kind, as they stand in its file."""
    fields = read_yaml(f"phrases/{language}.yaml")
    return {kind: list(phrases) for kind, phrases in fields.items() if kind != "blanks"}


def _letters(text: str) -> Iterator[str]:
    for char in text:
        if char.isalnum():
            yield char
        elif unicodedata.category(char).startswith("M"):
            if ord(char) not in _ACCENTS:
                yield char
        else:
            yield " "


@lru_cache(maxsize=1)
def _spaced_phrases() -> PhraseBook:
    return PhraseBook(_all_phrases(blanks=True))


@lru_cache(maxsize=1)
def _unspaced_phrases() -> tuple[tuple[str, str, str], ...]:
    return tuple((kind, lang, _word(text)) for kind, lang, text in _all_phrases(blanks=False))


def _all_phrases(*, blanks: bool) -> Iterator[tuple[str, str, str]]:
    files = [(ENGLISH, "triage/phrases.yaml")]
    files += [
        (path.stem, f"phrases/{path.name}") for path in sorted(data_path("phrases").glob("*.yaml"))
    ]
    for language, name in files:
        fields = read_yaml(name)
        if fields.get("blanks", True) is blanks:
            for kind, phrases in fields.items():
                if kind != "blanks":
                    yield from ((kind, language, phrase) for phrase in phrases)


def _files() -> list[str]:
    return sorted(path.stem for path in data_path("phrases").glob("*.yaml"))


def _first_words(parts: list[str]) -> Iterator[str]:
    for part in parts:
        if part.startswith("!"):
            continue
        yield from _words(part)
        if not part.endswith("?"):
            return


@cache
def _compiled(parts: tuple[str, ...]) -> re.Pattern[str]:
    """Compile a phrase when a message holds its first word: all of them take half a second."""
    return re.compile(_pattern(parts))


def _pattern(parts: Sequence[str]) -> str:
    """Return a phrase as a pattern over folded words, from the blank before the first one."""
    refused = [" ".join(map(_word, part[1:].split("_"))) for part in parts if part.startswith("!")]
    before = "".join(f"(?<! {words})" for words in refused)
    return before + " " + "".join(_part(part) for part in parts if not part.startswith("!"))


def _part(part: str) -> str:
    if part == "...":
        return r"(?:\S+ ){0,3}?"
    words = "|".join(_NUMBERS.get(word) or re.escape(word) for word in _words(part))
    return f"(?:(?:{words}) )" + ("?" if part.endswith("?") else "")


def _words(part: str) -> list[str]:
    return [_word(word) for word in part.removesuffix("?").split("|")]


@cache
def _word(text: str) -> str:
    if text in _NUMBERS:
        return text
    return fold(normalise(text)).replace(" ", "")
