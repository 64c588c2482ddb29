from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reading import carried_over, says_nothing
from faqbot.dialogue.reply import Answer
from faqbot.dialogue.scope import Scope, ScopeKind
from faqbot.language.medicines import Mention


@pytest.mark.parametrize("text", ["pregabalin", "no, i meant pregabalin", "and pregabalin?"])
def test_a_name_alone_asks_nothing(bot: Bot, text: str) -> None:
    message = bot.reader.read(text)
    question = bot.reader.question(message, Scope(ScopeKind.FOUND, ("pregabalin",)), "pregabalin")

    assert says_nothing(question.document)


@pytest.mark.parametrize("text", ["what is pregabalin", "pregabalin alcohol", "why pregabalin"])
def test_a_question_word_or_a_subject_asks_something(bot: Bot, text: str) -> None:
    message = bot.reader.read(text)
    question = bot.reader.question(message, Scope(ScopeKind.FOUND, ("pregabalin",)), "pregabalin")

    assert not says_nothing(question.document)


def test_a_name_alone_asks_what_was_asked_before(bot: Bot) -> None:
    message = bot.reader.read("and gabapentin?")
    question = bot.reader.question(message, Scope(ScopeKind.FOUND, ("gabapentin",)), "gabapentin")
    before = np.zeros_like(question.topics)
    before[bot.topic_model.ids.index("alcohol")] = 0.9

    carried = carried_over(question, message, before)

    assert (carried.topics == before).all()
    assert carried_over(question, message, 0 * before) is question


def test_a_message_that_speaks_for_itself_carries_nothing_over(bot: Bot) -> None:
    message = bot.reader.read("does it make people drowsy in the morning")
    question = bot.reader.question(message, Scope(ScopeKind.FOUND, ("gabapentin",)), "gabapentin")

    assert carried_over(question, message, np.ones_like(question.topics)) is question


def test_names_of_medicines_are_masked_for_triage(bot: Bot) -> None:
    one, other = (bot.reader.read(f"she took twenty {n} tablets") for n in ("lyrica", "zopiclone"))

    assert one.document == other.document


def test_the_same_is_asked_of_another_medicine(bot: Bot) -> None:
    _, conversation = bot.reply("can i drink alcohol with pregabalin", Conversation())

    reply, after = bot.reply("and gabapentin?", conversation)

    assert after.medicines == ("gabapentin",)
    assert reply.trace.topics[0][0] == "alcohol"


def test_two_questions_in_one_message_get_two_answers(bot: Bot) -> None:
    text = "Can I drive while I take pregabalin? And can I drink alcohol with pregabalin?"

    reply, _ = bot.reply(text, Conversation())

    assert isinstance(reply, Answer)
    shown = " ".join(answer.question for answer in (reply, *reply.also)).casefold()
    assert len(reply.also) == 1
    assert "driv" in shown
    assert "alcohol" in shown
    assert all(not further.related for further in reply.also)


def test_one_question_with_a_story_gets_one_answer(bot: Bot) -> None:
    text = "My feet burn all night. I am so tired of it. Can I drink alcohol with pregabalin?"

    reply, _ = bot.reply(text, replace(Conversation()))

    assert isinstance(reply, Answer)
    assert reply.also == ()


def test_a_name_of_several_words_is_found_once_its_words_are_right(bot: Bot) -> None:
    message = bot.reader.read("where does the numming cream go")

    (found,) = message.found
    assert isinstance(found, Mention)
    assert found.name == "numbing cream"
    assert message.masked == "where does the medicine go"


def test_a_further_medicine_is_asked_about_what_the_first_was(bot: Bot) -> None:
    message = bot.reader.read("what about codeine?")
    (codeine,) = message.found
    assert isinstance(codeine, Mention)
    scope = Scope(ScopeKind.FOUND, ("pregabalin",), others=(codeine,), from_conversation=True)
    question = bot.reader.question(message, scope, "pregabalin")
    before = np.zeros_like(question.topics)
    before[bot.topic_model.ids.index("interactions-drugs")] = 0.9

    carried = carried_over(question, message, before)

    assert np.allclose(carried.topics, (question.topics + before) / 2)
