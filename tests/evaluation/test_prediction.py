from __future__ import annotations

from dataclasses import replace

import pytest

from faqbot.corpus.reader import load_corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.decision import load_thresholds
from faqbot.dialogue.reply import Outcome
from faqbot.evaluation.prediction import Prediction, predict
from faqbot.evaluation.questions import LabelledQuestion
from tests.conftest import DATA

ASKED = LabelledQuestion(
    id="q", text="what might lyrica do to me that i will not like", expect=Outcome.ANSWER
)


def predicted(answer: float, clarify: float) -> Prediction:
    thresholds = replace(load_thresholds(), answer=answer, clarify=clarify)
    return predict(Bot(load_corpus(DATA / "pair"), thresholds=thresholds), ASKED)


@pytest.mark.parametrize(
    ("answer", "clarify", "outcome"), [(0.0, 0.0, Outcome.ANSWER), (2.0, 0.0, Outcome.CLARIFY)]
)
def test_an_answer_and_a_question_back_rest_on_what_was_ranked(
    answer: float, clarify: float, outcome: Outcome
) -> None:
    found = predicted(answer, clarify)

    assert found.outcome is outcome
    assert found.sources == found.candidates
    assert found.sources[: len(found.choices)] == found.choices or outcome is Outcome.ANSWER
    assert found.sources[0] == "amitriptyline-pregabalin#q2"


def test_what_is_declined_rests_on_nothing_but_tells_what_was_ranked() -> None:
    found = predicted(2.0, 2.0)

    assert found.outcome is Outcome.ABSTAIN
    assert found.sources == ()
    assert found.candidates[0] == "amitriptyline-pregabalin#q2"
