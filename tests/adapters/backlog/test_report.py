from __future__ import annotations

import re
from datetime import UTC, date, datetime
from io import StringIO

from rich.console import Console

from faqbot.adapters.backlog.page import report_page
from faqbot.adapters.backlog.report import Report, make_report
from faqbot.adapters.backlog.table import report_view
from faqbot.dialogue.bot import Bot
from faqbot.storage import BadlyRated, Reason, Unanswered

SLUG = "amitriptyline-pregabalin"
MADE = date(2026, 11, 22)
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def asked(text: str, slug: str = SLUG, topic: str | None = "alcohol") -> Unanswered:
    medicines = (slug,) if slug else ()
    return Unanswered(text=text, medicines=medicines, topic=topic, corpus="old", at=NOW)


def rated(entry: str, bad: int = 1) -> BadlyRated:
    reasons = ((Reason.UNCLEAR, bad),)
    return BadlyRated(entry_id=entry, good=2, bad=bad, reasons=reasons, last=NOW)


def of(bot: Bot, *rows: Unanswered | BadlyRated) -> Report:
    questions = [row for row in rows if isinstance(row, Unanswered)]
    entries = [row for row in rows if isinstance(row, BadlyRated)]
    return make_report(bot, questions, entries, made=MADE)


def shown(report: Report, width: int = 100) -> str:
    console = Console(width=width, file=StringIO())
    with console.capture() as capture:
        console.print(report_view(report))
    return capture.get()


def test_questions_are_grouped_by_medicine_and_topic_and_counted(pair_bot: Bot) -> None:
    report = of(
        pair_bot,
        asked("does it stain teeth", topic="dry-mouth"),
        asked("what about gin"),
        asked("What about gin"),
        asked("and beer"),
    )

    assert [(g.medicine, g.topic, g.asked) for g in report.groups] == [
        (pair_bot.corpus[SLUG].title, "Alcohol", 3),
        (pair_bot.corpus[SLUG].title, "Dry mouth and taste", 1),
    ]
    assert [(q.text, q.count) for q in report.groups[0].questions] == [
        ("What about gin", 2),
        ("and beer", 1),
    ]


def test_the_nearest_entries_are_of_todays_corpus_best_first(pair_bot: Bot) -> None:
    (group,) = of(pair_bot, asked("common side effects", topic=None)).groups

    scores = [near.score for near in group.nearest]
    assert group.nearest[0].entry_id == f"{SLUG}#q2"
    assert scores == sorted(scores, reverse=True)
    assert len({near.entry_id for near in group.nearest}) == len(scores) <= 3


def test_what_has_an_answer_by_now_is_marked(pair_bot: Bot) -> None:
    report = of(pair_bot, asked("common side effects"), asked("is it gelatine"))

    questions = {q.text: q.answered_now for q in report.groups[0].questions}
    assert questions == {"common side effects": True, "is it gelatine": False}


def test_placeholders_are_not_read_as_words_of_the_patient(pair_bot: Bot) -> None:
    plain = of(pair_bot, asked("common side effects"))
    redacted = of(pair_bot, asked("[name] [number] common side effects"))

    assert redacted.groups[0].nearest == plain.groups[0].nearest


def test_a_medicine_without_a_monograph_is_named(pair_bot: Bot) -> None:
    report = of(
        pair_bot,
        asked("zopiclone and wine", slug="", topic=None),
        asked("is it ok", slug="withdrawn-page"),
        asked("hm", slug="", topic=None),
    )

    assert [group.medicine for group in report.groups] == ["withdrawn-page", "zopiclone", ""]
    assert all(group.nearest == () for group in report.groups)


def test_a_badly_rated_entry_comes_with_others_near_it(pair_bot: Bot) -> None:
    (group,) = of(pair_bot, rated(f"{SLUG}#q2", bad=3)).groups

    (entry,) = group.entries
    assert (entry.bad, entry.good, entry.title != "") == (3, 2, True)
    assert (group.medicine, group.bad) == (pair_bot.corpus[SLUG].title, 3)
    assert f"{SLUG}#q2" not in {near.entry_id for near in group.nearest}


def test_an_entry_that_is_gone_is_still_reported(pair_bot: Bot) -> None:
    report = of(pair_bot, rated("gone#q1"), rated(f"{SLUG}#q99"))

    assert [(g.medicine, g.entries[0].title) for g in report.groups] == [
        (pair_bot.corpus[SLUG].title, ""),
        ("gone", ""),
    ]
    assert "no longer there" in shown(report)


def test_the_largest_group_comes_first(pair_bot: Bot) -> None:
    report = of(pair_bot, asked("and beer"), rated("gone#q1", bad=2))

    assert [group.asked + group.bad for group in report.groups] == [2, 1]


def test_the_same_rows_give_the_same_report(pair_bot: Bot) -> None:
    rows = (asked("and beer"), asked("gin", topic=None), rated(f"{SLUG}#q2"))

    assert of(pair_bot, *rows) == of(pair_bot, *rows)


def test_an_empty_report_says_how_to_get_one(pair_bot: Bot) -> None:
    report = of(pair_bot)

    assert "FAQBOT_KEEP_UNANSWERED=true" in " ".join(shown(report).split())
    assert "FAQBOT_KEEP_UNANSWERED=true" in report_page(report)


def test_nothing_is_cut_off_in_a_narrow_terminal(pair_bot: Bot) -> None:
    report = of(pair_bot, asked("does it stain teeth " + "x" * 60), rated(f"{SLUG}#q2"))

    text = shown(report, width=60)

    assert "…" not in text
    assert re.sub(r"\s", "", text).count("x") >= 60


def test_the_page_loads_nothing_and_runs_nothing(pair_bot: Bot) -> None:
    page = report_page(of(pair_bot, asked("<script>alert(1)</script> & beer"), rated("gone#q1")))

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; beer" in page
    assert not re.search(r"<script|<link|<img|<iframe|https?://|url\(|\son\w+=", page)
    assert '<meta name="viewport"' in page
    assert "@media print" in page


def test_the_page_holds_what_the_table_holds(pair_bot: Bot) -> None:
    report = of(pair_bot, asked("and beer"), asked("and beer"), rated(f"{SLUG}#q2", bad=3))
    page = report_page(report)

    for text in ("“and beer”", "× 2", "3 bad", "2 good", "hard to understand (3)", "Alcohol"):
        assert text in page
    assert all(near.entry_id in page for group in report.groups for near in group.nearest)
