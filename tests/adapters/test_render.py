from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from faqbot.adapters.terminal.findings import findings_view
from faqbot.adapters.terminal.render import markdown, reply_view
from faqbot.corpus.finding import Findings
from faqbot.corpus.reader import Corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Answer, Source, Trace

TRACE = Trace(corpus_digest="abc", version="1")


def shown(view: object, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    console.print(view)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def answer(text: str, **fields: object) -> Answer:
    source = Source(
        title="Zentral",
        slug="zentral",
        entry_id="zentral#q1",
        last_modified=date(2026, 1, 2),
        reviewed=None,
        references=("NHS",),
    )
    values: dict[str, object] = {
        "entry_id": "zentral#q1",
        "question": "What is it for?",
        "text": text,
        "understood": "Zentral: What is it for?",
        "notes": (),
        "source": source,
        "disclaimer": "Not medical advice.",
        "confidence": 0.9,
        "related": (),
        "trace": TRACE,
    }
    return Answer(**(values | fields))  # type: ignore[arg-type]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_an_answer_is_shown_with_source_date_and_disclaimer_at_any_width(width: int) -> None:
    text = " ".join(shown(reply_view(answer("For headaches.")), width).split())

    for part in ("For headaches.", "Zentral", "2026-01-02", "Not medical advice.", "NHS"):
        assert part in text
    assert "Not clinically reviewed" in text


def test_an_unreviewed_text_says_so_below_every_answer(shipped: Corpus) -> None:
    assert "Not clinically reviewed" in shown(reply_view(answer("For headaches.")), 200)
    assert {monograph.reviewed for monograph in shipped.monographs} == {None}


def test_a_review_is_shown_with_its_date_and_notes_on_age_come_first() -> None:
    source = replace(answer("").source, reviewed=date(2026, 2, 3))
    text = shown(reply_view(answer("For pain.", source=source, notes=("It is old.",))), 200)

    assert "Clinically reviewed 2026-02-03" in text
    assert text.index("It is old.") < text.index("For pain.")


def test_every_word_of_every_shipped_text_is_shown(shipped: Corpus) -> None:
    assert len(shipped.entries) > 500
    for entry in shipped.entries:
        written = Counter(words(entry.text))
        assert Counter(words(shown(markdown(entry.text), 1_000))) == written, entry.id
        letters = Counter("".join(words(shown(markdown(entry.text), 30))))
        assert letters == Counter("".join(words(entry.text))), entry.id


@given(
    st.lists(
        st.sampled_from(["<b>", "<30", "mL", "a<b>c", "&", "x>y", "5", "**dose**"]), max_size=8
    )
)
def test_text_that_looks_like_html_is_not_swallowed(parts: list[str]) -> None:
    text = "Take " + " ".join(parts)

    assert words(shown(markdown(text))) == words(text)


def test_findings_are_listed_with_place_and_remedy(shipped: Corpus) -> None:
    findings = Findings("faqs/x.md")
    findings.error("bad", "It is bad.", "Mend it.", line=3)

    text = shown(findings_view(findings.items, shipped), 200)

    assert [line.strip() for line in text.splitlines()[:2]] == ["faqs/x.md", "3  error: bad"]
    assert "Mend it." in text
    assert "1 error, 0 warnings" in text


def test_each_kind_of_reply_can_be_shown(pair_bot: Bot) -> None:
    for message in ("hi", "", "she is not breathing", "lyrica alcohol", "what about duloxetine"):
        reply, _ = pair_bot.reply(message, Conversation())

        assert shown(reply_view(reply)).strip()
