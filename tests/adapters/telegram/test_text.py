from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faqbot.adapters.telegram.markdown import blocks_of
from faqbot.adapters.telegram.text import (
    LIMIT,
    join,
    numbers_of,
    pack,
    paragraph,
    units,
    with_tappable_numbers,
)
from faqbot.corpus.reader import Corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Referral
from faqbot.safety.helplines import helplines, known_regions
from tests.adapters.telegram.fake_api import plain_of


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def html(markdown: str) -> str:
    return join(blocks_of(markdown))


def test_no_word_of_any_shipped_text_is_lost(shipped: Corpus) -> None:
    assert len(shipped.entries) > 500
    for entry in shipped.entries:
        shown = plain_of(html(entry.text))
        assert words(shown) >= words(re.sub(r"\]\(\S*\)", "]", entry.text)), entry.id


def test_emphasis_lists_headings_links_and_code_are_shown() -> None:
    markdown = "# Dose\n\n**Not** *more*\n\n* one\n* two\n  1. inner\n\n[NHS](https://nhs.uk) `x`"

    assert html(markdown) == (
        "<b>Dose</b>\n\n<b>Not</b> <i>more</i>\n\n• one\n• two\n   1. inner\n\n"
        '<a href="https://nhs.uk">NHS</a> <code>x</code>'
    )


def test_tables_are_lists_with_their_heads() -> None:
    two = "| With | What |\n| --- | --- |\n| Opioids | Sleep |"
    three = "| | A | B |\n| --- | --- | --- |\n| Half-life | 25 h | 5 h |"

    assert html(two) == "<b>With</b> – <b>What</b>\n• Opioids – Sleep"
    assert html(three) == "• <b>Half-life</b>\n   A: 25 h\n   B: 5 h"


@pytest.mark.parametrize("text", ["a < b & c > d", "<b>x</b>", "<30 mL", "5<x>6", "&amp;"])
def test_what_looks_like_html_is_shown_as_it_is_written(text: str) -> None:
    assert re.sub(r"\s", "", plain_of(html(text))) in {
        re.sub(r"\s", "", text),
        re.sub(r"\s", "", text.replace("&amp;", "&")),
    }


def test_a_link_that_telegram_would_not_follow_is_no_link() -> None:
    assert html("[x](javascript:alert)") == "[x](javascript:alert)"
    assert html("[x](mailto:a@b.c)") == "<u>x</u>"


@given(
    st.lists(st.text("ab <&>*_[]()`~|\n🙂é", min_size=1, max_size=120), max_size=12),
    st.integers(40, 200),
)
def test_packing_loses_nothing_and_keeps_to_the_limit(texts: list[str], limit: int) -> None:
    blocks = [paragraph(text) for text in texts if text.strip()]

    packed = pack(blocks, limit)

    shown = "".join(plain_of(join(message)) for message in packed)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", "".join(b.plain for b in blocks))
    assert all(units(plain_of(join(message))) <= limit for message in packed)


def test_a_word_is_not_cut_where_it_fits() -> None:
    text = " ".join(["paracetamol"] * 1000)

    packed = pack([paragraph(text)], 100)

    assert {word for m in packed for word in join(m).split()} == {"paracetamol"}


def test_a_warning_stays_with_the_text_before_it() -> None:
    blocks = [paragraph("x" * 60), paragraph("Take one." + "y" * 20), paragraph("Do not take two.")]

    packed = pack(blocks, 100)

    assert [len(message) for message in packed] == [1, 2]


def test_length_counts_as_telegram_counts() -> None:
    assert units("a🙂") == 3
    assert LIMIT == 4096


@pytest.mark.parametrize("region", known_regions())
def test_the_numbers_of_every_region_can_be_tapped(bot: Bot, region: str) -> None:
    reply, _ = bot.in_region(region).reply("he is not breathing", Conversation())
    assert isinstance(reply, Referral)
    blocks = blocks_of(reply.text)

    numbers = numbers_of(blocks)

    assert set(helplines(region).emergency) <= set(numbers)
    shown = join(with_tappable_numbers(blocks))
    assert all(f"<code>{number}</code>" in shown for number in numbers)
