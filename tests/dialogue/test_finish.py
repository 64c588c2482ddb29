from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from faqbot.corpus.reader import Corpus, load_corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Abstention, Answer, Clarification, text_of

PAIR = Path(__file__).parents[1] / "data" / "pair"
QUESTION = "common side effects of lyrica"


def notes(corpus: Corpus, today: date | None, stale_after: int = 24) -> str:
    bot = Bot(corpus, today=today, stale_after=stale_after)
    reply, _ = bot.reply(QUESTION, Conversation())
    assert isinstance(reply, Answer)
    return " ".join(reply.notes)


def changed(tmp_path: Path, **fields: str) -> Corpus:
    """The pair with further front matter; last changed on 2026-01-02."""
    text = (PAIR / "amitriptyline-pregabalin.md").read_text(encoding="utf-8")
    lines = "".join(f"{key}: {value}\n" for key, value in fields.items())
    (tmp_path / "amitriptyline-pregabalin.md").write_text(
        text.replace("---\n", f"---\n{lines}", 1), encoding="utf-8"
    )
    return load_corpus(tmp_path)


def test_a_fresh_text_is_shown_without_a_note_on_its_age(tmp_path: Path) -> None:
    assert "out of date" not in notes(changed(tmp_path), date(2026, 6, 1))


def test_an_old_text_says_so(tmp_path: Path) -> None:
    corpus = changed(tmp_path)

    assert "out of date" not in notes(corpus, date(2028, 1, 2))
    assert "2026-01-02, more than 24 months ago" in notes(corpus, date(2028, 1, 3))
    assert "more than 6 months" in notes(corpus, date(2026, 7, 3), stale_after=6)


def test_a_text_past_its_next_review_says_so(tmp_path: Path) -> None:
    corpus = changed(tmp_path, next_review="2026-03-01")

    assert "due for review" not in notes(corpus, date(2026, 3, 1))
    assert "due for review on 2026-03-01" in notes(corpus, date(2026, 3, 2))


def test_a_later_review_keeps_a_text_fresh(tmp_path: Path) -> None:
    corpus = changed(tmp_path, reviewed="2027-12-01", reviewer="A. Pharmacist")

    assert "out of date" not in notes(corpus, date(2028, 6, 1))


def test_without_a_date_of_today_nothing_is_said(tmp_path: Path) -> None:
    assert "out of date" not in notes(changed(tmp_path, next_review="2026-03-01"), None)


def test_a_chosen_answer_says_its_age_too(tmp_path: Path) -> None:
    bot = Bot(changed(tmp_path, next_review="2026-03-01"), today=date(2026, 4, 1))
    first, conversation = bot.reply("amitriptyline pregabalin", Conversation())
    assert isinstance(first, Clarification)

    reply, _ = bot.reply("1", conversation)

    assert isinstance(reply, Answer)
    assert "due for review" in " ".join(reply.notes)


@pytest.mark.parametrize("message", ["what is the dose of zopiclone", "best pizza in town"])
def test_every_dead_end_names_a_human_and_where_to_turn_at_once(bot: Bot, message: str) -> None:
    reply, _ = bot.in_region("GB").reply(message, Conversation())

    assert isinstance(reply, Abstention)
    assert "pharmacist" in reply.next_step
    assert "NHS 111 on 111" in reply.next_step


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("¿puedo beber cerveza con pregabalina?", "solo entiendo inglés"),
        ("можно ли пить алкоголь с прегабалином", "только английский"),
        ("mujhe pregabalin ki kahani sunao kaun laya tha isko", "sirf English"),
    ],
)
def test_another_language_gets_one_sentence_in_it_with_the_number(
    bot: Bot, message: str, words: str
) -> None:
    reply, _ = bot.in_region("US").reply(message, Conversation())

    assert isinstance(reply, Abstention)
    assert reply.reason == "other_language"
    assert words in reply.text
    assert "911" in reply.text
    assert "pharmacist" in text_of(reply)
