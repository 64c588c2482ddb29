"""Answer, ask back or abstain: by costs that are stated in one place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np

from faqbot.dialogue.scope import Scope
from faqbot.language.topics import load_topic_model
from faqbot.matching.matcher import Candidate, Ranking
from faqbot.resources import read_yaml


class Decision(StrEnum):
    """What to do with a ranking."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    NO_ENTRY = "no_entry"
    OFF_TOPIC = "off_topic"
    PERSONAL_ADVICE = "personal_advice"
    DIAGNOSIS = "diagnosis"
    SHARING = "sharing"
    NO_PRESCRIPTION = "no_prescription"
    MISUSE = "misuse"
    PROMPT_INJECTION = "prompt_injection"
    ABUSE = "abuse"


UNNAMED_OFF_TOPIC = "off_topic_unnamed"  # the threshold of off topic where no medicine is meant


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the decisions change; chosen by `python -m faqbot.training` for stated costs."""

    answer: float  # of confidence
    clarify: float  # of offer
    intents: dict[str, float]  # P(intent) from which on it is believed


def decide(ranking: Ranking, intent: str, scope: Scope, thresholds: Thresholds) -> Decision:
    """Decide what to do with a ranking.

    Args:
        ranking: the candidates and the confidence in the best.
        intent: the kind of the message.
        scope: the monographs searched, and other medicines that were named.
        thresholds: where the decisions change.
    """
    if ranking.exact:  # a person has written an answer to just this, whatever it sounds like
        return Decision.ANSWER
    sure = ranking.confidence >= thresholds.answer
    if intent in DECLINED and not (sure and _is_written_about(intent, ranking)):
        return Decision(intent)
    if not ranking.candidates:
        return Decision.NO_ENTRY
    if intent == Decision.OFF_TOPIC and not scope.named:
        return Decision.OFF_TOPIC
    if sure:
        return Decision.ANSWER
    if ranking.offer >= thresholds.clarify:
        return Decision.CLARIFY
    return Decision.NO_ENTRY


def is_offered(candidate: Candidate, intent: str) -> bool:
    """Tell whether an entry's likeliest topic may be shown to somebody who is declined."""
    topics = read_yaml("limits.yaml")["offered"][intent]
    best = load_topic_model().ids[int(np.argmax(candidate.topics))]
    return topics == "all" or best in topics


def _is_written_about(intent: str, ranking: Ranking) -> bool:
    """Tell whether the best entry says what holds for a request: "do I need a prescription"."""
    best = ranking.candidates[:1]
    return intent in _WRITTEN_ABOUT and any(is_offered(candidate, intent) for candidate in best)


@lru_cache(maxsize=1)
def load_thresholds() -> Thresholds:
    """Read `data/decision.yaml`."""
    fields = read_yaml("decision.yaml")
    return Thresholds(
        answer=fields["answer"], clarify=fields["clarify"], intents=dict(fields["intents"])
    )


# Monographs tell what holds for these: "do I need a prescription", "may my brother have mine".
_WRITTEN_ABOUT = frozenset({Decision.SHARING, Decision.NO_PRESCRIPTION})
DECLINED = frozenset(
    {
        Decision.PERSONAL_ADVICE,
        Decision.DIAGNOSIS,
        Decision.SHARING,
        Decision.NO_PRESCRIPTION,
        Decision.MISUSE,
        Decision.PROMPT_INJECTION,
        Decision.ABUSE,
    }
)
