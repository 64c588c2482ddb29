"""Is this an emergency or a crisis? Asked of every message, before anything else.

A model on TF-IDF features, learned from the utterances in `data/triage/` that a pharmacist can
read, and core phrases that decide alone (`phrases`). Misses and false alarms are not the same:
the thresholds stand in `data/decision.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from faqbot.language.document import Document
from faqbot.language.linear import LinearModel
from faqbot.language.style import TRIAGE_FILE, load_style_models
from faqbot.resources import read_yaml
from faqbot.safety.phrases import ENGLISH, Hit, find_phrases

# Phrases that raise no alarm alone, but make two of one: a deliberate overdose is both.
TAKEN = "taken"  # something has been done: a crisis is an emergency as well
PURPOSE = "purpose"  # it was meant: an emergency is a crisis as well


class Alarm(StrEnum):
    """What a message may be, besides a question."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message was taken for, and by which rule."""

    alarm: Alarm | None
    rule: str
    crisis_too: bool = False  # an emergency on purpose: the card shows the crisis lines as well
    language: str | None = None  # of the phrase that decided, if it is not English


_NO_ALARM = Verdict(None, "")


@dataclass(frozen=True, slots=True)
class Heard:
    """A message to be judged."""

    text: str  # normalised
    document: Document  # the same, names of medicines as "medicine"
    masked: str = ""  # its words in the same way, as phrases say medicine, not each name
    # Whether it is in a language that the model has not learned; then core phrases decide alone.
    # (On 63 harmless questions in other languages the model raised 30 alarms, for 5 more of 126
    # true ones.)
    foreign: bool = False


class Triage:
    """Finds emergencies and crises."""

    def __init__(self, model: LinearModel, thresholds: dict[str, float]) -> None:
        self._model = model
        self.made_from = model.made_from
        self._thresholds = thresholds

    def check(self, heard: Sequence[Heard]) -> list[Verdict]:
        """Judge messages, each for itself."""
        hits = [find_phrases(one.text, one.masked) for one in heard]
        verdicts = [_by_phrase(found) for found in hits]
        read = [
            one.document
            for one, verdict in zip(heard, verdicts, strict=True)
            if verdict is None and not one.foreign
        ]
        modelled = iter(self._model.by_class(read))
        return [
            _on_purpose(
                verdict or (_NO_ALARM if one.foreign else self._by_model(next(modelled))), found
            )
            for one, verdict, found in zip(heard, verdicts, hits, strict=True)
        ]

    def _by_model(self, probabilities: dict[str, float]) -> Verdict:
        emergency, crisis = probabilities[Alarm.EMERGENCY], probabilities[Alarm.CRISIS]
        if crisis >= self._thresholds["crisis"] and crisis >= emergency:
            return Verdict(Alarm.CRISIS, f"model, {crisis:.2f}")
        if emergency >= self._thresholds["emergency"]:
            return Verdict(Alarm.EMERGENCY, f"model, {emergency:.2f}")
        if emergency + crisis >= self._thresholds["either"]:
            alarm = Alarm.CRISIS if crisis >= emergency else Alarm.EMERGENCY
            return Verdict(alarm, f"model, {emergency + crisis:.2f}")
        return _NO_ALARM


@lru_cache(maxsize=1)
def load_triage() -> Triage:
    """Read the trained model and its thresholds."""
    return Triage(load_style_models()[TRIAGE_FILE], read_yaml("decision.yaml")["triage"])


def training_texts() -> list[tuple[str, str]]:
    """Return (label, utterance) pairs; the label is an alarm or `none`."""
    files = {Alarm.EMERGENCY: "emergencies", Alarm.CRISIS: "crises", "none": "benign"}
    return [
        (str(label), utterance)
        for label, name in files.items()
        for utterances in read_yaml(f"triage/{name}.yaml").values()
        for utterance in utterances
    ]


def _by_phrase(hits: Sequence[Hit]) -> Verdict | None:
    """Return the verdict of the core phrases; a crisis among them decides."""
    for alarm in (Alarm.CRISIS, Alarm.EMERGENCY):
        of_kind = [hit for hit in hits if hit.kind == alarm]
        if of_kind:
            # "please help, no puedo respirar": the card shall speak the other language as well
            hit = min(of_kind, key=lambda hit: hit.language == ENGLISH)
            language = None if hit.language == ENGLISH else hit.language
            return Verdict(alarm, _named(hit), language=language)
    return None


def _on_purpose(verdict: Verdict, hits: Sequence[Hit]) -> Verdict:
    """Make both of a verdict where harm has been done (a crisis) or was meant (an emergency)."""
    other = {
        Alarm.CRISIS: (TAKEN, Alarm.EMERGENCY),
        Alarm.EMERGENCY: (PURPOSE, Alarm.CRISIS),
        None: (),
    }[verdict.alarm]
    also = next((hit for hit in hits if hit.kind in other), None)
    if also is None:
        return verdict
    rule = f"{verdict.rule}, and {_named(also)}"
    return replace(verdict, alarm=Alarm.EMERGENCY, crisis_too=True, rule=rule)


def _named(hit: Hit) -> str:
    return f"phrase “{hit.words}”"
