"""What readers expect under a heading: the topics that such a section of a leaflet tells about.

A heading names a section and not one topic: pregnancy, alcohol and driving all stand under
"Precautions". `data/headings.yaml` holds the usual sections with the wordings of many houses.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from faqbot.language.document import Document, document_of, style_features
from faqbot.language.linear import Matrix
from faqbot.language.tfidf import Similarities, Tfidf
from faqbot.language.vocabulary import Vocabulary
from faqbot.resources import read_yaml

FILE = "headings.yaml"
_TOUCHED = 0.4  # what a topic counts that the section mentions only


class Headings:
    """The usual sections, found by the similarity of their headings."""

    def __init__(
        self, sections: Sequence[dict[str, Any]], ids: Sequence[str], vocabulary: Vocabulary
    ) -> None:
        texts = [text for section in sections for text in section["headings"]]
        counts = [len(section["headings"]) for section in sections]
        self._starts = np.cumsum([0, *counts])[:-1]
        documents = [document_of(text, vocabulary) for text in texts]
        self._headings = Similarities(*Tfidf.with_rows(style_features, documents))
        column = {topic: i for i, topic in enumerate(ids)}
        self._tells = np.zeros((len(sections), len(ids)), dtype=np.float32)
        for row, section in zip(self._tells, sections, strict=True):
            row[[column[topic] for topic in section.get("touches", ())]] = _TOUCHED
            row[[column[topic] for topic in section["tells"]]] = 1.0

    def coverage(self, titles: Sequence[Document]) -> Matrix:
        """Return how sure a title's section tells about each topic, shape (titles, topics)."""
        cosines = Similarities.cosines([(self._headings, title) for title in titles])
        each = cosines.reshape(len(titles), -1)
        sections = np.maximum.reduceat(each, self._starts, axis=1) ** 2
        covered = [(section[:, None] * self._tells).max(axis=0) for section in sections]
        return np.stack(covered)


@lru_cache(maxsize=1)
def load_headings(ids: tuple[str, ...], vocabulary: Vocabulary) -> Headings:
    """Read the usual sections; `ids` are the topics, in the order of their columns."""
    return Headings(read_yaml(FILE), ids, vocabulary)
