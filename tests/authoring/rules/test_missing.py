from __future__ import annotations

from faqbot.authoring.asking import load_topic_reader
from faqbot.authoring.core_topics import load_core_topics
from faqbot.authoring.rules.missing import missing_topics
from faqbot.language.topics import load_topics
from tests.authoring.drafts import draft, faq


def missing(faqs: str = "", body: str = "") -> set[str]:
    return {topic.id for topic in missing_topics(draft(faqs, body), load_topic_reader())}


CORE = {topic.id for topic in load_core_topics()}


def test_core_topics_are_topics() -> None:
    known = set(load_topics())

    assert len(CORE) >= 20
    assert all(topic.covered_by <= known for topic in load_core_topics())


def test_each_question_of_the_list_and_each_of_its_wordings_asks_about_its_topic() -> None:
    for topic in load_core_topics():
        for wording in (topic.question, *topic.alternates):
            question = wording.format(medicine="duloxetine")
            assert topic.id not in missing(faq(question, "Ask a nurse.")), question


def test_an_empty_monograph_misses_everything() -> None:
    assert missing() == CORE


def test_a_heading_counts_as_well() -> None:
    assert CORE - missing(body="## Pregnancy\n\nAsk first.\n") == {"pregnancy"}


def test_a_topic_that_the_author_set_counts_instead_of_the_wording() -> None:
    faqs = "  - q: 'Is it safe in pregnancy?'\n    a: 'No.'\n    topic: storage\n"

    assert CORE - missing(faqs) == {"storage"}


def test_a_question_that_waits_for_its_answer_counts() -> None:
    assert CORE - missing("  - q: 'Is it safe in pregnancy?'\n    a: ''\n") == {"pregnancy"}
