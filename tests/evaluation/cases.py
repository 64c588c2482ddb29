"""Questions and predictions of our own, short to write."""

from __future__ import annotations

from faqbot.dialogue.reply import Outcome
from faqbot.evaluation.prediction import Prediction
from faqbot.evaluation.questions import LabelledQuestion


def question(
    expect: Outcome,
    *gold: str,
    clarify_ok: bool = False,
    name: str = "q",
    tags: tuple[str, ...] = (),
    grades: tuple[int, ...] = (),
    monographs: tuple[str, ...] = (),
) -> LabelledQuestion:
    return LabelledQuestion(
        id=name,
        text="x",
        expect=expect,
        gold=gold,
        grades=grades,
        gold_monographs=monographs,
        tags=tags,
        clarify_ok=clarify_ok,
    )


def prediction(
    outcome: Outcome,
    *sources: str,
    choices: tuple[str, ...] = (),
    candidates: tuple[str, ...] | None = None,
    confidence: float = 0.5,
    name: str = "q",
    reason: str = "",
    latency_ms: float | None = 2.0,
) -> Prediction:
    return Prediction(
        id=name,
        outcome=outcome,
        reason=reason,
        sources=sources,
        choices=choices,
        monographs=(),
        candidates=sources if candidates is None else candidates,
        confidence=confidence,
        offer=confidence,
        latency_ms=latency_ms,
    )
