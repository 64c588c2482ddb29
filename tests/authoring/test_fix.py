from __future__ import annotations

from pathlib import Path

import pytest

from faqbot.authoring.fix import fix
from faqbot.corpus.finding import Findings
from faqbot.corpus.monograph import parse
from faqbot.corpus.reader import MonographFile

RESIDUE = """\
---
# a comment that stays
title: Zentral
faqs:
  - q: >-
      Can I drive?**


      **A:** Not on
      the first day.
    a: >-
      A:** Not on the
      first day.
    alternates: [driving]   # stays as well
  - q: "Is it safe?"
    a: Yes.
is_banned: false
---

## Use

For pain.\x20\x20\x20
"""
FIXED = """\
---
# a comment that stays
title: Zentral
faqs:
  - q: "Can I drive?"
    a: "Not on the first day."
    alternates: [driving]   # stays as well
  - q: "Is it safe?"
    a: Yes.
is_banned: false
---

## Use

For pain.\x20\x20\x20
"""


def fixed(text: str) -> str | None:
    done = fix(MonographFile(Path("zentral.md"), "zentral", text))
    return None if done is None else done.after


def test_residue_goes_and_every_other_byte_stays() -> None:
    assert fixed(RESIDUE) == FIXED


def test_what_is_clean_needs_no_fix() -> None:
    assert fixed(FIXED) is None


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_windows_line_ends_and_a_byte_order_mark_stay(mark: str) -> None:
    assert fixed(mark + RESIDUE.replace("\n", "\r\n")) == mark + FIXED.replace("\n", "\r\n")


def test_what_is_doubtful_is_left_to_the_author() -> None:
    doubtful = RESIDUE.replace("A:** Not on the\n      first day.", "A:** Something else.")

    assert fixed(doubtful) is None


@pytest.mark.parametrize("text", ["", "no front matter", "---\ntitle: [\n---\n", "---\na: 1\n"])
def test_what_cannot_be_read_is_not_touched(text: str) -> None:
    assert fixed(text) is None


def test_the_fixed_file_reads_as_before() -> None:
    def served(text: str) -> list[tuple[str, str, str]]:
        monograph = parse(text, slug="zentral", findings=Findings(""))
        assert monograph is not None
        return [(entry.id, entry.title, entry.text) for entry in monograph.entries]

    assert served(RESIDUE) == served(FIXED)


def test_the_diff_shows_what_goes() -> None:
    done = fix(MonographFile(Path("zentral.md"), "zentral", RESIDUE))

    assert done is not None
    assert '+  - q: "Can I drive?"' in done.diff
    assert "-      A:** Not on the" in done.diff
