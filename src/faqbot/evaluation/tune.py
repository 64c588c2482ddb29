"""Chooses the decision thresholds on labelled questions, by cross-validation."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from faqbot.dialogue.decision import Thresholds
from faqbot.dialogue.reply import AbstentionReason
from faqbot.dialogue.reply import Outcome as ReplyOutcome
from faqbot.errors import EvaluationError
from faqbot.evaluation.costs import Costs
from faqbot.evaluation.judgement import best_is_right
from faqbot.evaluation.prediction import Prediction
from faqbot.evaluation.questions import LabelledQuestion
from faqbot.evaluation.thresholds import (
    GRID,
    Consequence,
    Observations,
    ThresholdPair,
    choose,
    consequence,
)
from faqbot.matching.calibration import OFFERED

FOLDS = 5
FEWEST = 50  # questions to choose on; fewer say nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """Chosen thresholds, with all that the choice rests on."""

    chosen: ThresholdPair
    costs: Costs
    max_risk: float | None
    questions: int  # that the thresholds decide
    held_out: Consequence  # of thresholds chosen without the question; honest
    now: Consequence  # of the thresholds in use
    folds: tuple[ThresholdPair, ...]  # chosen with a part left out each
    curve: tuple[Consequence, ...]  # each threshold to answer from, with the chosen `clarify`


@dataclass(slots=True)
class Collector:
    """Gathers what the thresholds decide: how sure and how right, a few bytes a question."""

    confidence: list[float]
    offer: list[float]
    flags: bytearray  # bits: right, among the choices, answerable
    fold: bytearray

    @classmethod
    def empty(cls) -> Collector:
        """Return a collector of nothing."""
        return cls([], [], bytearray(), bytearray())

    def add(self, question: LabelledQuestion, prediction: Prediction) -> None:
        """Note a question, if its reply hangs on the thresholds."""
        right = best_is_right(question, prediction)
        if right is None or not decided_by_confidence(prediction):
            return
        among = bool(set(question.gold) & set(prediction.candidates[:OFFERED]))
        among = among or (question.expect is ReplyOutcome.ABSTAIN and question.clarify_ok)
        answerable = question.expect is ReplyOutcome.ANSWER
        self.confidence.append(prediction.confidence)
        self.offer.append(prediction.offer)
        self.flags.append(right | among << 1 | answerable << 2)
        # Wordings of one entry stay together: a fold must not know the questions of another.
        group = question.gold[0] if question.gold else question.id
        self.fold.append(zlib.crc32(group.encode()) % FOLDS)

    def observations(self) -> tuple[Observations, np.ndarray[tuple[int], np.dtype[np.uint8]]]:
        """Return the questions as columns, and their folds."""
        flags = np.frombuffer(bytes(self.flags), dtype=np.uint8)
        seen = Observations(
            confidence=np.array(self.confidence, dtype=np.float64),
            offer=np.array(self.offer, dtype=np.float64),
            right=(flags & 1).astype(bool),
            among=(flags & 2).astype(bool),
            answerable=(flags & 4).astype(bool),
        )
        return seen, np.frombuffer(bytes(self.fold), dtype=np.uint8)


def decided_by_confidence(prediction: Prediction) -> bool:
    """Tell whether the thresholds decided what was replied."""
    if not prediction.candidates:
        return False
    if prediction.outcome is ReplyOutcome.ABSTAIN:
        return prediction.reason == AbstentionReason.NO_ENTRY
    return prediction.outcome in (ReplyOutcome.ANSWER, ReplyOutcome.CLARIFY)


def tune(
    pairs: Iterable[tuple[LabelledQuestion, Prediction]],
    now: Thresholds,
    costs: Costs,
    *,
    max_risk: float | None = None,
) -> Tuning:
    """Choose thresholds for stated costs, and for a maximum risk where one is given.

    Raises:
        EvaluationError: there are too few questions, or nothing keeps to the risk.
    """
    collector = Collector.empty()
    for question, prediction in pairs:
        collector.add(question, prediction)
    seen, fold = collector.observations()
    if len(seen) < FEWEST:
        raise EvaluationError(
            f"the thresholds decide only {len(seen)} of these questions; give at least {FEWEST} "
            "that have an answer (with `gold`) or are to be declined."
        )
    chosen = _chosen(seen, costs, max_risk)
    folds = [_chosen(seen.taken(fold != number), costs, max_risk) for number in range(FOLDS)]
    return Tuning(
        chosen=chosen,
        costs=costs,
        max_risk=max_risk,
        questions=len(seen),
        held_out=_held_out(seen, fold, folds, costs, chosen),
        now=consequence(seen, costs, ThresholdPair(answer=now.answer, clarify=now.clarify)),
        folds=tuple(folds),
        curve=tuple(
            consequence(
                seen,
                costs,
                ThresholdPair(answer=float(answer), clarify=chosen.clarify),
            )
            for answer in GRID[::5]
        ),
    )


def decision_file(tuning: Tuning, provenance: Mapping[str, Any]) -> str:
    """Return the thresholds as a file for `FAQBOT_DECISION`, with where they come from."""
    fields = {
        "answer": tuning.chosen.answer,
        "clarify": tuning.chosen.clarify,
        "made_from": dict(provenance)
        | {
            "questions_decided": tuning.questions,
            "max_risk": tuning.max_risk,
            "costs": {name: getattr(tuning.costs, name) for name in Costs.__dataclass_fields__},
            "held_out": {
                "cost": round(tuning.held_out.cost, 4),
                "coverage": round(tuning.held_out.coverage, 4),
                "risk": round(tuning.held_out.risk, 4),
            },
        },
    }
    header = "# Where decisions change. Written by `faqbot tune`; use it with FAQBOT_DECISION.\n"
    return header + yaml.safe_dump(fields, sort_keys=False, allow_unicode=True)


def read_decision(path: Path, shipped: Thresholds) -> Thresholds:
    """Return the shipped thresholds with those of a file of `faqbot tune` in their place.

    Raises:
        EvaluationError: the file cannot be read, or holds no thresholds.
    """
    remedy = "Write it with: faqbot tune QUESTIONS --out FILE"
    try:
        fields = yaml.safe_load(path.read_text(encoding="utf-8"))
        answer, clarify = fields["answer"], fields["clarify"]
        right = all(0.0 <= float(value) <= 1.0 for value in (answer, clarify))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise EvaluationError(f"{path}: holds no thresholds ({error!r}). {remedy}") from error
    if not right:
        raise EvaluationError(
            f"{path}: `clarify` is {clarify}, `answer` is {answer}; both must lie between 0 and 1. "
            f"{remedy}"
        )
    return Thresholds(answer=float(answer), clarify=float(clarify), intents=shipped.intents)


def _chosen(seen: Observations, costs: Costs, max_risk: float | None) -> ThresholdPair:
    chosen = choose(seen, costs, max_risk=max_risk)
    if chosen is None:
        raise EvaluationError(
            f"no threshold keeps the risk at or below {max_risk}: allow more, or see what is "
            "answered wrongly with confidence in evaluate --report."
        )
    return chosen


def _held_out(
    seen: Observations,
    fold: np.ndarray[tuple[int], np.dtype[np.uint8]],
    folds: Sequence[ThresholdPair],
    costs: Costs,
    chosen: ThresholdPair,
) -> Consequence:
    """Judge each question by the thresholds that were chosen without it."""
    parts = [
        (int((fold == number).sum()), consequence(seen.taken(fold == number), costs, pair))
        for number, pair in enumerate(folds)
        if (fold == number).any()
    ]

    def mean(name: str) -> float:
        return float(sum(count * getattr(part, name) for count, part in parts) / len(seen))

    answered = sum(count * part.coverage for count, part in parts)
    wrong = sum(count * part.coverage * part.risk for count, part in parts)
    return Consequence(
        thresholds=chosen,
        cost=mean("cost"),
        coverage=mean("coverage"),
        risk=wrong / answered if answered else 0.0,
        asked=mean("asked"),
        declined=mean("declined"),
    )
