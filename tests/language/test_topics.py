from __future__ import annotations

import re

from faqbot.language.document import document_of
from faqbot.language.topics import (
    PLACEHOLDER,
    SLOTS_FILE,
    Topic,
    load_phrasings,
    load_topic_model,
    load_topics,
    training_examples,
)
from faqbot.language.vocabulary import load_vocabulary
from faqbot.resources import read_yaml


def test_each_topic_has_terms_neighbours_that_exist_and_many_phrasings() -> None:
    topics, phrasings = load_topics(), load_phrasings()

    assert 60 <= len(topics) <= 120
    for topic in topics.values():
        assert len(topic.terms) >= 8, topic.id
        assert len(set(phrasings[topic.id])) >= 60, topic.id
        assert set(topic.neighbours) <= set(topics), topic.id
        assert topic.id not in topic.neighbours


def test_no_phrasing_stands_under_two_topics() -> None:
    seen: dict[str, str] = {}
    twice = []
    for topic, phrasings in load_phrasings().items():
        for phrasing in phrasings:
            plain = phrasing.replace(PLACEHOLDER, "").casefold().strip(" ?.!")
            if seen.setdefault(plain, topic) != topic:
                twice.append(phrasing)

    assert twice == []


def test_a_phrasing_with_slots_is_learned_in_several_fillings() -> None:
    topic = Topic("x", "Uses", ("indication",), ())
    phrasings = ("is it good for {condition}", "why {medicine}")

    documents, labels = training_examples({"x": topic}, {"x": phrasings}, load_vocabulary())
    texts = [" ".join(document.stems) for document in documents]

    assert len(set(texts)) == len(texts) > 6
    assert sum(text.startswith("is it good for ") for text in texts) == len(texts) - 3
    assert "why" in texts
    assert set(labels) == {"x"}


def test_every_slot_can_be_filled() -> None:
    slots = {f"{{{name}}}" for name in read_yaml(SLOTS_FILE)} | {PLACEHOLDER}
    used = {
        found
        for phrasings in load_phrasings().values()
        for phrasing in phrasings
        for found in re.findall(r"\{.*?\}", phrasing)
    }

    assert used == slots


def test_plain_questions_get_their_topic() -> None:
    model, vocabulary = load_topic_model(), load_vocabulary()
    plain = {
        "what is the maximum dose": "max-dose",
        "can i drink alcohol with it": "alcohol",
        "is it safe in pregnancy": "pregnancy",
        "i forgot a tablet": "missed-dose",
        "how should i store it": "storage",
        "how do i take it": "how-to-take",
        "where on the body do i inject it": "how-to-take",
        "how many hours does one tablet last": "duration-of-action",
        "how long does it stay in the body": "half-life",
        "is it dangerous": "is-it-safe",
        "does it mess with your periods": "hormones-periods",
        "ringing in the ears": "hearing",
        "pins and needles in my feet": "numbness-tingling",
        "can my dog have it": "animals",
    }

    probabilities = model.probabilities([document_of(text, vocabulary) for text in plain])

    assert [model.best(row, 1)[0][0] for row in probabilities] == list(plain.values())
