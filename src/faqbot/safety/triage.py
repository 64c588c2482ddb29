"""Is this an emergency or a crisis? Asked of every message, before anything else.

A model on TF-IDF features, learned from the utterances in `data/triage/` that a pharmacist can
read, and core phrases in `data/triage/phrases.yaml` that decide alone. Misses and false alarms
are not the same: the thresholds stand in `data/decision.yaml` with where they come from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from faqbot.language.document import Document, style_features
from faqbot.language.linear import LinearModel, load_model
from faqbot.language.text import tokens
from faqbot.resources import data_path, read_yaml

MODEL_FILE = "models/triage.npz"


class Alarm(StrEnum):
    """What a message may be, besides a question."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message was taken for, and by which rule."""

    alarm: Alarm | None
    rule: str


class Triage:
    """Finds emergencies and crises."""

    def __init__(self, model: LinearModel, thresholds: dict[str, float]) -> None:
        self._model = model
        self.made_from = model.made_from
        self._thresholds = thresholds

    def check(self, text: str, document: Document) -> Verdict:
        """Judge one message.

        Args:
            text: the normalised message.
            document: the same, with all its words.
        """
        plain = f" {' '.join(tokens(text))} "
        for alarm, phrases in _phrases().items():
            hit = phrases.search(plain)
            if hit is not None:
                return Verdict(alarm, f"phrase “{hit.group().strip()}”")
        probabilities = self._model.by_class(document)
        emergency, crisis = probabilities[Alarm.EMERGENCY], probabilities[Alarm.CRISIS]
        if crisis >= self._thresholds["crisis"] and crisis >= emergency:
            return Verdict(Alarm.CRISIS, f"model, {crisis:.2f}")
        if emergency >= self._thresholds["emergency"]:
            return Verdict(Alarm.EMERGENCY, f"model, {emergency:.2f}")
        if emergency + crisis >= self._thresholds["either"]:
            alarm = Alarm.CRISIS if crisis >= emergency else Alarm.EMERGENCY
            return Verdict(alarm, f"model, {emergency + crisis:.2f}")
        return Verdict(None, "")


@lru_cache(maxsize=1)
def load_triage() -> Triage:
    """Read the trained model and its thresholds."""
    return Triage(
        load_model(data_path(MODEL_FILE).read_bytes(), style_features),
        read_yaml("decision.yaml")["triage"],
    )


def training_texts() -> list[tuple[str, str]]:
    """Return (label, utterance) pairs; the label is an alarm or `none`."""
    files = {Alarm.EMERGENCY: "emergencies", Alarm.CRISIS: "crises", "none": "benign"}
    return [
        (str(label), utterance)
        for label, name in files.items()
        for utterances in read_yaml(f"triage/{name}.yaml").values()
        for utterance in utterances
    ]


@lru_cache(maxsize=1)
def _phrases() -> dict[Alarm, re.Pattern[str]]:
    patterns = read_yaml("triage/phrases.yaml")
    return {
        alarm: re.compile("|".join(f"(?:{_pattern(phrase)})" for phrase in patterns[alarm]))
        for alarm in (Alarm.CRISIS, Alarm.EMERGENCY)
    }


def _pattern(phrase: str) -> str:
    """Return a phrase as a pattern over tokens with a blank around each."""
    return " " + "".join(_part(part) for part in phrase.split())


def _part(part: str) -> str:
    if part == "...":
        return r"(?:\S+ ){0,3}?"
    words = "|".join(re.escape(word) for word in part.removesuffix("?").split("|"))
    return f"(?:(?:{words}) )" + ("?" if part.endswith("?") else "")
