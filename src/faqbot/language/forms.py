"""Word sequences to be found in texts, by walking from word to word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

Form = tuple[str, ...]  # a word sequence
Value = TypeVar("Value")

_VALUE = ""  # where a node keeps what its words mean; no word is empty


class Forms(Generic[Value]):
    """Word sequences and what each of them means."""

    def __init__(self, meanings: Iterable[tuple[Form, Value]]) -> None:
        self._first: dict[str, dict[str, Any]] = {}
        for form, value in meanings:
            node: dict[str, Any] = self._first
            for word in form:
                node = node.setdefault(word, {})
            node[_VALUE] = value

    def longest(self, words: Sequence[str]) -> Iterator[tuple[int, int, Value]]:
        """Yield the forms in a text as (start, end, value), from left to right.

        Of those that begin at the same word the longest; none inside another one.
        """
        behind = 0  # the end of the last one
        for start, end, value in self._walk(words):
            if start >= behind:
                behind = end
                yield start, end, value

    def all(self, words: Sequence[str]) -> list[Value]:
        """Return what every form in a text means, those inside others as well."""
        return [value for _, _, value in self._walk(words)]

    def _walk(self, words: Sequence[str]) -> list[tuple[int, int, Value]]:
        """Return all forms in a text; of those that begin at the same word the longest first."""
        found: list[tuple[int, int, Value]] = []
        first, count = self._first, len(words)
        for start, word in enumerate(words):
            if word not in first:
                continue
            node, end, here = first[word], start + 1, len(found)
            while True:
                if _VALUE in node:
                    found.insert(here, (start, end, node[_VALUE]))
                if end == count or words[end] not in node:
                    break
                node = node[words[end]]
                end += 1
        return found
