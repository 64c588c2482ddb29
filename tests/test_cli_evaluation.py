from __future__ import annotations

import json
from pathlib import Path

import pytest

from faqbot.errors import EvaluationError, QuestionSetError
from tests.test_cli import PAIR, run

ROWS = [
    {"id": "a", "text": "common side effects of lyrica", "expect": "answer",
     "gold": ["amitriptyline-pregabalin#q2"], "tags": ["brand"]},
    {"id": "b", "text": "duloxetine dose", "expect": "abstain"},
    {"id": "c", "text": "she is not breathing", "expect": "emergency"},
]  # fmt: skip


@pytest.fixture
def questions(tmp_path: Path) -> str:
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return str(path)


def test_evaluate_prints_measures_and_writes_predictions(questions: str, tmp_path: Path) -> None:
    out, trec = tmp_path / "out.jsonl", tmp_path / "out.trec"

    table = run(
        "evaluate", questions, "--faqs", PAIR, "--predictions", str(out), "--run", str(trec)
    )

    assert "precision@1" in table
    assert "by tag" in table
    predictions = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [p["id"] for p in predictions] == ["a", "b", "c"]
    assert [p["outcome"] for p in predictions] == ["answer", "abstain", "emergency"]
    assert {"reason", "sources", "choices", "monographs", "confidence", "latency_ms"} <= (
        predictions[0].keys()
    )
    assert trec.read_text(encoding="utf-8").startswith("a Q0 amitriptyline-pregabalin#q2 1 ")


def test_evaluate_as_json_holds_each_figure_with_its_interval(questions: str) -> None:
    summary = json.loads(run("evaluate", questions, "--faqs", PAIR, "--json"))

    assert summary["questions"] == 3
    assert summary["measures"]["precision_at_1"] == {
        "value": 1.0, "low": 0.025, "high": 1.0, "of": 1,
    }  # fmt: skip
    assert summary["by_tag"]["brand"]["coverage"]["of"] == 1
    assert {gate["measure"] for gate in summary["gates"]} >= {"emergency_recall", "crisis_recall"}


def test_a_missed_gate_is_named_and_ends_with_2(questions: str, tmp_path: Path) -> None:
    gates = tmp_path / "gates.yaml"
    gates.write_text(
        "gates:\n- {measure: abstention_recall, at_least: 0.5}\n"
        "- {measure: coverage, at_most: 0.5, why: to be missed}\n",
        encoding="utf-8",
    )

    shown = run("evaluate", questions, "--faqs", PAIR, "--gate", "--gates", str(gates), code=1)

    assert "1 of 2 gates missed" in shown
    assert run("evaluate", questions, "--faqs", PAIR, "--gates", str(gates), code=0)
    gates.write_text("gates:\n- {measure: coverage, at_least: 0.5}\n", encoding="utf-8")
    passed = run("evaluate", questions, "--faqs", PAIR, "--gate", "--gates", str(gates))
    assert "No gate missed" in passed


def test_gates_that_nothing_measures_are_not_passed(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "a", "text": "hello", "expect": "smalltalk"}', encoding="utf-8")
    gates = tmp_path / "gates.yaml"
    gates.write_text("gates:\n- {measure: crisis_recall, at_least: 1}\n", encoding="utf-8")

    shown = run("evaluate", str(path), "--faqs", PAIR, "--gate", "--gates", str(gates), code=1)

    assert "none is passed" in shown


def test_bad_rows_are_named_and_counted_and_strict_stops(questions: str) -> None:
    with Path(questions).open("a", encoding="utf-8") as file:
        file.write("{bad\n")

    shown = run("evaluate", questions, "--faqs", PAIR)

    assert "questions.jsonl:4: not valid JSON" in shown
    assert "3 questions, 1 bad rows left out" in shown
    with pytest.raises(QuestionSetError, match=r"questions\.jsonl:4"):
        run("evaluate", questions, "--faqs", PAIR, "--strict")


def test_a_report_is_written(questions: str, tmp_path: Path) -> None:
    report = tmp_path / "report.html"

    run("evaluate", questions, "--faqs", PAIR, "--report", str(report))

    html = report.read_text(encoding="utf-8")
    assert "3 questions from questions.jsonl" in html
    assert "<p>Nothing.</p>" in html


def test_a_set_without_questions_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")

    with pytest.raises(QuestionSetError, match="there is no question in it"):
        run("evaluate", str(tmp_path / "empty.jsonl"), "--faqs", PAIR)


def test_compare_tells_what_flipped(questions: str, tmp_path: Path) -> None:
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    run("evaluate", questions, "--faqs", PAIR, "--predictions", str(before))
    lines = before.read_text(encoding="utf-8").splitlines()
    broken = json.loads(lines[0]) | {"outcome": "abstain", "sources": [], "reason": "no_entry"}
    after.write_text("\n".join([json.dumps(broken), *lines[1:]]) + "\n", encoding="utf-8")

    shown = run("compare", str(before), str(after), "--faqs", PAIR)
    markdown = run("compare", str(before), str(after), "--faqs", PAIR, "--markdown")
    plain = json.loads(run("compare", str(before), str(after), "--json"))

    assert "3 questions in both: 1 broken" in shown
    assert "Broken (1)" in shown
    assert markdown.startswith("**3 questions in both: 1 broken")
    assert "| precision@1 | 1.000 | 0.000 |" in markdown
    assert plain["flips"][0] | {"id": "a", "became": "not_answered"} == plain["flips"][0]


def test_tune_writes_thresholds_that_the_bot_then_uses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = tmp_path / "many.jsonl", tmp_path / "decision.yaml"
    texts = ("common side effects of lyrica", "lyrica and alcohol", "how long does lyrica take")
    rows = [
        {"id": f"{number}", "text": text, "expect": "answer",
         "gold": ["amitriptyline-pregabalin#q2"]}
        for number, text in enumerate(texts * 25)
    ]  # fmt: skip
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    shown = run("tune", str(path), "--faqs", PAIR, "--cost-wrong", "50", "--out", str(out))

    assert "Answer from" in shown
    assert "thresholds in use" in shown
    assert "many.jsonl" in out.read_text(encoding="utf-8")
    out.write_text("answer: 1.0\nclarify: 1.0\n", encoding="utf-8")
    monkeypatch.setenv("FAQBOT_DECISION", str(out))
    fields = json.loads(run("ask", "which side effects does lyrica give", "--faqs", PAIR, "--json"))
    assert fields["outcome"] == "abstain"


@pytest.mark.parametrize("option", ["--predictions", "--run", "--report"])
def test_a_file_that_cannot_be_written_is_told_before_the_run(
    questions: str, tmp_path: Path, option: str
) -> None:
    with pytest.raises(EvaluationError, match="cannot be written"):
        run("evaluate", questions, "--faqs", PAIR, option, str(tmp_path / "none" / "out"))


def test_to_resume_predictions_are_needed(questions: str) -> None:
    with pytest.raises(EvaluationError, match="--resume needs --predictions"):
        run("evaluate", questions, "--faqs", PAIR, "--resume")


def test_processes_and_a_cluster_exclude_each_other(questions: str) -> None:
    with pytest.raises(EvaluationError, match="exclude each other"):
        run("evaluate", questions, "--faqs", PAIR, "--workers", "2", "--dask", "tcp://127.0.0.1:1")


@pytest.mark.process
def test_two_processes_print_what_one_prints(questions: str) -> None:
    one = json.loads(run("evaluate", questions, "--faqs", PAIR, "--json"))
    two = json.loads(run("evaluate", questions, "--faqs", PAIR, "--json", "--workers", "2"))

    assert one.pop("timing")
    assert two.pop("timing")
    assert one == two
