from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faqbot.corpus.reader import Corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import FORGET_AFTER_TURNS, Conversation
from faqbot.dialogue.decision import load_thresholds
from faqbot.dialogue.reply import (
    Abstention,
    AbstentionReason,
    Answer,
    Clarification,
    Outcome,
    Referral,
    SmallTalk,
    text_of,
)
from faqbot.dialogue.scope import Scope, ScopeKind
from faqbot.evaluation.reading import read_questions
from faqbot.resources import data_path
from tests.dialogue.talking import talk

SAID = (
    "hello",
    "lyrica",
    "2",
    "what about alcohol?",
    "common side effects of lyrica",
    "i took all my tablets to end it",
    "can i drink on lyrica and what if i miss a dose? is it safe in pregnancy?",
    "who won the match",
    "¿puedo beber alcohol con lyrica?",
    "",
)


def test_an_answer_is_the_text_of_one_entry_word_for_word(pair_bot: Bot) -> None:
    reply = talk(pair_bot, "what are the common side effects of amitriptyline and pregabalin?")

    assert isinstance(reply, Answer)
    assert reply.entry_id == "amitriptyline-pregabalin#q2"
    assert reply.text == "Drowsiness, dizziness, dry mouth, constipation and weight gain."


def test_an_answer_carries_source_date_and_disclaimer(pair_bot: Bot) -> None:
    reply = talk(pair_bot, "is alcohol a problem with amitriptyline and pregabalin?")

    assert isinstance(reply, Answer)
    assert reply.source.title == "Amitriptyline + Pregabalin"
    assert str(reply.source.last_modified) == "2026-01-02"
    assert reply.source.reviewed is None
    assert "not medical advice" in reply.disclaimer


def test_a_red_flag_outranks_a_good_match(pair_bot: Bot) -> None:
    reply = talk(pair_bot, "what is the usual dose? my husband wont wake up after his pregabalin")

    assert isinstance(reply, Referral)
    assert reply.outcome is Outcome.EMERGENCY
    assert "emergency number" in reply.text
    assert "started low" not in reply.text


def test_a_crisis_is_met_with_crisis_lines_and_the_conversation_stays_open(pair_bot: Bot) -> None:
    reply, conversation = pair_bot.reply("i want to kill myself", Conversation())

    assert isinstance(reply, Referral)
    assert reply.outcome is Outcome.CRISIS
    after, _ = pair_bot.reply("how soon do amitriptyline and pregabalin help?", conversation)
    assert isinstance(after, Answer)


def test_after_a_card_the_conversation_is_about_the_medicine_that_was_named(bot: Bot) -> None:
    card, after = bot.reply("took eight pregabalin at once and she won't wake up", Conversation())

    reply, _ = bot.reply("how should they be stored?", after)

    assert isinstance(card, Referral)
    assert reply.trace.medicines == ("pregabalin",)


def test_a_statement_is_met_with_the_question_what_is_to_be_known(bot: Bot) -> None:
    reply = talk(bot, "the dentist gave me oxycodone for my wisdom teeth")

    assert isinstance(reply, Clarification)
    assert "Oxycodone" in reply.question


def test_the_regions_own_numbers_stand_on_the_card(shipped: Corpus) -> None:
    reply = talk(Bot(shipped, region="GB"), "she is not breathing")

    assert isinstance(reply, Referral)
    assert "999" in reply.text


def test_another_medicine_is_never_answered_from_this_one(pair_bot: Bot) -> None:
    reply = talk(pair_bot, "what are the side effects of duloxetine?")

    assert isinstance(reply, Abstention)
    assert reply.reason is AbstentionReason.NOT_COVERED
    assert "duloxetine" in reply.text


def test_a_brand_name_finds_the_same_entry_as_the_generic_names(pair_bot: Bot) -> None:
    generic = talk(pair_bot, "common side effects of amitriptyline and pregabalin")
    brand = talk(pair_bot, "common side effects of Endep and Lyrica")

    assert isinstance(generic, Answer)
    assert text_of(brand) == text_of(generic)


def test_one_part_of_a_combination_is_answered_and_said(pair_bot: Bot) -> None:
    reply = talk(pair_bot, "what are the common side effects of lyrica?")

    assert isinstance(reply, Answer)
    assert any("taken together" in note for note in reply.notes)


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("can i take amitriptyline with paracetamol", "amitriptyline#q19"),
        ("can i take paracetamol with amitriptyline", "amitriptyline#q19"),
        ("is ibuprofen ok with baclofen", "baclofen#q16"),
    ],
)
def test_of_two_medicines_the_text_that_names_both_is_the_answer(
    bot: Bot, question: str, entry: str
) -> None:
    reply = talk(bot, question)

    assert isinstance(reply, Answer)
    assert reply.entry_id == entry


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("What are amitriptyline and pregabalin?", "amitriptyline-pregabalin#q34"),
        ("what is ibuprofen for", "ibuprofen#q1"),
        ("is Crocin the same as paracetamol", "paracetamol#q27"),
        ("is Aleve naproxen", "naproxen#q25"),
    ],
)
def test_a_question_of_little_words_and_names_is_one(bot: Bot, question: str, entry: str) -> None:
    reply = talk(bot, question)

    assert isinstance(reply, Answer)
    assert reply.entry_id == entry


@pytest.mark.parametrize("name", ["carbamazepine", "ibuprofen advil", "amitriptyline pregabalin"])
def test_names_alone_are_no_question(bot: Bot, name: str) -> None:
    reply = talk(bot, name)

    assert isinstance(reply, Clarification)
    assert reply.question.startswith("What would you like to know")


def test_a_class_name_that_begins_with_a_member_speaks_of_that_member(bot: Bot) -> None:
    reply = talk(bot, "how should i use ibuprofen gel?")

    assert isinstance(reply, Answer)
    assert reply.source.slug == "ibuprofen"


def test_a_question_back_names_the_medicine(shipped: Corpus) -> None:
    never_sure = replace(load_thresholds(), answer=1.1, clarify=0.0)

    reply = talk(Bot(shipped, thresholds=never_sure), "i feel so woozy on tramadol, is that it")

    assert isinstance(reply, Clarification)
    assert "Tramadol" in reply.question


@pytest.mark.parametrize(
    "question", ["what is {}", "what is {} used for", "what kind of drug is {}", "{} side effects"]
)
def test_the_plainest_questions_on_each_medicine_are_answered(bot: Bot, question: str) -> None:
    titles = [monograph.title for monograph in bot.corpus.monographs]

    replies = {title: talk(bot, question.format(title.lower())) for title in titles}

    unanswered = [title for title, reply in replies.items() if not isinstance(reply, Answer)]
    assert len(unanswered) <= len(titles) // 10, unanswered


def test_a_misspelt_name_is_read_and_said(pair_bot: Bot) -> None:
    reply = talk(pair_bot, "what are the common side effects of amitriptilyne")

    assert isinstance(reply, Answer)
    assert any("“amitriptilyne” as amitriptyline" in note for note in reply.notes)


def test_nothing_of_a_banned_monograph_is_shown(pair_bot: Bot) -> None:
    reply = talk(pair_bot, "what is the dose of nimesulide?")

    assert isinstance(reply, Abstention)
    assert reply.reason is AbstentionReason.BANNED
    assert "must never be shown" not in text_of(reply)


def test_without_a_medicine_the_bot_asks_which_and_understands_the_answer(bot: Bot) -> None:
    asked, conversation = bot.reply("can i drink alcohol with it?", Conversation())
    named, _ = bot.reply("can i drink alcohol with duloxetine?", conversation)

    assert isinstance(asked, Clarification)
    assert isinstance(named, Answer)
    assert named.source.slug == "duloxetine"


def test_the_medicine_under_discussion_is_meant_by_a_follow_up(bot: Bot) -> None:
    reply = talk(bot, "how long does duloxetine take to work?", "and can i drink alcohol with it?")

    assert reply.trace.medicines == ("duloxetine",)


def test_a_medicine_that_was_spoken_of_long_ago_is_forgotten(bot: Bot) -> None:
    waiting = ["hello"] * (FORGET_AFTER_TURNS + 1)

    reply = talk(bot, "how long does duloxetine take to work?", *waiting, "can i drink on it?")

    assert isinstance(reply, Clarification)


def test_a_conversation_keeps_no_words_of_what_was_answered(bot: Bot) -> None:
    private = "my name is Zebedee Quux, how long does duloxetine take to work?"
    reply, conversation = bot.reply(private, Conversation())

    assert isinstance(reply, Answer)
    assert not re.search("zebedee|quux", str(conversation).lower())
    asked, conversation = bot.reply("Zebedee Quux asks about prednisalone dose", conversation)
    _, conversation = bot.reply("thanks", conversation)

    assert isinstance(asked, Clarification)
    assert not re.search("zebedee|quux", str(conversation).lower())


def test_a_choice_is_picked_by_its_number(bot: Bot) -> None:
    first, conversation = bot.reply("duloxetine", Conversation())
    assert isinstance(first, Clarification)
    offered = conversation.choices[0]

    reply, _ = bot.reply("1", conversation)

    assert "Duloxetine" in first.question
    assert isinstance(reply, Answer)
    assert reply.entry_id == offered.entry_id


@pytest.mark.parametrize("message", ["hi", "Good morning!", "hey there"])
def test_a_greeting_is_greeted(bot: Bot, message: str) -> None:
    assert isinstance(talk(bot, message), SmallTalk)


@pytest.mark.parametrize("message", ["", "   ", "🥱", "...", "?!", "7"])
def test_nothing_to_match_is_said_to_be_nothing(bot: Bot, message: str) -> None:
    reply = talk(bot, message)

    assert isinstance(reply, Abstention)
    assert reply.reason is AbstentionReason.NOT_UNDERSTOOD


def test_every_dead_end_names_a_human_next_step(bot: Bot) -> None:
    for message in ("", "what is the dose of zopiclone", "best pizza in town"):
        reply = talk(bot, message)

        if isinstance(reply, Abstention):
            assert "pharmacist" in reply.next_step


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_no_text_makes_the_bot_fail(pair_bot: Bot, message: str) -> None:
    first = pair_bot.reply(message, Conversation())

    assert pair_bot.reply(message, Conversation()) == first


@pytest.mark.parametrize(
    "message",
    ["a" * 100_000, "pregabalin " * 20_000, "\x00\ufffd\u202e", "9" * 5_000, "\ud800 lone"],
)
def test_hostile_text_gets_a_reply(pair_bot: Bot, message: str) -> None:
    reply = talk(pair_bot, message)

    assert text_of(reply)


def test_the_trace_names_corpus_and_version(pair_bot: Bot) -> None:
    trace = talk(pair_bot, "common side effects of lyrica").trace

    assert pair_bot.corpus.digest.startswith(trace.corpus_digest)
    assert trace.version
    assert trace.candidates[0].score >= trace.candidates[-1].score


def test_every_shipped_question_finds_its_own_entry_when_the_medicine_is_named(bot: Bot) -> None:
    missed = []
    for monograph in bot.corpus.monographs:
        for entry in monograph.entries:
            if entry.kind == "faq":
                message = bot.reader.read(f"{monograph.title}: {entry.title}")
                scope = Scope(ScopeKind.FOUND, (monograph.slug,))
                question = bot.reader.question(message, scope, monograph.slug)
                ranking = bot.matcher.rank({monograph.slug: question})
                found = [candidate.entry.id for candidate in ranking.candidates[:3]]
                if entry.id not in found:
                    missed.append(entry.id)

    assert len(bot.corpus.entries) > 500
    assert missed == []


@pytest.mark.parametrize("size", [7, 440])
def test_replies_are_the_same_alone_and_in_a_batch(bot: Bot, size: int) -> None:
    files = sorted(data_path("questions").glob("*.jsonl"))
    asked = [question for path in files for question in read_questions(path)][::3]
    turns = [(question.text, Conversation()) for question in asked]

    together = [
        done for start in range(0, len(turns), size) for done in bot.replies(turns[start:][:size])
    ]

    assert len(turns) > 400
    assert together == [bot.reply(*turn) for turn in turns]


@given(st.lists(st.sampled_from(SAID), max_size=6), st.lists(st.sampled_from(SAID), max_size=2))
@settings(max_examples=40)
def test_a_batch_keeps_conversations_apart(
    pair_bot: Bot, messages: list[str], before: list[str]
) -> None:
    conversation = Conversation()
    for message in before:
        _, conversation = pair_bot.reply(message, conversation)
    turns = [(message, c) for message in messages for c in (Conversation(), conversation)]

    assert pair_bot.replies(turns) == [pair_bot.reply(*turn) for turn in turns]
