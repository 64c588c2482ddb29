"""Misspelt ordinary words read as the words of the field: `constapation` → `constipation`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

from faqbot.language.medicines import Medicines
from faqbot.language.spelling import SHORTEST, SpellingPool
from faqbot.language.topics import asked_words
from faqbot.language.vocabulary import Vocabulary, stem
from faqbot.resources import read_words, read_yaml

ASKED_FILE = "models/asked_words.txt"  # ordinary words of the topics; all phrasings are many


def compile_asked_words(made_from: str) -> str:
    """Return the text of `ASKED_FILE`; it begins with the hash of what it was made from."""
    words = sorted(asked_words() & read_words("medicines/english.txt.gz"))
    return "\n".join([f"# made from {made_from}", *words, ""])


class Corrector:
    """Corrects words that are neither English nor medicines, towards the field's own words."""

    def __init__(self, vocabulary: Vocabulary, medicines: Medicines) -> None:
        self._english = read_words("medicines/english.txt.gz")
        self._stems = {word for form in vocabulary.forms for word in form}
        self._medicines = medicines
        self._accept = float(read_yaml("decision.yaml")["spelling"]["accept"])
        self._correct = lru_cache(maxsize=20_000)(self._nearest)

    @cached_property
    def _pool(self) -> SpellingPool:
        """The field's own words: ordinary ones that vocabulary or topics use, and clinical ones."""
        common = {word for word in self._english if stem(word) in self._stems}
        words = common | read_words(ASKED_FILE)
        return SpellingPool(word for word in words if len(word) >= SHORTEST and word.isalpha())

    def correct(self, words: Sequence[str]) -> list[str]:
        """Return the words with those replaced that are clearly misspelt."""
        return [self._correct(word) if self._is_doubtful(word) else word for word in words]

    def _is_doubtful(self, word: str) -> bool:
        return (
            len(word) >= SHORTEST
            and word.isalpha()
            and word not in self._english
            and stem(word) not in self._stems
            and not self._medicines.is_known(word)
        )

    def _nearest(self, word: str) -> str:
        near = self._pool.nearest(word)
        return near[0].word if near and near[0].score >= self._accept else word
