"""Where several medicines may be meant, the bot asks which, and offers what each would answer."""

from __future__ import annotations

import shutil

import pytest

from faqbot.corpus.reader import load_corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.reply import Answer, Clarification
from tests.conftest import DATA
from tests.dialogue.talking import talk


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    folder = tmp_path_factory.mktemp("alone")
    shutil.copy(DATA / "pair" / "amitriptyline-pregabalin.md", folder)
    return Bot(load_corpus(folder))


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


def answered(bot: Bot, *messages: str) -> Answer:
    reply = talk(bot, *messages)
    assert isinstance(reply, Answer)
    return reply


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


def test_a_mixture_may_be_a_member_of_a_class(bot: Bot) -> None:
    reply = asked_back(bot, "box says 30/500, how many a day")

    assert reply.trace.medicines == ("paracetamol-codeine",)


@pytest.mark.parametrize("which", ["oxycodone", "1"])
def test_a_text_on_one_part_says_what_it_leaves_out(bot: Bot, which: str) -> None:
    reply = answered(bot, "can I drink on percocet", which, "and can I drive?")

    assert reply.source.slug == "oxycodone"
    assert "percocet" in reply.notes[0]
    assert "Oxycodone alone" in reply.notes[0]


def test_a_mixture_is_forgotten_with_the_next_medicine(bot: Bot) -> None:
    reply = answered(bot, "can I drink on percocet", "paracetamol", "can I drive on sertraline?")

    assert not reply.notes


@pytest.mark.parametrize(
    "message", ["what medication not to take with lithium", "which pills clash with lithium"]
)
def test_medicines_at_large_are_not_the_only_one(alone: Bot, message: str) -> None:
    assert talk(alone, message).trace.medicines == ()


@pytest.mark.parametrize("message", ["is lithium safe with my pills", "lithium with it?"])
def test_the_only_medicine_may_be_pointed_at(alone: Bot, message: str) -> None:
    assert talk(alone, message).trace.medicines == ("amitriptyline-pregabalin",)
