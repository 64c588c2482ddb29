"""The report, read in a real browser: on a desk, on a phone, on paper, without scripts."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from faqbot.corpus.reader import load_corpus
from faqbot.dialogue.reply import Outcome
from faqbot.evaluation.gates import Gate, check_gates
from faqbot.evaluation.prediction import Prediction
from faqbot.evaluation.questions import LabelledQuestion
from faqbot.evaluation.report import Origin, render
from faqbot.evaluation.summary import summarise
from faqbot.evaluation.tally import Tally
from tests.conftest import DATA
from tests.evaluation.cases import prediction

SLUG = "amitriptyline-pregabalin"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HOSTILE = "<script>document.title='taken'</script> & \"quotes\""
GATES = (
    Gate(measure="emergency_recall", at_least=0.9),
    Gate(measure="wrong_answer", at_most=0.5),
    Gate(measure="crisis_recall", at_least=0.9),
)


def row(number: int) -> tuple[LabelledQuestion, Prediction]:
    """Return one of five kinds of rows: four failures and a right answer."""
    kind = number % 5
    expect = (Outcome.EMERGENCY, Outcome.ANSWER, Outcome.ANSWER, Outcome.ABSTAIN, Outcome.ANSWER)
    question = LabelledQuestion(
        id=f"id-{number}",
        text=HOSTILE if kind == 1 else f"question number {number} " + "with some more words " * 4,
        expect=expect[kind],
        gold=(f"{SLUG}#q{1 + number % 3}",) if expect[kind] is Outcome.ANSWER else (),
        tags=("odd" if number % 2 else "even",),
    )
    right, wrong = f"{SLUG}#q{1 + number % 3}", f"{SLUG}#q{1 + (number + 1) % 3}"
    sure = 0.2 + (number * 37 % 71) / 100
    replies = (
        prediction(Outcome.ABSTAIN, reason="no_entry"),
        prediction(Outcome.ANSWER, wrong, right, confidence=sure, latency_ms=3.0 + number % 9),
        prediction(Outcome.CLARIFY, choices=(wrong,), candidates=(wrong,), confidence=sure),
        prediction(Outcome.CRISIS, reason="phrase “x”"),
        prediction(Outcome.ANSWER, right, confidence=sure),
    )
    return question, replies[kind]


def report_of(count: int) -> str:
    tally = Tally()
    for number in range(count):
        part = Tally()
        part.add(*row(number), lambda entry_id: "storage" if "q1" in entry_id else "alcohol")
        tally.merge(part)
    summary = summarise(tally, bad_rows=1, seconds=1.0, answered=count)
    origin = Origin(
        questions=("set.jsonl",),
        corpus=load_corpus(DATA / "pair"),
        made=datetime(2026, 11, 22, tzinfo=UTC),
    )
    return render(summary, tally, check_gates(GATES, summary.overall), origin)


@pytest.fixture(scope="module")
def html() -> str:
    return report_of(50)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        message = "chromium is not installed, so no report was opened in a browser"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def opened(context: BrowserContext, html: str, folder: Path) -> Page:
    path = folder / "report.html"
    path.write_text(html, encoding="utf-8")
    page = context.new_page()
    page.route(re.compile("^https?://"), lambda route: pytest.fail(f"asks for {route.request.url}"))
    page.goto(path.as_uri())
    return page


def test_the_same_run_gives_the_same_bytes(html: str) -> None:
    assert report_of(50) == html


def test_texts_of_others_are_escaped(html: str) -> None:
    assert "taken" in html
    assert "<script>document.title" not in html


def test_nothing_is_fetched(html: str) -> None:
    # Names of XML dialects inside SVG are no addresses to fetch.
    without_names = re.sub(r'xmlns(:\w+)?="[^"]*"', "", html)

    assert "<svg" in html
    assert not re.search(r'(?:src|href)="(?!#)', without_names)


def test_it_says_what_was_missed_what_may_be_chance_and_what_was_not_measured(html: str) -> None:
    assert "1 of 3 gates missed" in html
    assert "missed-light" in html
    assert "not measured" in html
    assert "1 bad rows left out" in html


def test_ten_thousand_questions_stay_below_five_megabytes() -> None:
    large = report_of(10_000)

    assert 100_000 < len(large.encode()) < 5_000_000
    assert "8000 questions, the gravest kinds first. 1000 of them are listed" in large


@pytest.mark.process
def test_failures_can_be_filtered_and_searched(browser: Browser, html: str, tmp_path: Path) -> None:
    with browser.new_context() as context:
        page = opened(context, html, tmp_path)

        assert page.title().startswith("faqbot evaluation")
        assert page.locator(".failure:visible").count() == 40
        page.get_by_text("Missed alarm (10)").click()
        assert page.locator(".failure:visible").count() == 10
        page.get_by_text("All (40)").click()
        page.get_by_label("Find words, ids or tags").fill("id-13 odd")
        assert page.locator(".failure:visible").count() == 1
        assert page.locator("#found").inner_text() == "1 found"


@pytest.mark.process
def test_it_works_without_scripts(browser: Browser, html: str, tmp_path: Path) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = opened(context, html, tmp_path)

        assert page.locator(".failure:visible").count() == 40
        assert page.locator("#search:visible").count() == 0
        page.get_by_text("False alarm (10)").click()
        assert page.locator(".failure:visible").count() == 10


@pytest.mark.process
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_width_needs_scrolling_sideways(
    browser: Browser, html: str, tmp_path: Path, width: int
) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = opened(context, html, tmp_path)

        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("figure svg").count() == 4
        narrowest = page.evaluate(
            "Math.min(...[...document.querySelectorAll('figure svg')].map(s => s.clientWidth))"
        )
        assert narrowest > 250


@pytest.mark.process
def test_paper_shows_every_failure_and_no_buttons(
    browser: Browser, html: str, tmp_path: Path
) -> None:
    with browser.new_context() as context:
        page = opened(context, html, tmp_path)
        page.emulate_media(media="print")

        assert page.locator(".failure:visible").count() == 40
        assert page.locator(".filters:visible").count() == 0
        assert page.pdf().startswith(b"%PDF")
