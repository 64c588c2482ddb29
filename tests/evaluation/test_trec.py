from __future__ import annotations

from pathlib import Path

import pytest

from faqbot.dialogue.reply import Outcome
from faqbot.errors import QuestionSetError
from faqbot.evaluation.questions import BadRow, LabelledQuestion
from faqbot.evaluation.reading import read_rows
from faqbot.evaluation.trec import read_qrels, run_lines

TAGGED = """\
<top>
<num> Number: 301
<title> can i drink &amp; drive
 on it
<desc> Description: of no use here
</top>

<top>
<num> 302
<title> the weather
</top>
"""
QRELS = "301 0 x#q2 1\n301 0 x#q1 2\n301 0 y#q1 0\n303 0 x 1\n"


def files(folder: Path, topics: str) -> tuple[list[str], Path]:
    (folder / "topics.trec").write_text(topics, encoding="utf-8")
    (folder / "qrels").write_text(QRELS, encoding="utf-8")
    return [str(folder / "topics.trec")], folder / "qrels"


def test_topics_and_qrels_make_questions(tmp_path: Path) -> None:
    topics, qrels = files(tmp_path, TAGGED)

    first, second = read_rows(topics, read_qrels(qrels))

    assert isinstance(first, LabelledQuestion)
    assert (first.id, first.text) == ("301", "can i drink & drive on it")
    assert (first.gold, first.grades) == (("x#q1", "x#q2"), (2, 1))
    assert isinstance(second, LabelledQuestion)
    assert second.expect is Outcome.ABSTAIN


def test_topics_may_stand_in_lines_and_documents_may_be_monographs(tmp_path: Path) -> None:
    topics, qrels = files(tmp_path, "303\tis x safe\n")

    (question,) = read_rows(topics, read_qrels(qrels))

    assert isinstance(question, LabelledQuestion)
    assert question.expect is Outcome.ANSWER
    assert question.gold == ()
    assert question.gold_monographs == ("x",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<top>\n<num> 1\n", "does not end"),
        ("<top>\n<num> 1\n</top>\n", "lacks a number or a title"),
        ("no tab here\n", "is no topic"),
    ],
)
def test_a_bad_topic_is_named(tmp_path: Path, text: str, problem: str) -> None:
    topics, qrels = files(tmp_path, text)

    (bad,) = read_rows(topics, read_qrels(qrels))

    assert isinstance(bad, BadRow)
    assert problem in bad.problem


def test_topics_without_qrels_are_refused(tmp_path: Path) -> None:
    topics, _ = files(tmp_path, TAGGED)

    with pytest.raises(QuestionSetError, match="Add --qrels"):
        list(read_rows(topics))


def test_a_bad_judgement_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "qrels"
    path.write_text("1 0 a 1\n1 0 b\n", encoding="utf-8")

    with pytest.raises(QuestionSetError, match="qrels:2"):
        read_qrels(path)


def test_a_run_keeps_the_order_for_tools_that_sort_by_score() -> None:
    lines = run_lines("a b", ["x#q1", "y#q2"]).splitlines()

    assert lines == ["a_b Q0 x#q1 1 1.000000 faqbot", "a_b Q0 y#q2 2 0.500000 faqbot"]
