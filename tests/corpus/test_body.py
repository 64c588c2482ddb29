from __future__ import annotations

import pytest

from faqbot.corpus.body import github_anchor, is_faq_section, split_sections


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("**Adverse Drug Reactions (ADR):**", "adverse-drug-reactions-adr"),
        ("Rare but Serious Side Effects", "rare-but-serious-side-effects"),
        ("What's it for?", "whats-it-for"),
        ("Dose – adults & children", "dose--adults--children"),
        ("`code` and _emphasis_", "code-and-emphasis"),
        ("Ünïcode Stays", "ünïcode-stays"),
    ],
)
def test_anchors_are_those_of_github(heading: str, anchor: str) -> None:
    assert github_anchor(heading) == anchor


def test_repeated_headings_get_numbered_anchors() -> None:
    sections = split_sections("## Dose\na\n## Use\nb\n## Dose\nc")

    assert [section.anchor for section in sections] == ["dose", "use", "dose-1"]


def test_a_section_knows_its_line_and_the_headings_above_it() -> None:
    body = "\n## Dosage\n\n### Standard\n\n#### **Children:**\n\nNone.\n\n## Use\n\nPain."

    children, use = (s for s in split_sections(body, first_line=10) if s.text)

    assert (children.heading, children.path) == ("Children", ("Dosage", "Standard"))
    assert (children.line, use.line, use.path) == (15, 19, ())


def test_headings_in_fenced_code_are_text() -> None:
    sections = split_sections("## Use\n\n```\n# not a heading\n```\n\nend")

    assert [section.heading for section in sections] == ["Use"]
    assert "# not a heading" in sections[0].text


@pytest.mark.parametrize("heading", ["FAQs", "FAQs (Frequently Asked Questions)", "**FAQ:**"])
def test_the_repeated_faqs_are_recognised_with_all_that_lies_in_them(heading: str) -> None:
    sections = split_sections(f"## {heading}\n\n### **Q1: Why?**\n\nA: So.\n\n## Sources\n\nX")

    assert [is_faq_section(section) for section in sections] == [True, True, False]


def test_text_above_the_first_heading_and_empty_bodies_give_no_section() -> None:
    assert split_sections("") == []
    assert split_sections("only text") == []
