from __future__ import annotations

from faqbot.language.document import document_of
from faqbot.language.topics import PLACEHOLDER, load_topic_model, load_topics
from faqbot.language.vocabulary import load_vocabulary


def test_each_topic_has_terms_neighbours_that_exist_and_many_phrasings() -> None:
    topics = load_topics()

    assert 60 <= len(topics) <= 110
    for topic in topics.values():
        assert len(topic.terms) >= 8, topic.id
        assert len(set(topic.phrasings)) >= 60, topic.id
        assert set(topic.neighbours) <= set(topics), topic.id
        assert topic.id not in topic.neighbours


def test_no_phrasing_stands_under_two_topics() -> None:
    seen: dict[str, str] = {}
    twice = []
    for topic in load_topics().values():
        for phrasing in topic.phrasings:
            plain = phrasing.replace(PLACEHOLDER, "").casefold().strip(" ?.!")
            if seen.setdefault(plain, topic.id) != topic.id:
                twice.append(phrasing)

    assert twice == []


def test_plain_questions_get_their_topic() -> None:
    model, vocabulary = load_topic_model(), load_vocabulary()
    plain = {
        "what is the maximum dose": "max-dose",
        "can i drink alcohol with it": "alcohol",
        "is it safe in pregnancy": "pregnancy",
        "i forgot a tablet": "missed-dose",
        "how should i store it": "storage",
    }

    probabilities = model.probabilities([document_of(text, vocabulary) for text in plain])

    assert [model.best(row, 1)[0][0] for row in probabilities] == list(plain.values())
