"""A wording of an FAQ finds its entry, whichever medicines it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from faqbot.corpus.reader import load_corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.reply import Answer
from tests.dialogue.talking import talk


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Is paracetamol allowed with codeine?", "codeine#q16"),
        ("is TYLENOL allowed with codeine", "codeine#q16"),
        ("does co-codamol contain paracetamol", "paracetamol#q14"),
        ("Effexor what is it", "venlafaxine#q1"),
        ("venlafaxine what is it", "venlafaxine#q1"),
        ("Venlafaxine: Effexor what is it", "venlafaxine#q1"),
    ],
)
def test_a_wording_with_two_names_finds_its_own_entry(bot: Bot, text: str, entry: str) -> None:
    reply = talk(bot, text)

    assert isinstance(reply, Answer)
    assert reply.entry_id == entry
    assert reply.confidence == 1.0


def test_a_wording_that_several_entries_have_decides_nothing(tmp_path: Path) -> None:
    faqs = "faqs:\n  - q: Is baclofen strong?\n    a: {}\n"
    for name, title in (("one", "Baclofen"), ("two", "Baclofen liquid")):
        text = f"---\ntitle: {title}\ningredients: [baclofen]\n{faqs.format(name)}---\n"
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    bot = Bot(load_corpus(tmp_path))

    assert bot._written.find(bot.reader.read("Is baclofen strong?")) is None
