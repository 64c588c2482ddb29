"""A text as the models see it: stems, clinical terms, and the features counted from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

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
    ages = {stage.start: f"#{stage.term}" for stage in stages}
    stemmed = tuple(
        ages.get(i) or (_number_class(word) if word.isdigit() else stem(word))
        for i, word in enumerate(words)
    )
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


def content_features(document: Document) -> list[str]:
    """Return words and word pairs without stop words, and the terms; for what is asked."""
    kept = content_words(document)
    return [*kept, *_pairs(kept), *_terms(document)]


def all_word_features(document: Document) -> list[str]:
    """Return all words with pairs, and the terms."""
    return [*document.stems, *_pairs(["^", *document.stems, "$"]), *_terms(document)]


@lru_cache(maxsize=1)
def style_features(document: Document) -> tuple[str, ...]:
    """Return all words with pairs and triples, the terms and letters; for how a thing is said.

    "I took" and "if I took" differ by a stop word only. The last document is kept, as several
    models look at the same message.
    """
    words = ["^", *document.stems, "$"]
    triples = (f"{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False))
    letters = (gram for word in document.stems for gram in _grams(word, "~"))
    return (*all_word_features(document), *triples, *letters)


def letter_features(document: Document) -> list[str]:
    """Return the character n-grams within each word; they bridge typos and inflections."""
    return [gram for word in document.stems for gram in _grams(word)]


def _pairs(words: Sequence[str]) -> Iterable[str]:
    return (f"{first} {second}" for first, second in pairwise(words))


def _terms(document: Document) -> Iterable[str]:
    return (f"term:{term}" for term in sorted(document.terms))


@lru_cache(maxsize=100_000)
def _grams(word: str, mark: str = "") -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(
        mark + padded[i : i + length]
        for length in _LETTERS
        for i in range(len(padded) - length + 1)
    )


@lru_cache(maxsize=1)
def _stop_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in read_words("stop_words.txt"))


def _number_class(digits: str) -> str:
    """Return what a number is likely to be; which number it is says little about the topic."""
    number = int(digits[:6])
    if 60 <= number <= 110:
        return "#age"
    if number < 18:
        return "#small"
    return "#hundreds" if number > 110 else "#number"
