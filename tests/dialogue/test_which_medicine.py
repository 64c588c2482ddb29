"""Where several medicines may be meant, the bot asks which, and offers what each would answer."""

from __future__ import annotations

import pytest

from faqbot.dialogue.bot import Bot
from faqbot.dialogue.reply import Answer, Clarification
from tests.dialogue.talking import talk


def asked_back(bot: Bot, message: str) -> Clarification:
    reply = talk(bot, message)
    assert isinstance(reply, Clarification)
    return reply


def test_of_a_class_each_member_is_offered_with_its_answer(bot: Bot) -> None:
    reply = asked_back(bot, "can i drink on antidepressants")

    slugs = [choice.entry_id.partition("#")[0] for choice in reply.choices if choice.entry_id]
    assert len(slugs) == len(set(slugs)) == 4
    assert all("alcohol" in c.label or "drink" in c.label for c in reply.choices)
    assert reply.question.endswith("tell me its name.")  # there are more than are listed
    assert [scored.entry_id for scored in reply.trace.candidates[:4]] == [
        choice.entry_id for choice in reply.choices
    ]


@pytest.mark.parametrize("which", ["sertraline", "1", "yes"])
def test_a_member_is_chosen_by_name_or_by_number(bot: Bot, which: str) -> None:
    reply = talk(bot, "can the SSRI make me bruise easily", which)

    assert isinstance(reply, Answer)
    assert reply.entry_id == "sertraline#q18"


def test_a_member_named_by_its_brand_is_asked_what_was_asked_before(bot: Bot) -> None:
    reply = talk(bot, "can the SSRI make me bruise easily", "lustral")

    assert reply.trace.candidates[0].entry_id == "sertraline#q18"


def test_a_mixture_without_a_monograph_is_told_apart(bot: Bot) -> None:
    reply = asked_back(bot, "can I drive on percocet")

    assert "percocet" in reply.question
    assert "does not hold for the mixture" in reply.question
    assert {choice.name or choice.label for choice in reply.choices} == {
        "Oxycodone", "Paracetamol",
    }  # fmt: skip


def test_a_mixture_may_be_asked_about_with_one_of_its_parts(bot: Bot) -> None:
    reply = asked_back(bot, "my pills are percocet, can I have tylenol with them")

    assert {choice.name or choice.label for choice in reply.choices} == {
        "Oxycodone", "Paracetamol",
    }  # fmt: skip


def test_the_part_that_is_chosen_is_asked_in_place_of_the_mixture(bot: Bot) -> None:
    reply = talk(bot, "how many percocet can i take", "oxycodone")

    assert reply.trace.medicines == ("oxycodone",)


def test_a_class_is_asked_about_though_another_medicine_is_not_covered(bot: Bot) -> None:
    reply = asked_back(bot, "is my opioid painkiller safe with metformin")

    assert {"codeine", "morphine"} <= set(reply.trace.medicines)
    not_mine = talk(bot, "is metformin safe with painkillers")
    assert not isinstance(not_mine, Clarification)
