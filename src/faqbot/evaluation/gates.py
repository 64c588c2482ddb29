"""Gates: bounds that a run must keep to before anyone releases what it measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from faqbot.errors import EvaluationError
from faqbot.evaluation.intervals import Estimate
from faqbot.evaluation.measures import BY_NAME
from faqbot.evaluation.summary import CONFIDENCE_TITLES, Figures

MEASURED = (*BY_NAME, *CONFIDENCE_TITLES)
_REMEDY = "Write a list `gates` of `measure: NAME` with `at_least: SHARE` or `at_most: SHARE`."


class Light(StrEnum):
    """How a gate stands."""

    MET = "met"
    UNSURE = "met, may be chance"  # the interval reaches beyond the bound
    MISSED = "missed"
    NOT_MEASURED = "not measured"  # no such question in the set


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A bound on one measure, in [0, 1]."""

    measure: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def title(self) -> str:
        """The name of the measure, as tables call it."""
        name = self.measure
        return BY_NAME[name].title if name in BY_NAME else CONFIDENCE_TITLES[name][0]

    @property
    def bound(self) -> str:
        """The bound in words."""
        if self.at_least is not None:
            return f"at least {self.at_least:.1%}"
        return f"at most {self.at_most:.1%}"

    def admits(self, value: float) -> bool:
        """Tell whether a value keeps to the bound."""
        if self.at_least is not None:
            return value >= self.at_least
        return self.at_most is not None and value <= self.at_most


@dataclass(frozen=True, slots=True)
class GateResult:
    """A gate and what was measured."""

    gate: Gate
    figure: Estimate | None
    light: Light


def check_gates(gates: Sequence[Gate], figures: Figures) -> list[GateResult]:
    """Return how each gate stands."""
    return [
        GateResult(gate, figures.get(gate.measure), _light(gate, figures.get(gate.measure)))
        for gate in gates
    ]


def failed(results: Sequence[GateResult]) -> bool:
    """Tell whether a gate is missed, or no gate could be measured at all."""
    lights = {result.light for result in results}
    return Light.MISSED in lights or lights <= {Light.NOT_MEASURED}


def read_gates(path: Path) -> tuple[Gate, ...]:
    """Read gates from a YAML file, as in `data/gates.yaml`.

    Raises:
        EvaluationError: the file cannot be read, or is no list of gates.
    """
    try:
        fields = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise EvaluationError(f"{path}: cannot be read as YAML: {error}. {_REMEDY}") from error
    listed = fields.get("gates") if isinstance(fields, dict) else None
    if not isinstance(listed, list) or not listed:
        raise EvaluationError(f"{path}: there are no gates. {_REMEDY}")
    return tuple(_gate(item, f"{path}: gate {number}") for number, item in enumerate(listed, 1))


def _gate(item: Any, place: str) -> Gate:  # noqa: ANN401 - whatever the file holds
    if not isinstance(item, dict) or item.keys() - {"measure", "at_least", "at_most", "why"}:
        raise EvaluationError(f"{place} is {item!r}. {_REMEDY}")
    name, bounds = item.get("measure"), item.keys() & {"at_least", "at_most"}
    if name not in MEASURED:
        raise EvaluationError(f"{place}: no measure is called {name!r}. {', '.join(MEASURED)}.")
    if len(bounds) != 1 or not all(_is_share(item[bound]) for bound in bounds):
        raise EvaluationError(f"{place}: it needs one bound in [0, 1]. {_REMEDY}")
    return Gate(measure=name, at_least=item.get("at_least"), at_most=item.get("at_most"))


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _light(gate: Gate, figure: Estimate | None) -> Light:
    if figure is None:
        return Light.NOT_MEASURED
    if not gate.admits(figure.value):
        return Light.MISSED
    worst = figure.low if gate.at_least is not None else figure.high
    return Light.MET if gate.admits(worst) else Light.UNSURE
