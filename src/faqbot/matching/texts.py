"""What of an entry is read: its wordings without the medicine's name, and its text's topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from faqbot.corpus.monograph import Entry, EntryKind, Monograph
from faqbot.language.document import Document, read_document
from faqbot.language.forms import Form, Forms
from faqbot.language.text import name_key, normalise, tokens
from faqbot.language.topics import load_topics
from faqbot.language.vocabulary import Vocabulary, stems

TopicForm = tuple[Form, tuple[str, ...]]  # with the ids of its topics

_LONGEST_NAME = 5  # words


def wordings(entry: Entry) -> list[str]:
    """Return the texts that say what an entry is about, one vector each."""
    if entry.kind is EntryKind.FAQ:
        return [entry.title, *entry.alternates]
    heading = " ".join([*entry.context[-1:], entry.title])
    return [entry.title, heading] if entry.context else [entry.title]


def document(text: str, vocabulary: Vocabulary, names: Forms[str]) -> Document:
    """Return a title as a document, without the names of the monograph's medicine."""
    words = tokens(normalise(text))
    kept: list[str] = []
    behind = 0
    for start, end, _ in names.longest(words):
        kept += words[behind:start]
        behind = end
    return read_document([*kept, *words[behind:]], vocabulary)


def names(monograph: Monograph) -> Forms[str]:
    """Return the names of the monograph's medicine as word sequences."""
    names = [monograph.title, *monograph.ingredients, *monograph.brands]
    names += [other.name for other in monograph.other_names]
    forms = ((tuple(name_key(name).split()), name) for name in names)
    return Forms((form, name) for form, name in forms if 0 < len(form) <= _LONGEST_NAME)


def topic_coverage(texts: Sequence[Document], ids: Sequence[str]) -> NDArray[np.float32]:
    """Return how much each text speaks of each topic, in [0, 1], shape (texts, topics).

    Counted are the different terms of the topic that the text holds; three make it certain.
    """
    forms = _topic_forms()
    coverage = np.zeros((len(texts), len(ids)), dtype=np.float32)
    column = {topic: i for i, topic in enumerate(ids)}
    for row, document in enumerate(texts):
        for topic, count in _count_topics(document.stems, forms).items():
            coverage[row, column[topic]] = min(1.0, count / 3)
    return coverage


def _count_topics(stemmed: Sequence[str], forms: Forms[TopicForm]) -> Counter[str]:
    """Count for each topic the different forms of its terms in a text."""
    return Counter(topic for _, topics in set(forms.all(stemmed)) for topic in topics)


@lru_cache(maxsize=1)
def _topic_forms() -> Forms[TopicForm]:
    """Return the forms of the topics' terms, each with itself and the topics it belongs to."""
    topics: dict[Form, list[str]] = {}
    for topic in load_topics().values():
        for term in topic.terms:
            form = tuple(stems(term))
            if form and topic.id not in topics.setdefault(form, []):
                topics[form].append(topic.id)
    return Forms((form, (form, tuple(ids))) for form, ids in topics.items())
