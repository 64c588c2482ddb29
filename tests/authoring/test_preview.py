from __future__ import annotations

from pathlib import Path

import pytest

from faqbot.authoring.preview import (
    Change,
    Flip,
    Verdict,
    preview,
    with_monograph,
    without_monograph,
)
from faqbot.corpus.finding import Findings
from faqbot.corpus.monograph import Monograph, parse
from faqbot.corpus.reader import load_corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.reply import Outcome
from faqbot.evaluation.questions import LabelledQuestion
from tests.authoring.drafts import faq, text_of

PAIR = Path(__file__).parents[1] / "data" / "pair"
TEXT = text_of(faq("Can I drink alcohol with duloxetine?", "No.", "wine with duloxetine"))


def monograph() -> Monograph:
    read = parse(TEXT, slug="duloxetine", findings=Findings(""))
    assert read is not None
    return read


def question(text: str, expect: Outcome = Outcome.ANSWER, *gold: str) -> LabelledQuestion:
    return LabelledQuestion(id=text, text=text, expect=expect, gold=gold)


def flips(*questions: LabelledQuestion) -> list[Flip]:
    before = load_corpus(PAIR)
    after = with_monograph(before, monograph(), TEXT)
    return list(preview(Bot(before), Bot(after), "duloxetine", questions))


def test_a_question_that_nothing_answered_is_answered_anew() -> None:
    (flip,) = flips(
        question("Can I drink alcohol with duloxetine?", Outcome.ANSWER, "duloxetine#q1"),
        question("common side effects of lyrica", Outcome.ANSWER, "amitriptyline-pregabalin#q2"),
    )

    assert (flip.change, flip.verdict) == (Change.NEW, Verdict.BETTER)
    assert flip.before.outcome is Outcome.ABSTAIN
    assert flip.after.sources[0] == "duloxetine#q1"


def test_an_answer_that_should_have_been_declined_is_worse() -> None:
    (flip,) = flips(question("Can I drink alcohol with duloxetine?", Outcome.ABSTAIN))

    assert flip.verdict is Verdict.WORSE


def test_an_answer_that_another_monograph_gave_is_taken_from_it() -> None:
    single = TEXT.replace("uloxetine", "uloxetine").replace(
        "ingredients: [duloxetine]", "ingredients: [pregabalin]"
    )
    read = parse(single, slug="duloxetine", findings=Findings(""))
    assert read is not None
    before = load_corpus(PAIR)
    after = with_monograph(before, read, single)
    asked = question("alcohol with lyrica", Outcome.ANSWER, "amitriptyline-pregabalin#q14")

    (flip,) = preview(Bot(before), Bot(after), "duloxetine", [asked])

    assert (flip.change, flip.verdict) in {
        (Change.TAKEN, Verdict.WORSE),
        (Change.TAKEN, Verdict.SAME),
    }


def test_a_monograph_of_the_same_name_is_replaced() -> None:
    corpus = with_monograph(load_corpus(PAIR), monograph(), TEXT)
    again = with_monograph(corpus, monograph(), TEXT + "\n")

    assert [m.slug for m in again.monographs] == [m.slug for m in corpus.monographs]
    assert [m.slug for m in corpus.monographs] == sorted(m.slug for m in corpus.monographs)
    assert again.digest != corpus.digest


def test_a_monograph_can_be_left_out() -> None:
    corpus = without_monograph(load_corpus(PAIR), "nimesulide")

    assert [m.slug for m in corpus.monographs] == ["amitriptyline-pregabalin"]


@pytest.mark.parametrize("text", ["hello", "she is not breathing"])
def test_what_does_not_change_is_not_reported(text: str) -> None:
    assert flips(question(text)) == []
