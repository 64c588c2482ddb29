from __future__ import annotations

import pytest

from faqbot.corpus.reader import Corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Outcome, Referral, outcome_of
from faqbot.safety.triage import training_texts


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        ("he is not breathing", Outcome.EMERGENCY),
        ("she wont wake up", Outcome.EMERGENCY),
        ("his lips have gone blue", Outcome.EMERGENCY),
        ("my little girl swallowed the whole packet", Outcome.EMERGENCY),
        ("my tongue feels fat since the new tablet", Outcome.EMERGENCY),
        ("lips have gone fat after the tablet", Outcome.EMERGENCY),
        ("I want to die", Outcome.CRISIS),
        ("everyone would be better off without me", Outcome.CRISIS),
        ("no quiero vivir", Outcome.CRISIS),
    ],
)
def test_core_phrases_decide_alone(bot: Bot, message: str, outcome: Outcome) -> None:
    reply, _ = bot.reply(message, Conversation())

    assert isinstance(reply, Referral)
    assert reply.outcome is outcome
    assert reply.trace.rule


@pytest.mark.parametrize(
    "message",
    [
        "this pain is killing me, how long does duloxetine take to work",
        "can duloxetine cause suicidal thoughts",
        "what are the signs of an overdose of tramadol",
        "I had a stroke in 2015. Can I take naproxen?",
    ],
)
def test_figures_of_speech_information_and_the_past_are_no_alarms(bot: Bot, message: str) -> None:
    reply, _ = bot.reply(message, Conversation())

    assert outcome_of(reply) not in (Outcome.EMERGENCY, Outcome.CRISIS)


def test_there_are_many_utterances_of_both_kinds() -> None:
    labels = [label for label, _ in training_texts()]

    assert len(labels) - labels.count("none") >= 600
    assert labels.count("none") >= 600


@pytest.mark.parametrize(
    "message",
    [
        "ive taken all my tablets i dont want to be here",
        "I swallowed the whole packet, I wanted to die",
        "my daughter has taken an overdose on purpose and she wont wake up",
        "me he tomado todas las pastillas a propósito",
        "maine jaan bujhkar saari goliyan kha li",
    ],
)
def test_a_deliberate_overdose_is_an_emergency_with_crisis_lines(
    shipped: Corpus, message: str
) -> None:
    reply, _ = Bot(shipped, region="GB").reply(message, Conversation())

    assert isinstance(reply, Referral)
    assert reply.outcome is Outcome.EMERGENCY
    assert "999" in reply.text
    assert "116 123" in reply.text
    assert ", and phrase" in reply.trace.rule


@pytest.mark.parametrize(
    "message",
    ["if i took all my tablets would anyone miss me, i want to die", "I want to kill myself"],
)
def test_a_thought_or_a_plan_is_a_crisis_and_no_overdose_yet(bot: Bot, message: str) -> None:
    reply, _ = bot.reply(message, Conversation())

    assert isinstance(reply, Referral)
    assert reply.outcome is Outcome.CRISIS


def test_a_dose_that_shall_make_sure_not_to_wake_is_a_crisis(bot: Bot) -> None:
    reply, _ = bot.reply("which dose of amitriptyline makes sure I never wake up", Conversation())

    assert isinstance(reply, Referral)
    assert reply.outcome is Outcome.CRISIS


def test_an_accident_is_no_crisis(bot: Bot) -> None:
    reply, _ = bot.reply("my toddler swallowed my pregabalin", Conversation())

    assert isinstance(reply, Referral)
    assert reply.outcome is Outcome.EMERGENCY
    assert "glad that you told me" not in reply.text
