from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faqbot.authoring.document import Document, read_document, write_document
from faqbot.authoring.intake import Kind, intake
from faqbot.authoring.spreadsheet import read_table, write_table
from faqbot.authoring.table import COLUMNS, TableRow, documents_of, rows_of
from faqbot.corpus.reader import MonographFile, read_corpus
from faqbot.errors import AuthoringError
from faqbot.resources import shipped_monographs

# What a cell may hold: anything but what YAML, CSV or XLSX cannot write down at all.
TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), min_size=1
).filter(lambda text: text.strip() and "_x" not in text and "\ufeff" not in text)
FAQ = st.fixed_dictionaries(
    {"q": TEXT, "a": TEXT},
    optional={
        "alternates": st.lists(TEXT, min_size=1),
        "topic": TEXT,
        "note": st.one_of(TEXT, st.integers(), st.booleans(), st.lists(TEXT, min_size=1)),
    },
)
VALUES = st.fixed_dictionaries(
    {"title": st.just("Zentral")},
    optional={
        "description": TEXT,
        "is_banned": st.booleans(),
        "lastModified": st.just("2026-11-22"),
        "ingredients": st.lists(TEXT, min_size=1),
        "brands": st.lists(TEXT, min_size=1),
        "reviewer": TEXT,
        "sources": st.lists(st.fixed_dictionaries({"name": TEXT}), min_size=1),
        "faqs": st.lists(FAQ, min_size=1),
        "origin": st.one_of(TEXT, st.integers(), st.lists(st.integers(), min_size=1)),
    },
)
BODY = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n")).map(
    lambda text: text.strip()
)


def through(document: Document, path: Path) -> Document:
    path.write_bytes(write_table(path, rows_of([document])))
    columns, rows = read_table(path)
    (back,) = documents_of(columns, rows, {})
    return back


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@settings(max_examples=60)
@given(values=VALUES, body=BODY.filter(lambda text: "_x" not in text and "\ufeff" not in text))
def test_a_monograph_survives_the_table(
    tmp_path_factory: pytest.TempPathFactory, ending: str, values: dict[str, Any], body: str
) -> None:
    document = Document("zentral", values, body)
    path = tmp_path_factory.mktemp("table") / f"zentral{ending}"

    assert through(document, path) == document


@settings(max_examples=60)
@given(values=VALUES)
def test_a_monograph_survives_its_file(values: dict[str, Any]) -> None:
    document = Document("zentral", values, "## Use\n\nFor pain.")
    text = write_document(document)

    assert read_document(MonographFile(Path("zentral.md"), "zentral", text)) == document


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_the_shipped_monographs_come_back_unchanged(tmp_path: Path, ending: str) -> None:
    files = read_corpus(shipped_monographs()).files
    path = tmp_path / f"all{ending}"
    path.write_bytes(write_table(path, rows_of(read_document(file) for file in files)))

    plans = intake(documents_of(*read_table(path), {}), files, tmp_path)

    assert len(plans) == len(files) > 20
    assert {plan.kind for plan in plans} == {Kind.UNCHANGED}


def rows(*cells: dict[str, str]) -> list[TableRow]:
    return [TableRow(number, row) for number, row in enumerate(cells, start=2)]


SHORT = ("medicine", "question", "answer")


def test_a_short_table_keeps_what_it_has_no_column_for() -> None:
    faqs = [{"q": "Why?", "a": "For pain.", "alternates": ["what for"]}]
    old = Document("zentral", {"title": "Zentral", "brands": ["Z"], "faqs": faqs}, "## Use\n\nX.")
    table = rows({"medicine": "Zentral", "question": "Why?", "answer": "For nerve pain."})

    (new,) = documents_of(SHORT, table, {"zentral": old})

    assert new.values["brands"] == ["Z"]
    assert new.values["faqs"] == [{**faqs[0], "a": "For nerve pain."}]
    assert new.body == old.body


def test_a_column_that_is_there_decides() -> None:
    old = Document("zentral", {"title": "Zentral", "brands": ["Z"]}, "")
    cells = {"medicine": "Zentral", "question": "Why?", "answer": "So.", "brands": ""}

    (new,) = documents_of((*SHORT, "brands"), rows(cells), {"zentral": old})

    assert "brands" not in new.values


def test_rows_of_one_medicine_need_not_follow_each_other() -> None:
    table = rows(
        {"medicine": "A-one", "question": "1", "answer": "a"},
        {"medicine": "Btwo", "question": "2", "answer": "b"},
        {"medicine": "A-one", "question": "3", "answer": "c"},
    )

    first, second = documents_of(SHORT, table, {})

    assert [faq["q"] for faq in first.values["faqs"]] == ["1", "3"]
    assert second.slug == "btwo"


@pytest.mark.parametrize(
    ("columns", "cells", "message"),
    [
        (("medicine", "question"), {}, "missing: answer"),
        ((*SHORT, "price"), {}, "unknown: price"),
        ((*SHORT, "answer"), {}, "there twice: answer"),
        (SHORT, {"medicine": "", "question": "1", "answer": "2"}, "row 2: '' with the slug"),
        (
            (*SHORT, "slug"),
            {"medicine": "Z", "slug": "../x", "question": "", "answer": ""},
            "row 2",
        ),
        (
            (*SHORT, "sources"),
            {"medicine": "Z", "question": "1", "answer": "2", "sources": "NHS"},
            "row 2, column sources",
        ),
        (
            (*SHORT, "is_banned"),
            {"medicine": "Z", "question": "1", "answer": "2", "is_banned": "maybe"},
            "row 2, column is_banned",
        ),
    ],
)
def test_what_is_wrong_is_said_with_row_and_column(
    columns: tuple[str, ...], cells: dict[str, str], message: str
) -> None:
    with pytest.raises(AuthoringError, match=message.replace("?", r"\?")):
        list(documents_of(columns, rows(cells) if cells else [], {}))


def test_two_rows_that_contradict_each_other_are_refused() -> None:
    table = rows(
        {"medicine": "Z-x", "question": "1", "answer": "a", "reviewer": "A"},
        {"medicine": "Z-x", "question": "2", "answer": "b", "reviewer": "B"},
    )

    with pytest.raises(AuthoringError, match="row 3, column reviewer"):
        list(documents_of((*SHORT, "reviewer"), table, {}))


def test_a_table_by_hand_is_read_whatever_the_case_of_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "by-hand.csv"
    path.write_text("Medicine,QUESTION,Answer\nZentral,Why?,\n,,\n", encoding="utf-8-sig")

    columns, table = read_table(path)

    assert columns == list(SHORT)
    assert [row.number for row in table] == [2]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.ods", b""), ("a.xlsx", b"no archive"), ("a.csv", b"caf\xe9"), ("a.csv", b"a,b\n1,2,3\n")],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(AuthoringError, match=name):
        read_table(path)


def test_a_formula_stays_text(tmp_path: Path) -> None:
    faqs = [{"q": "=1+1", "a": "=HYPERLINK('x')"}]
    document = Document("zentral", {"title": "Zentral", "faqs": faqs}, "")

    assert through(document, tmp_path / "a.xlsx") == document


@pytest.mark.parametrize("text", ["a\x07b", "x" * 32_768, "a_x000D_b"])
def test_what_xlsx_would_change_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    document = Document("z", {"title": "Z", "faqs": [{"q": "Why?", "a": text}]}, "")

    with pytest.raises(AuthoringError, match="row 2, column answer"):
        write_table(tmp_path / "a.xlsx", rows_of([document]))
    assert through(document, tmp_path / "a.csv") == document


def test_what_could_not_be_served_is_not_imported(tmp_path: Path) -> None:
    faqs = [{"q": "Why?", "a": ""}]

    with pytest.raises(AuthoringError, match=r"Nothing was written(?s:.*)no text in its answer"):
        intake([Document("z", {"title": "Z", "faqs": faqs}, "")], (), tmp_path)


def test_a_change_says_which_questions_get_another_number(tmp_path: Path) -> None:
    faqs = [{"q": "One?", "a": "1"}, {"q": "Two?", "a": "2"}]
    old = Document("z", {"title": "Z", "faqs": faqs}, "")
    file = MonographFile(tmp_path / "z.md", "z", write_document(old))

    (plan,) = intake([Document("z", {"title": "Z", "faqs": faqs[1:]}, "")], [file], tmp_path)

    assert plan.kind is Kind.CHANGED
    assert "1 taken out" in plan.summary
    assert "1 get another number" in plan.summary


def test_every_column_is_written() -> None:
    (cells,) = rows_of([Document("z", {"title": "Z"}, "")])

    assert set(cells) == set(COLUMNS)
