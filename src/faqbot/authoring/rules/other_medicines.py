"""Answers that speak of another medicine than their own, with nothing that says why.

Most do so with good reason: interactions, alternatives, members of a class. What is looked for
is the slip: a sentence taken over from another monograph, with the name left in. So a name is
no surprise where the question or its other wordings name it, where the question is about
something that involves other medicines, where the sentence says why, and where it stands in
a list with others.
"""

from __future__ import annotations

import re
from functools import lru_cache

from faqbot.authoring.asking import TopicReader
from faqbot.authoring.draft import Draft, faqs_of
from faqbot.corpus.finding import Findings
from faqbot.corpus.monograph import Entry
from faqbot.language.medicines import Ingredients, Medicines, Mention
from faqbot.language.text import normalise, tokens
from faqbot.resources import read_yaml

_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n")


def check_other_medicines(
    draft: Draft, findings: Findings, reader: TopicReader, medicines: Medicines
) -> None:
    """Warn of each medicine that a FAQ's answer names without need, once an answer."""
    own = medicines.ingredients_of(draft.monograph.slug)
    for entry in faqs_of(draft.monograph.entries):
        if draft.topics(entry, reader) & _expecting():
            continue
        for mention in unexplained(entry, own, medicines):
            findings.warning(
                "other-medicine",
                f"The answer to “{entry.title}” speaks of {mention.surface}, and nothing says why.",
                "If it is a slip, name the right medicine. If not, say in the sentence what it "
                "has to do with it, or accept this finding (`accepted` in the front matter).",
                line=draft.line_of(entry, mention.surface),
            )


def unexplained(entry: Entry, own: Ingredients, medicines: Medicines) -> list[Mention]:
    """Return the other medicines that an answer names without a reason, each once."""
    if not _others(_mentions(entry.text, medicines), own):
        return []
    asked = " ".join((entry.title, *entry.alternates))
    expected = own.union(*(m.ingredients for m in _mentions(asked, medicines)))
    found: dict[Ingredients, Mention] = {}
    for sentence in _SENTENCE.split(entry.text):
        mentions = _mentions(sentence, medicines)
        others = _others(mentions, expected)
        if others and not _says_why(sentence, mentions, own):
            for mention in others:
                found.setdefault(mention.ingredients, mention)
    return list(found.values())


def _others(mentions: list[Mention], expected: Ingredients) -> list[Mention]:
    return [m for m in mentions if not m.ingredients & expected and not m.is_class]


def _says_why(sentence: str, mentions: list[Mention], own: Ingredients) -> bool:
    """Tell whether a sentence gives a reason to name another medicine."""
    names_own = any(mention.ingredients & own for mention in mentions)
    listed = len({mention.ingredients for mention in mentions}) > 1
    return names_own or listed or bool(_cues() & set(tokens(normalise(sentence))))


def _mentions(text: str, medicines: Medicines) -> list[Mention]:
    return [
        mention
        for mention in medicines.find_exact(tokens(normalise(text)))
        if not _no_medicines() & set(mention.surface.split())
    ]


@lru_cache(maxsize=1)
def _expecting() -> frozenset[str]:
    return frozenset(read_yaml("authoring/other_medicines.yaml")["topics"])


@lru_cache(maxsize=1)
def _cues() -> frozenset[str]:
    return frozenset(read_yaml("authoring/other_medicines.yaml")["cues"].split())


@lru_cache(maxsize=1)
def _no_medicines() -> frozenset[str]:
    return frozenset(read_yaml("authoring/other_medicines.yaml")["no_medicines"].split())
