from __future__ import annotations

import re

from faqbot.authoring.asking import load_topic_reader
from faqbot.authoring.coverage import Cell, Coverage, columns, coverage
from faqbot.authoring.heat_map import MOST_ROWS, coverage_page
from tests.authoring.drafts import TODAY, draft, faq

FAQS = faq("Can I drink alcohol?", "No.", "wine", "a beer") + faq("Beer and alcohol?", "No.")
BODY = "## Pregnancy\n\nAsk first.\n"


def counted(faqs: str = FAQS, body: str = BODY) -> Coverage:
    return coverage([draft(faqs, body)], load_topic_reader(), columns())


def cell(table: Coverage, topic: str) -> Cell:
    number = [column.id for column in table.columns].index(topic)
    return table.rows[0].cells[number]


def test_faqs_and_sections_are_counted_by_topic() -> None:
    table = counted()

    assert cell(table, "alcohol") == Cell(faqs=2, sections=0)
    assert cell(table, "pregnancy") == Cell(faqs=0, sections=1)
    assert cell(table, "driving") == Cell(faqs=0, sections=0)


def test_what_is_thin_is_said() -> None:
    thin = " ".join(counted().rows[0].thin)

    assert "nothing on use" in thin
    assert "only a section on pregnant" in thin
    assert "2 FAQs; 20" in thin
    assert "1 FAQs with fewer than 2 alternates" in thin


def test_all_topics_stand_behind_the_core_topics() -> None:
    core, everything = columns(), columns(everything=True)

    assert everything[: len(core)] == core
    assert len(everything) > 2 * len(core)
    assert not any(column.is_core for column in everything[len(core) :])


def test_the_page_stands_alone_and_is_the_same_each_time() -> None:
    table = counted()
    page = coverage_page(table, TODAY)

    assert page == coverage_page(table, TODAY)
    assert "Duloxetine" in page
    assert "<svg" in page
    assert not re.search(r"""(?:src|href)=["']https?:|@import|url\(["']?http""", page)


def test_names_are_escaped_in_the_page() -> None:
    row = counted().rows[0]
    table = Coverage(columns(), (type(row)("x", "<b>Zent&ral", row.cells, ("<i>thin</i>",)),))

    page = coverage_page(table, TODAY)

    assert "<b>Zent" not in page
    assert "<i>thin" not in page


def test_a_page_shows_the_thinnest_of_many() -> None:
    row = counted().rows[0]
    rows = tuple(type(row)(f"m{n}", f"Medicine{n:03}", row.cells, ()) for n in range(MOST_ROWS + 5))
    full = type(row)("full", "FullOne", tuple(Cell(1, 0) for _ in row.cells), ())

    page = coverage_page(Coverage(columns(), (full, *rows)), TODAY)

    assert f"Shown are the {MOST_ROWS}" in page
    assert "FullOne" not in page


def test_json_holds_every_cell() -> None:
    fields = counted().as_dict()

    assert fields["medicines"][0]["topics"]["alcohol"] == {"faqs": 2, "sections": 0}
    assert fields["medicines"][0]["slug"] == "duloxetine"
