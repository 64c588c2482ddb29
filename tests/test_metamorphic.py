"""What must not change a reply, and what must, for every question that is shipped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from faqbot.corpus.monograph import Entry, EntryKind, Monograph
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Abstention, AbstentionReason, Answer, Referral, Reply
from faqbot.language.text import normalise, tokens

# Exists, is covered by no shipped monograph, and is no look-alike of one.
ANOTHER = "zopiclone"


def single_medicines(bot: Bot) -> Iterator[tuple[Monograph, str, Entry]]:
    """Yield the questions that name just the medicine of their monograph, by its generic name.

    Where two monographs are about the same ingredient, the name alone does not tell which.
    """
    about = Counter(bot.medicines.ingredients_of(m.slug) for m in bot.corpus.monographs)
    for monograph in bot.corpus.monographs:
        if (
            len(monograph.ingredients) != 1
            or about[bot.medicines.ingredients_of(monograph.slug)] > 1
        ):
            continue
        name = monograph.ingredients[0].casefold()
        for entry in monograph.entries:
            if entry.kind is EntryKind.FAQ:
                found = bot.medicines.find(tokens(normalise(entry.title)))
                if [item.surface for item in found] == [name]:
                    yield monograph, name, entry


@cache
def shown(bot: Bot, text: str) -> str | type[Reply]:
    """Return the entry that is shown, or the kind of reply."""
    reply, _ = bot.reply(text, Conversation())
    return reply.entry_id if isinstance(reply, Answer) else type(reply)


def renamed(text: str, name: str, other: str) -> str:
    return re.sub(re.escape(name), other, text, flags=re.IGNORECASE)


def with_typo(name: str) -> str:
    """Swap two letters in the middle: gabapentin, gabpaentin."""
    middle = len(name) // 2
    return name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]


def test_there_are_questions_to_ask(bot: Bot) -> None:
    assert len(list(single_medicines(bot))) > 250


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda text: re.sub(r"[?.,]", "", text)])
def test_case_and_punctuation_change_nothing(bot: Bot, change: object) -> None:
    assert callable(change)
    differ = [
        entry.title
        for _, _, entry in single_medicines(bot)
        if shown(bot, entry.title) != shown(bot, change(entry.title))
    ]

    assert differ == []


def test_a_brand_name_leads_to_the_same_entry_as_the_generic_name(bot: Bot) -> None:
    differ = [
        (entry.title, brand)
        for monograph, name, entry in single_medicines(bot)
        for brand in monograph.brands[:1]
        if brand.casefold() not in entry.title.casefold()
        and shown(bot, entry.title) != shown(bot, renamed(entry.title, name, brand))
    ]

    assert differ == []


def test_the_name_of_another_medicine_is_never_answered_from_this_one(bot: Bot) -> None:
    answered = []
    for _, name, entry in single_medicines(bot):
        reply, _ = bot.reply(renamed(entry.title, name, ANOTHER), Conversation())
        not_covered = isinstance(reply, Abstention) and reply.reason is AbstentionReason.NOT_COVERED
        if not (not_covered or isinstance(reply, Referral)):
            answered.append(renamed(entry.title, name, ANOTHER))

    assert answered == []


def test_a_typo_in_the_name_keeps_the_medicine_or_asks(bot: Bot) -> None:
    elsewhere = []
    for monograph, name, entry in single_medicines(bot):
        text = renamed(entry.title, name, with_typo(name))
        reply, _ = bot.reply(text, Conversation())
        if isinstance(reply, Answer) and reply.source.slug != monograph.slug:
            elsewhere.append((text, reply.entry_id))

    assert elsewhere == []


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("not gabapentin, pregabalin: can i drink on it", "pregabalin"),
        ("can i drink on sertraline, not venlafaxine", "sertraline"),
        ("i mean codeine not morphine, does it make you constipated", "codeine"),
    ],
)
def test_not_is_seen(bot: Bot, text: str, slug: str) -> None:
    reply, _ = bot.reply(text, Conversation())

    assert reply.trace.medicines == (slug,)
