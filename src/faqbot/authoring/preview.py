"""What a new or changed monograph would do to the questions that are answered today."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from faqbot.corpus.monograph import Monograph
from faqbot.corpus.reader import Corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.reply import Outcome
from faqbot.evaluation.prediction import Prediction, predict
from faqbot.evaluation.questions import LabelledQuestion


class Change(StrEnum):
    """What happens to the reply to one question."""

    TAKEN = "taken"  # another monograph answered it, now this one does
    NEW = "answered anew"  # nothing answered it, now this one does
    MOVED = "moved"  # another entry answers it
    LOST = "no longer answered"
    OTHER = "changed"  # asked back or declined in another way


class Verdict(StrEnum):
    """What the labels say of a change."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "as good"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """One question whose reply changes."""

    question: LabelledQuestion
    before: Prediction
    after: Prediction
    change: Change
    verdict: Verdict

    def as_dict(self) -> dict[str, Any]:
        """Return the flip as plain data for JSON."""
        return {
            "id": self.question.id,
            "text": self.question.text,
            "change": self.change,
            "verdict": self.verdict,
            "gold": self.question.gold,
            "before": asdict(self.before),
            "after": asdict(self.after),
        }


def with_monograph(corpus: Corpus, monograph: Monograph, text: str) -> Corpus:
    """Return a corpus in which `monograph` stands, in place of one of the same name."""
    others = [other for other in corpus.monographs if other.slug != monograph.slug]
    ordered = sorted([*others, monograph], key=lambda other: other.slug)
    digest = hashlib.sha256(f"{corpus.digest}\0{monograph.slug}\0{text}".encode()).hexdigest()
    return Corpus(tuple(ordered), digest)


def without_monograph(corpus: Corpus, slug: str) -> Corpus:
    """Return a corpus without the monograph of this name."""
    others = tuple(other for other in corpus.monographs if other.slug != slug)
    return Corpus(others, hashlib.sha256(f"{corpus.digest}\0-{slug}".encode()).hexdigest())


def preview(
    before: Bot, after: Bot, slug: str, questions: Iterable[LabelledQuestion]
) -> Iterator[Flip]:
    """Ask both bots every question, and yield those whose reply changes."""
    for question in questions:
        old, new = (replace(predict(bot, question), latency_ms=0.0) for bot in (before, after))
        if _shown(old) != _shown(new):
            yield Flip(
                question=question,
                before=old,
                after=new,
                change=_change(old, new, slug),
                verdict=_verdict(question, old, new),
            )


def _shown(prediction: Prediction) -> tuple[Any, ...]:
    """Return what a patient would see of a reply, as far as ids say it."""
    return (prediction.outcome, prediction.reason, prediction.sources[:1], prediction.choices)


def _change(old: Prediction, new: Prediction, slug: str) -> Change:
    was, now = (_answering(prediction) for prediction in (old, new))
    if now is None:
        return Change.OTHER if was is None else Change.LOST
    if was is None:
        return Change.NEW
    return Change.TAKEN if now == slug != was else Change.MOVED


def _answering(prediction: Prediction) -> str | None:
    """Return the slug of the monograph that answers."""
    if prediction.outcome is not Outcome.ANSWER:
        return None
    return prediction.sources[0].partition("#")[0]


def _verdict(question: LabelledQuestion, old: Prediction, new: Prediction) -> Verdict:
    was, now = (_merit(question, prediction) for prediction in (old, new))
    if was == now:
        return Verdict.SAME
    return Verdict.BETTER if now > was else Verdict.WORSE


def _merit(question: LabelledQuestion, prediction: Prediction) -> int:
    """Return 2 for a right reply, 1 for asking back or declining, 0 for a wrong answer."""
    if prediction.outcome is Outcome.ANSWER:
        right = {*question.gold, *question.gold_monographs}
        shown = {prediction.sources[0], prediction.sources[0].partition("#")[0]}
        return 2 if right & shown else 0
    if prediction.outcome is question.expect:
        return 2
    return 1 if prediction.outcome in (Outcome.CLARIFY, Outcome.ABSTAIN) else 0
