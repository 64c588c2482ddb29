from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from faqbot.corpus.reader import load_corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.decision import Thresholds, load_thresholds
from faqbot.dialogue.reply import Outcome, outcome_of
from faqbot.errors import EvaluationError
from faqbot.evaluation.costs import Costs
from faqbot.evaluation.prediction import Prediction
from faqbot.evaluation.questions import LabelledQuestion
from faqbot.evaluation.tune import decided_by_confidence, decision_file, read_decision, tune
from tests.conftest import DATA
from tests.evaluation.cases import prediction, question

NOW = Thresholds(answer=0.9, clarify=0.9, intents={"off_topic": 0.5})


def pairs(count: int = 200) -> list[tuple[LabelledQuestion, Prediction]]:
    """Return questions that are right from a confidence of 0.6 on, all of them declined now."""
    made = []
    for number in range(count):
        confidence = number / count
        best = f"x#q{number}" if confidence >= 0.6 else "x#wrong"
        asked = question(Outcome.ANSWER, f"x#q{number}", name=f"q{number}")
        replied = prediction(
            Outcome.ABSTAIN, candidates=(best,), confidence=confidence, reason="no_entry"
        )
        made.append((asked, replied))
    return made


def test_it_answers_from_where_answers_are_right() -> None:
    tuning = tune(pairs(), NOW, Costs(asked_in_vain=1.0))

    assert tuning.chosen.answer == pytest.approx(0.6, abs=0.02)
    assert tuning.questions == 200
    assert tuning.held_out.risk < 0.05
    assert tuning.held_out.coverage == pytest.approx(0.4, abs=0.03)
    assert tuning.now.coverage == pytest.approx(0.1, abs=0.01)
    assert len(tuning.folds) == 5
    assert min(tuning.curve, key=lambda p: p.cost).thresholds.answer == pytest.approx(0.6)


def test_only_what_the_thresholds_decide_is_looked_at() -> None:
    ranked = ("x#q1",)

    assert decided_by_confidence(prediction(Outcome.ANSWER, "x#q1"))
    assert decided_by_confidence(prediction(Outcome.CLARIFY, candidates=ranked))
    assert decided_by_confidence(prediction(Outcome.ABSTAIN, candidates=ranked, reason="no_entry"))
    assert not decided_by_confidence(
        prediction(Outcome.ABSTAIN, candidates=ranked, reason="personal_advice")
    )
    assert not decided_by_confidence(prediction(Outcome.CLARIFY))
    assert not decided_by_confidence(prediction(Outcome.EMERGENCY))


def test_too_few_questions_are_refused() -> None:
    with pytest.raises(EvaluationError, match="only 10 of these questions"):
        tune(pairs(10), NOW, Costs())


def test_a_risk_that_cannot_be_kept_is_said() -> None:
    wrong = [(q, prediction(Outcome.ABSTAIN, candidates=("y#q1",), reason="no_entry"))
             for q, _ in pairs()]  # fmt: skip

    with pytest.raises(EvaluationError, match="no threshold keeps the risk"):
        tune(wrong, NOW, Costs(), max_risk=0.1)


def test_the_file_says_where_it_comes_from_and_can_be_read_back(tmp_path: Path) -> None:
    tuning = tune(pairs(), NOW, Costs(wrong_answer=3.0), max_risk=0.1)
    path = tmp_path / "decision.yaml"
    path.write_text(decision_file(tuning, {"monographs": "abc"}), encoding="utf-8")

    fields = yaml.safe_load(path.read_text(encoding="utf-8"))
    read = read_decision(path, NOW)

    assert fields["made_from"]["monographs"] == "abc"
    assert fields["made_from"]["costs"]["wrong_answer"] == 3.0
    assert fields["made_from"]["max_risk"] == 0.1
    assert (read.answer, read.clarify) == (tuning.chosen.answer, tuning.chosen.clarify)
    assert read.intents == NOW.intents


@pytest.mark.parametrize(
    "text", ["", "answer: 0.5", "answer: high\nclarify: 0.1", "answer: 0.1\nclarify: 1.5", "a: ["]
)
def test_a_file_without_thresholds_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "decision.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(EvaluationError, match="faqbot tune QUESTIONS --out"):
        read_decision(path, NOW)


def test_the_bot_decides_by_the_thresholds_that_it_is_given() -> None:
    corpus = load_corpus(DATA / "pair")
    asked = "which side effects does lyrica give to many people"
    never = Thresholds(answer=1.01, clarify=1.01, intents=load_thresholds().intents)

    usual, _ = Bot(corpus).reply(asked, Conversation())
    careful, _ = Bot(corpus, thresholds=never).reply(asked, Conversation())

    assert outcome_of(usual) is Outcome.ANSWER
    assert outcome_of(careful) is Outcome.ABSTAIN
