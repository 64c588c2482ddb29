from __future__ import annotations

from pathlib import Path

from faqbot.authoring.check import check
from faqbot.corpus.finding import Severity
from faqbot.corpus.reader import read_corpus
from faqbot.resources import shipped_monographs
from tests.authoring.drafts import TODAY, checked, faq, text_of

ACCEPT = "accepted:\n  - code: {code}\n    about: {about}\n    because: We talked it over.\n"


def codes(folder: Path, text: str) -> list[str]:
    return [finding.code for finding in checked(folder, duloxetine=text)]


def test_the_shipped_monographs_have_neither_errors_nor_warnings() -> None:
    found = check(read_corpus(shipped_monographs()), TODAY)

    assert [str(f) for f in found if f.severity is not Severity.NOTE] == []


def test_an_accepted_warning_is_not_shown(tmp_path: Path) -> None:
    faqs = faq("Can I drive?", "Take .5 mg.")
    accept = ACCEPT.format(code="unsafe-notation", about="'.5'")

    assert "unsafe-notation" in codes(tmp_path, text_of(faqs))
    assert "unsafe-notation" not in codes(tmp_path, text_of(faqs, head=accept))


def test_an_acceptance_covers_only_what_it_is_about(tmp_path: Path) -> None:
    accept = ACCEPT.format(code="unsafe-notation", about="QD")
    found = codes(tmp_path, text_of(faq("How?", "Take .5 mg."), head=accept))

    assert {"unsafe-notation", "accepted-in-vain"} <= set(found)


def test_errors_cannot_be_accepted(tmp_path: Path) -> None:
    accept = ACCEPT.format(code="empty-answer", about="''")

    assert "empty-answer" in codes(tmp_path, text_of(faq("How?", ""), head=accept))


def test_an_acceptance_needs_a_reason(tmp_path: Path) -> None:
    head = "accepted:\n  - code: stale\n"

    (finding,) = [f for f in checked(tmp_path, x=text_of(head=head)) if f.line]

    assert (finding.code, finding.line) == ("wrong-type", 7)
    assert "accepted[1].because" in finding.found


def test_a_banned_monograph_is_not_judged_by_its_texts(tmp_path: Path) -> None:
    text = text_of(faq("How?", "Take .5 mg."), head="is_banned: true\n")

    assert codes(tmp_path, text) == ["not-reviewed"]


def test_findings_come_by_file_and_line(tmp_path: Path) -> None:
    text = text_of(faq("How?", "Take .5 mg."), "## Use\n\nTake 5.0 mg.\n")
    found = checked(tmp_path, b=text, a=text)
    places = [(finding.path, finding.line or 0) for finding in found]

    assert places == sorted(places)
    assert len({path for path, _ in places}) == 2


def test_what_can_be_fixed_is_noted(tmp_path: Path) -> None:
    residue = "  - q: 'Why?**\n\n\n      **A:** For pain.'\n    a: 'A:** For pain.'\n"

    assert "fixable" in codes(tmp_path, text_of(residue))
