"""Core topics that a monograph says nothing about."""

from __future__ import annotations

from faqbot.authoring.asking import TopicReader, without_names
from faqbot.authoring.core_topics import CoreTopic, load_core_topics
from faqbot.authoring.draft import Draft
from faqbot.corpus.finding import Findings


def check_topics(draft: Draft, findings: Findings, reader: TopicReader) -> None:
    """Warn of each core topic that neither a question nor a heading is about.

    A question without an answer counts as well: that it has none is said elsewhere.
    """
    for topic in missing_topics(draft, reader):
        findings.warning(
            "missing-topic",
            f"Nothing is about “{topic.title}” ({topic.id}).",
            f"Write a question such as “{topic.question.format(medicine=_short(draft))}” "
            "at the end of `faqs`.",
            line=draft.key_line("faqs"),
        )


def missing_topics(draft: Draft, reader: TopicReader) -> list[CoreTopic]:
    """Return the core topics that a draft does not treat."""
    treated = set[str]().union(*(draft.topics(entry, reader) for entry in draft.monograph.entries))
    for faq in draft.faqs:
        if not str(faq.get("a") or "").strip():
            words, _ = without_names(str(faq.get("q") or ""), draft.names)
            treated |= {faq["topic"]} if faq.get("topic") else reader.topics([words])
    return [topic for topic in load_core_topics() if not topic.covered_by & treated]


def _short(draft: Draft) -> str:
    return draft.monograph.title.lower()
