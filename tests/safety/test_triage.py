from __future__ import annotations

import pytest

from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Outcome, Referral, outcome_of
from faqbot.safety.helplines import GENERIC, helplines, known_regions
from faqbot.safety.triage import training_texts


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        ("he is not breathing", Outcome.EMERGENCY),
        ("she wont wake up", Outcome.EMERGENCY),
        ("his lips have gone blue", Outcome.EMERGENCY),
        ("my little girl swallowed the whole packet", Outcome.EMERGENCY),
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


@pytest.mark.parametrize("region", [GENERIC, *known_regions()])
def test_each_card_says_whom_to_call(region: str) -> None:
    lines = helplines(region)

    assert lines.emergency
    assert all(line.endswith((".", "**.")) for line in lines.emergency_lines + lines.crisis_lines)
    if region != GENERIC:
        digits = [char for line in lines.emergency_lines for char in line if char.isdigit()]
        assert len(digits) >= 3


def test_an_unknown_region_gets_the_generic_card_and_never_a_wrong_number() -> None:
    assert helplines("XX") == helplines(GENERIC)
