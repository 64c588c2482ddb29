"""Which name a misspelt word is nearest to, among all names and all ordinary words.

The hazard is not the typo, it is the medicine that was meant and is not known here: no cut of
similarity separates `prednisone` typed wrongly from `prednisolone`. So a word is compared with
every name that exists, covered or not, and with the ordinary words of English as rivals, and a
name is accepted only by a clear margin. This module owns rapidfuzz.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

SHORTEST = 5  # letters; below that every word is near to some name (ISMP)
_MOST_LETTERS_OFF = 4
_CUTOFF = 0.55  # of edit similarity; nothing below it has ever been the right name
_CANDIDATES = 12
_WRONG_FIRST_SOUND = 0.04

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
    """Words to compare a misspelt one with; built once, asked often."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(set(words), key=lambda word: (len(word), word))
        self._lengths = [len(word) for word in self._words]

    def nearest(self, typed: str) -> list[Near]:
        """Return the most similar words, best first; ties in alphabetical order of length."""
        low = bisect_left(self._lengths, len(typed) - _MOST_LETTERS_OFF)
        high = bisect_right(self._lengths, len(typed) + _MOST_LETTERS_OFF)
        pool = self._words[low:high]
        if not pool:
            return []
        edits = process.cdist(
            [typed], pool, scorer=OSA.normalized_similarity, score_cutoff=_CUTOFF
        )[0]
        best = np.argsort(-edits, kind="stable")[: 4 * _CANDIDATES]
        near = [Near(pool[i], similarity(typed, pool[i])) for i in best if edits[i] > 0]
        return sorted(near, key=lambda item: (-item.score, item.word))[:_CANDIDATES]


def similarity(typed: str, word: str) -> float:
    """Return how likely `typed` is meant to be `word`, in [0, 1].

    The mean of three views: edits with swapped neighbours (OSA), the same on how the words
    sound, and Jaro-Winkler, which forgives errors towards the end of a word, at half weight.
    Hardly anybody gets the first sound wrong.
    """
    sound, right_sound = _sound(typed), _sound(word)
    mean = (
        OSA.normalized_similarity(typed, word)
        + OSA.normalized_similarity(sound, right_sound)
        + 0.5 * JaroWinkler.normalized_similarity(typed, word)
    ) / 2.5
    return float(mean) - (0.0 if sound[:1] == right_sound[:1] else _WRONG_FIRST_SOUND)


def _sound(word: str) -> str:
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    return _DOUBLED.sub(r"\1", word)
