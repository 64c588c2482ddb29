from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from faqbot.dialogue.reply import Outcome
from faqbot.errors import QuestionSetError
from faqbot.evaluation.files import LONGEST_ROW, STDIN
from faqbot.evaluation.questions import BadRow, LabelledQuestion
from faqbot.evaluation.reading import Row, read_questions, read_rows

GOOD = '{"id": "ok", "text": "x", "expect": "abstain"}'


def write(folder: Path, text: str, name: str = "questions.jsonl") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def rows_of(path: Path) -> list[Row]:
    return list(read_rows([str(path)]))


def good(rows: list[Row]) -> list[LabelledQuestion]:
    return [row for row in rows if isinstance(row, LabelledQuestion)]


def test_a_row_is_read_with_all_its_fields(tmp_path: Path) -> None:
    row = {
        "id": "a", "text": "can i drink", "history": ["hi"], "expect": "answer", "grades": [2],
        "gold": ["x#q1"], "gold_monographs": ["x"], "tags": ["typo"], "clarify_ok": True,
    }  # fmt: skip

    (question,) = read_questions(write(tmp_path, json.dumps(row) + "\n\n"))

    assert question.expect is Outcome.ANSWER
    assert question.history == ("hi",)
    assert question.gold == ("x#q1",)
    assert question.grades == (2,)
    assert question.right_monographs == {"x"}
    assert question.clarify_ok


def test_csv_has_the_same_columns(tmp_path: Path) -> None:
    text = 'id,text,expect,gold,history,clarify_ok\na,"dose, please",answer,x#q1 x#q2,"[""hi""]",\n'

    (question,) = read_questions(write(tmp_path, text, "questions.csv"))

    assert question.text == "dose, please"
    assert question.gold == ("x#q1", "x#q2")
    assert question.history == ("hi",)
    assert not question.clarify_ok


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("{not json", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[1]", "not an object"),
        ('{"id": "a", "expect": "answer"}', "`text` is None"),
        ('{"id": "a", "text": "x", "expect": "maybe"}', "`expect` is 'maybe'"),
        ('{"id": "a", "text": "x", "expect": "answer", "gold": "q1"}', "`gold` is 'q1'"),
        ('{"id": "a", "text": "x", "expect": "answer", "grades": [1]}', "`grades` is [1]"),
        ('{"id": "a", "text": "x", "expect": "answer", "clarify_ok": "no"}', "`clarify_ok`"),
        ('{"id": "a", "text": "\\ud800", "expect": "answer"}', "not UTF-8"),
        ('{"id": "a", "text": "' + "x" * LONGEST_ROW + '"}', "not valid JSON"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_still_read(
    tmp_path: Path, row: str, problem: str
) -> None:
    path = write(tmp_path, f"{GOOD}\n{row}\n{GOOD}\n")

    first, bad, last = rows_of(path)

    assert isinstance(bad, BadRow)
    assert bad.place == f"{path}:2"
    assert problem in bad.problem
    assert first == last
    with pytest.raises(QuestionSetError, match=":2: "):
        list(read_questions(path))


def test_bytes_that_are_not_utf8_spoil_their_own_row_only(tmp_path: Path) -> None:
    path = tmp_path / "questions.csv"
    path.write_bytes("id,text,expect\na,caf\xe9,abstain\nb,tea,abstain\n".encode("latin-1"))

    bad, last = rows_of(path)

    assert isinstance(bad, BadRow)
    assert "not UTF-8" in bad.problem
    assert good([last])[0].text == "tea"


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("id,text\na,b\n", ":1", "must name the columns"),
        ('id,text,expect,gold\na,b,answer,"[""x"\n', ":2", "`gold`"),
        ("id,text,expect\na,b,answer,c\n", ":2", "4 cells under 3 columns"),
        (f"id,text,expect\na,{'b' * 200_000},answer\n", ":2", "not valid CSV"),
    ],
)
def test_a_bad_row_of_csv_is_named(tmp_path: Path, text: str, place: str, problem: str) -> None:
    path = write(tmp_path, text, "questions.csv")

    (bad,) = rows_of(path)

    assert isinstance(bad, BadRow)
    assert bad.place == f"{path}{place}"
    assert problem in bad.problem


def test_gzip_is_seen_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(gzip.compress(f"{GOOD}\n".encode()))

    assert [row.id for row in good(rows_of(path))] == ["ok"]


def test_a_damaged_gzip_file_gives_what_comes_before_the_damage(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl.gz"
    rows = "".join(json.dumps({"id": str(i), "text": "x", "expect": "abstain"}) + "\n"
                   for i in range(5000))  # fmt: skip
    path.write_bytes(gzip.compress(rows.encode())[:-300])

    *before, bad = rows_of(path)

    assert len(good(before)) > 100
    assert isinstance(bad, BadRow)
    assert "damaged" in bad.problem


def test_several_files_are_read_one_after_the_other(tmp_path: Path) -> None:
    csv = write(tmp_path, "id,text,expect\na,b,abstain\n", "a.csv")
    jsonl = write(tmp_path, GOOD, "b.jsonl")

    assert [row.id for row in good(list(read_rows([str(csv), str(jsonl)])))] == ["a", "ok"]


@pytest.mark.parametrize("text", [GOOD, "id,text,expect\nok,x,abstain\n"])
def test_standard_input_is_read_in_the_form_that_it_has(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    assert [row.id for row in good(list(read_rows([STDIN])))] == ["ok"]


def test_a_missing_file_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="Name a file of questions"):
        list(read_questions(tmp_path / "none.jsonl"))


def test_a_file_in_no_known_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="neither JSONL, CSV nor TREC"):
        rows_of(write(tmp_path, "just words\n", "questions.txt"))


def test_rows_are_read_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    read = 0

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            nonlocal read
            line = f"{GOOD}\n".encode()
            buffer[: len(line)] = line
            read += 1
            return len(line)

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Endless())))  # type: ignore[type-var]
    rows: Iterator[Row] = read_rows([STDIN])

    assert good([next(rows) for _ in range(3)])
    assert read < 2000
