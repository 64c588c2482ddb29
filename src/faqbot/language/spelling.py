"""Which name a misspelt word is nearest to, among all names and all ordinary words.

The hazard is not the typo, it is the medicine that was meant and is not known here: no cut of
similarity separates `prednisone` typed wrongly from `prednisolone`. So a word is compared with
every name that exists, covered or not, and with the ordinary words of English as rivals, and a
name is accepted only by a clear margin. This module owns rapidfuzz.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

SHORTEST = 5  # letters; below that every word is near to some name (ISMP)
_MOST_LETTERS_OFF = 4
_CUTOFF = 0.55  # of edit similarity; nothing below it has ever been the right name
_CANDIDATES = 12
_WRONG_FIRST_SOUND = 0.04
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_COUNTED = 3  # times that a letter stands in a word
_ROWS = len(_LETTERS) * _COUNTED

_SOUNDS = (
    ("ph", "f"), ("ae", "e"), ("oe", "e"), ("y", "i"), ("ck", "k"), ("qu", "k"),
    ("th", "t"), ("z", "s"), ("x", "ks"), ("c", "k"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1")


@dataclass(frozen=True, slots=True)
class Near:
    """A word of the pool and its similarity to what was typed, in [0, 1]."""

    word: str
    score: float


class SpellingPool:
    """Words to compare a misspelt one with; built once, asked often.

    Most words can be ruled out by their letters alone, in whatever order they stand: an edit
    changes one letter at most, a swap none. So of the longer of two words at least the share
    `_CUTOFF` must be letters of both.
    """

    def __init__(self, words: Iterable[str]) -> None:
        ordered = sorted(set(words), key=lambda word: (len(word), word))
        self._words = np.array(ordered, dtype=object)
        self._lengths = np.array([len(word) for word in ordered])
        self._letters = _letter_table(ordered)

    def nearest(self, typed: str) -> list[Near]:
        """Return the most similar words, best first; ties in alphabetical order of length."""
        pool = self._sharing_letters(typed)
        if not pool:
            return []
        edits = process.cdist(
            [typed], pool, scorer=OSA.normalized_similarity, score_cutoff=_CUTOFF
        )[0]
        best = np.argsort(-edits, kind="stable")[: 4 * _CANDIDATES]
        near_words = [pool[i] for i in best.tolist() if edits[i] > 0]
        near = map(Near, near_words, similarities(typed, near_words))
        return sorted(near, key=lambda item: (-item.score, item.word))[:_CANDIDATES]

    def _sharing_letters(self, typed: str) -> list[str]:
        """Return, in their order, all words that `_CUTOFF` may let pass."""
        nearly = [len(typed) - _MOST_LETTERS_OFF, len(typed) + _MOST_LETTERS_OFF + 1]
        low, high = np.searchsorted(self._lengths, nearly)
        if low == high:
            return []
        rows = _letter_rows(typed)
        shared = np.zeros(high - low, dtype=np.uint8)
        for row in rows:
            shared += self._letters[row, low:high]
        uncounted = len(typed) - len(rows)  # taken for shared
        lengths = range(nearly[0], nearly[1])
        ends = np.searchsorted(self._lengths[low:high], lengths, side="right").tolist()
        found = [
            start + np.flatnonzero(shared[start:end] >= _least(max(length, len(typed)), uncounted))
            for length, start, end in zip(lengths, [0, *ends], ends, strict=False)
        ]
        words: list[str] = self._words[np.concatenate(found) + low].tolist()
        return words


def similarity(typed: str, word: str) -> float:
    """Return how likely `typed` is meant to be `word`, in [0, 1].

    The mean of three views: edits with swapped neighbours (OSA), the same on how the words
    sound, and Jaro-Winkler, which forgives errors towards the end of a word, at half weight.
    Hardly anybody gets the first sound wrong.
    """
    return similarities(typed, [word])[0]


def similarities(typed: str, words: Sequence[str]) -> list[float]:
    """Return `similarity` for each word."""
    # All words sound at once: a replacement takes as long for fifty as for one.
    sound, *sounds = _sound("\n".join([typed, *words])).split("\n")
    return [
        (
            OSA.normalized_similarity(typed, word)
            + OSA.normalized_similarity(sound, right_sound)
            + 0.5 * JaroWinkler.normalized_similarity(typed, word)
        )
        / 2.5
        - (0.0 if sound[:1] == right_sound[:1] else _WRONG_FIRST_SOUND)
        for word, right_sound in zip(words, sounds, strict=True)
    ]


def _least(longer: int, uncounted: int) -> int:
    """Return how many letters must be shared, if the longer word has so many."""
    return max(0, ceil(_CUTOFF * longer - uncounted - 1e-6))


def _letter_rows(word: str) -> list[int]:
    """Return the rows of `_letter_table` that a word's letters stand in."""
    return [
        row + number
        for row, letter in zip(range(0, _ROWS, _COUNTED), _LETTERS, strict=True)
        if letter in word
        for number in range(min(word.count(letter), _COUNTED))
    ]


def _letter_table(words: Sequence[str]) -> NDArray[np.uint8]:
    """Return 1 where a word has a letter once, twice, three times, shape (_ROWS, words)."""
    table = np.zeros((_ROWS, len(words)), dtype=np.uint8)
    codes = np.frombuffer("".join(words).encode("utf-32-le"), dtype=np.uint32)
    letters = codes - np.uint32(ord(_LETTERS[0]))  # what stands before them becomes large
    known = letters < len(_LETTERS)
    owners = np.repeat(np.arange(len(words)), [len(word) for word in words])[known]
    flat = letters[known].astype(np.intp) * len(words) + owners
    counts = np.bincount(flat, minlength=len(_LETTERS) * len(words))
    counts = counts.reshape(len(_LETTERS), len(words))
    for number in range(_COUNTED):
        table[number::_COUNTED] = counts > number
    return table


def _sound(word: str) -> str:
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    return _DOUBLED.sub(r"\1", word)
