from __future__ import annotations

from faqbot.authoring.rules.claims import check_claims, named_in
from tests.authoring.drafts import draft, faq, found_by

NICE = "sources:\n  - name: NICE guideline CG173\n"


def codes(faqs: str, head: str = "") -> list[tuple[str, int | None]]:
    return [(f.code, f.line) for f in found_by(check_claims, draft(faqs, head=head))]


def test_a_monograph_with_texts_needs_sources() -> None:
    assert [code for code, _ in codes(faq("Why?", "For pain."))] == ["no-source"]
    assert codes("") == []


def test_whoever_an_answer_leans_on_must_be_a_source() -> None:
    faqs = faq("Why?", "NICE recommends it for nerve pain.")

    assert codes(faqs, NICE) == []
    assert codes(faqs, NICE.replace("NICE guideline CG173", "NHS")) == [("unnamed-source", 10)]


def test_a_service_to_call_is_no_claim() -> None:
    assert named_in("Call NHS 111. The NHS pays for it.") == []
    assert named_in("It is approved by the FDA.") == [("FDA", "approved by the FDA")]


def test_studies_without_a_name_are_noted() -> None:
    assert codes(faq("Why?", "Studies show that it helps."), NICE) == [("vague-source", 10)]
