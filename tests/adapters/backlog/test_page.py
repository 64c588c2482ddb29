"""The page in a real browser: on a phone, and printed."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from faqbot.adapters.backlog.page import report_page
from faqbot.adapters.backlog.report import make_report
from faqbot.dialogue.bot import Bot
from faqbot.storage import BadlyRated, Reason, Unanswered

_ABSENT = "Chromium is not installed; run: apt-get install chromium"
_NOW = datetime(2026, 11, 21, tzinfo=UTC)
_MEASURE = """<!doctype html><iframe srcdoc="{page}" style="width:{width}px;height:600px"></iframe>
<script>onload = () => {{
  const page = document.querySelector("iframe").contentDocument.documentElement;
  document.title = page.scrollWidth + " of " + page.clientWidth;
}}</script>"""

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def chromium() -> str:
    found = shutil.which("chromium")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(_ABSENT)
    return found or pytest.skip(_ABSENT)


@pytest.fixture
def page(pair_bot: Bot) -> str:
    asked = Unanswered(
        text="x" * 200, medicines=(), topic="dry-mouth", corpus="c", at=_NOW
    )  # fmt: skip
    slug = pair_bot.corpus.monographs[0].slug
    rated = [
        BadlyRated(entry_id=entry.id, good=1, bad=2, reasons=((Reason.WRONG, 2),), last=_NOW)
        for entry in pair_bot.corpus[slug].entries
    ]
    return report_page(make_report(pair_bot, [asked], rated, made=date(2026, 11, 22)))


def browse(chromium: str, folder: Path, *arguments: str) -> str:
    return subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         f"--user-data-dir={folder / 'profile'}", *arguments],
        check=True, capture_output=True, text=True, timeout=60,
    ).stdout  # fmt: skip


@pytest.mark.parametrize("width", [320, 1200])
def test_nothing_stands_out_of_the_screen(
    chromium: str, tmp_path: Path, page: str, width: int
) -> None:
    frame = tmp_path / "frame.html"
    frame.write_text(_MEASURE.format(page=html.escape(page), width=width), encoding="utf-8")

    title = re.search(
        r"<title>(\d+) of (\d+)</title>", browse(chromium, tmp_path, "--dump-dom", str(frame))
    )

    assert title is not None
    assert int(title[1]) <= int(title[2]) <= width


def test_it_prints_on_few_pages(chromium: str, tmp_path: Path, page: str) -> None:
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    printed = tmp_path / "report.pdf"

    browse(chromium, tmp_path, f"--print-to-pdf={printed}", str(tmp_path / "report.html"))

    pages = re.findall(rb"/Type\s*/Page\b", printed.read_bytes())
    assert 1 <= len(pages) <= 6
