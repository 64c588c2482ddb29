from __future__ import annotations

import json
from pathlib import Path

import pytest

from faqbot.dialogue.reply import Outcome
from faqbot.errors import QuestionSetError
from faqbot.evaluation.questions import read_questions


def write(folder: Path, text: str, name: str = "questions.jsonl") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_row_is_read_with_all_its_fields(tmp_path: Path) -> None:
    row = {
        "id": "a", "text": "can i drink", "history": ["hi"], "expect": "answer",
        "gold": ["x#q1"], "gold_monographs": ["x"], "tags": ["typo"], "clarify_ok": True,
    }  # fmt: skip

    (question,) = read_questions(write(tmp_path, json.dumps(row) + "\n\n"))

    assert question.expect is Outcome.ANSWER
    assert question.history == ("hi",)
    assert question.gold == ("x#q1",)
    assert question.clarify_ok


def test_csv_has_the_same_columns(tmp_path: Path) -> None:
    text = 'id,text,expect,gold,history,clarify_ok\na,"dose, please",answer,x#q1 x#q2,"[""hi""]",\n'

    (question,) = read_questions(write(tmp_path, text, "questions.csv"))

    assert question.text == "dose, please"
    assert question.gold == ("x#q1", "x#q2")
    assert question.history == ("hi",)
    assert not question.clarify_ok


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{not json", ":2: not valid JSON"),
        ("[1]", ":2: not an object"),
        ('{"id": "a", "expect": "answer"}', ":2: `text` is None"),
        ('{"id": "a", "text": "x", "expect": "maybe"}', ":2: `expect` is 'maybe'"),
        ('{"id": "a", "text": "x", "expect": "answer", "gold": "q1"}', ":2: `gold` is 'q1'"),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    path = write(tmp_path, f'{{"id": "ok", "text": "x", "expect": "abstain"}}\n{row}\n')

    with pytest.raises(QuestionSetError, match=message):
        list(read_questions(path))


def test_a_missing_file_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="Name a JSONL or CSV file"):
        list(read_questions(tmp_path / "none.jsonl"))
