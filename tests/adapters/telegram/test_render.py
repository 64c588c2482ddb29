from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from faqbot.adapters.telegram.buttons import decode
from faqbot.adapters.telegram.plan import Part
from faqbot.adapters.telegram.render import parts_of
from faqbot.adapters.telegram.text import units
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Answer, Choice, Referral, Reply, Scored, Source, Trace
from tests.adapters.telegram.fake_api import plain_of

DISCLAIMER = "Not medical advice."
SOURCE = Source(
    title="Zentral",
    slug="zentral",
    entry_id="zentral#q1",
    last_modified=date(2026, 1, 2),
    reviewed=None,
    references=("NHS",),
)
ANSWER = Answer(
    entry_id="zentral#q1",
    question="What is it for?",
    text="For <30 mL & headaches.",
    understood="Zentral: What is it for?",
    notes=("I read “zentrel” as zentral.",),
    source=SOURCE,
    disclaimer=DISCLAIMER,
    confidence=0.9,
    related=(),
    trace=Trace(corpus_digest="abcdef123456", version="1"),
)


def buttons(part: Part) -> list[tuple[str, str]]:
    keyboard = part.keyboard.inline_keyboard if part.keyboard else ()
    return [(b.text, str(b.callback_data or "")) for row in keyboard for b in row]


def test_an_answer_shows_what_was_understood_the_text_and_a_folded_source() -> None:
    (part,) = parts_of(ANSWER)

    assert part.html == (
        "⚠️ I read “zentrel” as zentral.\n\n<b>Zentral: What is it for?</b>\n\n"
        "For &lt;30 mL &amp; headaches.\n\n<blockquote expandable>Not medical advice.\n\n"
        "Source: Zentral (zentral#q1), last changed 2026-01-02. Not clinically reviewed. "
        "Based on: NHS.</blockquote>"
    )
    assert plain_of(part.html) == part.plain


@pytest.mark.parametrize("paragraphs", [1, 40, 400])
def test_every_part_of_a_long_answer_carries_its_disclaimer(paragraphs: int) -> None:
    text = "\n\n".join(f"Paragraph {n} 🙂 " + "word " * 30 for n in range(paragraphs))

    parts = parts_of(replace(ANSWER, text=text))

    assert (len(parts) > 1) is (paragraphs > 1)
    for number, part in enumerate(parts, start=1):
        assert units(plain_of(part.html)) <= 4096
        assert DISCLAIMER in part.html
        assert "2026-01-02" in part.html
        assert len(parts) == 1 or f"({number}/{len(parts)})" in part.html
        assert (part.keyboard is not None) is (number == len(parts))
    shown = "".join(part.plain for part in parts)
    assert all(f"Paragraph {n} " in shown for n in range(paragraphs))


def test_answers_to_further_questions_follow_with_their_own_source_and_buttons() -> None:
    further = replace(
        ANSWER, entry_id="other#q2", text="Second.", source=replace(SOURCE, entry_id="other#q2")
    )

    first, second = parts_of(replace(ANSWER, also=(further,)))

    assert "zentral#q1" in first.html
    assert "other#q2" in second.html
    assert DISCLAIMER in second.html
    assert buttons(first) != buttons(second)


def test_buttons_hold_opaque_ids_and_the_corpus() -> None:
    near = tuple(Scored(entry_id=f"x#q{n}", title="t", score=0.5) for n in range(5))
    related = (Choice(label="And at night?", query="q", entry_id="zentral#q2"),)
    answer = replace(ANSWER, related=related, trace=replace(ANSWER.trace, candidates=near))

    found = buttons(parts_of(answer)[0])

    assert [label for label, _ in found] == ["And at night?", "👍", "👎", "Not what I meant"]
    for _, data in found:
        press = decode(data)
        assert press is not None
        assert press.corpus == "abcdef"
        assert len(data.encode()) <= 64
        assert "zentral" not in data


def test_long_labels_are_also_listed_in_full() -> None:
    label = "Pregabalin makes me so sleepy and dizzy, what can I do about it?"
    answer = replace(ANSWER, related=(Choice(label=label, query=label, entry_id="x#q1"),))

    assert f"1. {label}" in parts_of(answer)[0].html


def test_an_emergency_card_is_not_folded_and_its_numbers_can_be_tapped(shipped: object) -> None:
    reply, _ = Bot(shipped, region="GB").reply("she is not breathing", Conversation())  # type: ignore[arg-type]
    assert isinstance(reply, Referral)

    (part,) = parts_of(reply)

    assert "blockquote" not in part.html
    assert "<code>999</code>" in part.html
    keyboard = part.keyboard.inline_keyboard if part.keyboard else ()
    copied = [b.copy_text.text for row in keyboard for b in row if b.copy_text]
    assert copied == ["999", "112", "111"]


@pytest.mark.parametrize(
    "message",
    ["hi", "", "she is not breathing", "lyrica alcohol", "what about duloxetine", "nimesulide"],
)
def test_each_kind_of_reply_is_valid_html(pair_bot: Bot, message: str) -> None:
    reply: Reply = pair_bot.reply(message, Conversation())[0]

    for part in parts_of(reply):
        assert plain_of(part.html) == part.plain
        assert part.plain.strip()


def test_every_shipped_text_is_valid_html_in_parts_that_fit(bot: Bot) -> None:
    count = 0
    for entry in bot.corpus.entries:
        choice = Choice(label=entry.title, query=entry.title, entry_id=entry.id)
        reply, _ = bot.reply("1", replace(Conversation(), choices=(choice,)))
        for part in parts_of(reply):
            assert plain_of(part.html) == part.plain, entry.id
            assert units(part.plain) <= 4096
            count += 1

    assert count > 500
