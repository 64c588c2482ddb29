"""The topics that every monograph should treat, read from `data/authoring/core_topics.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from faqbot.language.topics import load_topics
from faqbot.resources import read_yaml


@dataclass(frozen=True, slots=True)
class CoreTopic:
    """One of the topics, and how a skeleton asks about it."""

    id: str
    title: str  # as patients read it
    heading: str  # as short as a table needs it
    covered_by: frozenset[str]  # ids of the topics whose entries treat it, its own among them
    question: str  # with {medicine} for the name
    alternates: tuple[str, ...]


@lru_cache(maxsize=1)
def load_core_topics() -> tuple[CoreTopic, ...]:
    """Read the core topics, in the order in which a monograph treats them."""
    titles = {topic.id: topic.title for topic in load_topics().values()}
    return tuple(
        CoreTopic(
            id=name,
            title=titles[name],
            heading=fields["heading"],
            covered_by=frozenset({name, *fields["also"]}),
            question=fields["question"],
            alternates=tuple(fields["alternates"]),
        )
        for name, fields in read_yaml("authoring/core_topics.yaml").items()
    )
