"""A text as the models see it: stems, clinical terms, and the features counted from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from faqbot.language.ages import find_stages
from faqbot.language.text import normalise, tokens
from faqbot.language.vocabulary import TermMatch, Vocabulary, stem
from faqbot.resources import read_words

_LETTERS = (3, 4, 5)  # lengths of the character n-grams


@dataclass(frozen=True, slots=True)
class Document:
    """A message or a text, tokenised once for all models."""

    stems: tuple[str, ...]
    matches: tuple[TermMatch, ...]  # terms as they stand in the text
    terms: frozenset[str]  # these and all broader ones


def read_document(words: Sequence[str], vocabulary: Vocabulary) -> Document:
    """Return the document of a normalised, tokenised text."""
    stages = find_stages(words)
    read = list(map(_read_word, words))
    for stage in stages:
        read[stage.start] = f"#{stage.term}"
    stemmed = tuple(read)
    matches = (
        *vocabulary.find(stemmed),
        *(TermMatch(s.term, " ".join(words[s.start : s.end]), s.start, s.end) for s in stages),
    )
    return Document(stemmed, matches, vocabulary.widened(match.term for match in matches))


def document_of(text: str, vocabulary: Vocabulary) -> Document:
    """Return the document of a text that is not normalised yet."""
    return read_document(tokens(normalise(text)), vocabulary)


def content_words(document: Document) -> tuple[str, ...]:
    """Return the stems without stop words."""
    stop = _stop_stems()
    return tuple(word for word in document.stems if word not in stop)


@dataclass(frozen=True, slots=True)
class Features:
    """How a document becomes words to count."""

    of_document: Callable[[Document], list[str]]
    of_word: Callable[[str], tuple[str, ...]] | None = None  # further ones, of each stem

    def __call__(self, document: Document) -> list[str]:
        """Return all features of a document, as often as they stand in it."""
        found = self.of_document(document)
        if self.of_word is not None:
            found += chain.from_iterable(map(self.of_word, document.stems))
        return found


def _content_features(document: Document) -> list[str]:
    kept = content_words(document)
    return [*kept, *_pairs(kept), *_terms(document.terms)]


def _all_word_features(document: Document) -> list[str]:
    return [*document.stems, *_pairs(["^", *document.stems, "$"]), *_terms(document.terms)]


def _style_features(document: Document) -> list[str]:
    words = ["^", *document.stems, "$"]
    triples = [f"{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False)]
    return [*document.stems, *_pairs(words), *_terms(document.terms), *triples]


def _pairs(words: Sequence[str]) -> list[str]:
    return [f"{first} {second}" for first, second in pairwise(words)]


def _terms(terms: frozenset[str]) -> list[str]:
    return [f"term:{term}" for term in sorted(terms)]


@lru_cache(maxsize=100_000)
def _grams(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(
        padded[i : i + length] for length in _LETTERS for i in range(len(padded) - length + 1)
    )


def _marked_grams(word: str) -> tuple[str, ...]:
    return tuple(f"~{gram}" for gram in _grams(word))


@lru_cache(maxsize=1)
def _stop_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in read_words("stop_words.txt"))


@lru_cache(maxsize=100_000)
def _read_word(word: str) -> str:
    return _number_class(word) if word.isdigit() else stem(word)


def _number_class(digits: str) -> str:
    """Return what a number is likely to be; which number it is says little about the topic."""
    number = int(digits[:6])
    if 60 <= number <= 110:
        return "#age"
    if number < 18:
        return "#small"
    return "#hundreds" if number > 110 else "#number"


# Words and word pairs without stop words, and the terms; for what is asked.
content_features = Features(_content_features)
# All words with pairs, and the terms.
all_word_features = Features(_all_word_features)
# All words with pairs and triples, the terms and letters; for how a thing is said: "I took" and
# "if I took" differ by a stop word only.
style_features = Features(_style_features, _marked_grams)
# The character n-grams within each word; they bridge typos and inflections.
letter_features = Features(lambda _: [], _grams)
