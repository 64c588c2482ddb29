from __future__ import annotations

import pytest

from faqbot.authoring.rules.notation import check_notation, load_error_prone, unsafe_in
from tests.authoring.drafts import draft, faq, found_by

UNSAFE = [
    ("Take 5.0 mg at night.", "5.0"),
    ("Take .5 mg at night.", ".5"),
    ("Take 50 µg.", "50 µg"),
    ("Take 50 μg.", "50 μg"),
    ("Inject 10 U before meals.", "10 U"),
    ("Take 400 IU.", "400 IU"),
    ("Take 10 mg q.d. with food.", "q.d."),
    ("Take 10 mg QD.", "QD."),
    ("Take it qod.", "qod."),
    ("Take it q.h.s. please", "q.h.s."),
    ("Use 5 cc.", "5 cc"),
    ("Take it TIW.", "TIW."),
    ("D/C it then.", "D/C"),
    ("If the result is < 30, do not take it.", "<"),
    ("Take 10mg.", "10mg"),
    ("Give 100000 units.", "100000"),
    ("It contains APAP.", "APAP."),
    ("Take it BID.", "BID."),
    ("Take it x3d.", "x3d"),
    ("Inject it SQ.", "SQ."),
]
SAFE = [
    "Take 5 mg, 0.5 mg or 10.5 mg once a day.",
    "Vitamin B12 and 2.0 of the scale.",
    "50 micrograms, 100,000 units, 5 mL",
    "In 2026 the dose was 120 mg a day.",
    "Read https://example.org/a<3/QD and [this](qd.md).",
    "It had a fund of 1,000.",
    "The UK has 4 nations. A bid for it. I had to QDrum.",
]


@pytest.mark.parametrize(("text", "found"), UNSAFE)
def test_unsafe_notation_is_found(text: str, found: str) -> None:
    assert [words for _, words in unsafe_in(text)] == [found]


@pytest.mark.parametrize("text", [text for text in SAFE if " bid " not in text])
def test_safe_notation_is_left_alone(text: str) -> None:
    assert unsafe_in(text) == []


def test_every_notation_has_an_example_here() -> None:
    shown = {notation.what for text, _ in UNSAFE for notation, _ in unsafe_in(text)}

    assert shown == {notation.what for notation in load_error_prone()}


def test_answers_and_sections_are_both_looked_at() -> None:
    written = draft(faq("How much?", "Take .5 mg."), "## Dosage\n\nFirst 5.0 mg,\nthen more.\n")

    findings = found_by(check_notation, written)

    assert [(f.code, f.line) for f in findings] == [("unsafe-notation", 8), ("unsafe-notation", 12)]
