from __future__ import annotations

from pathlib import Path

import pytest

from faqbot.errors import EvaluationError
from faqbot.evaluation.gates import Gate, Light, check_gates, failed, read_gates
from faqbot.evaluation.intervals import Estimate
from faqbot.resources import data_path


def figure(value: float, low: float, high: float) -> Estimate:
    return Estimate(value=value, low=low, high=high, of=100)


@pytest.mark.parametrize(
    ("gate", "measured", "light"),
    [
        (Gate(measure="coverage", at_least=0.5), figure(0.7, 0.6, 0.8), Light.MET),
        (Gate(measure="coverage", at_least=0.5), figure(0.5, 0.5, 0.8), Light.MET),
        (Gate(measure="coverage", at_least=0.5), figure(0.6, 0.4, 0.8), Light.UNSURE),
        (Gate(measure="coverage", at_least=0.5), figure(0.4, 0.3, 0.8), Light.MISSED),
        (Gate(measure="coverage", at_most=0.5), figure(0.4, 0.3, 0.5), Light.MET),
        (Gate(measure="coverage", at_most=0.5), figure(0.4, 0.3, 0.6), Light.UNSURE),
        (Gate(measure="coverage", at_most=0.5), figure(0.6, 0.3, 0.7), Light.MISSED),
        (Gate(measure="coverage", at_most=0.5), None, Light.NOT_MEASURED),
    ],
)
def test_a_gate_is_red_beyond_its_bound_and_amber_where_that_may_be_chance(
    gate: Gate, measured: Estimate | None, light: Light
) -> None:
    figures = {"coverage": measured} if measured else {}

    (result,) = check_gates([gate], figures)

    assert result.light is light
    assert failed([result]) is (light in (Light.MISSED, Light.NOT_MEASURED))


def test_one_missed_gate_fails_and_one_that_is_not_measured_does_not() -> None:
    gates = [Gate(measure="coverage", at_least=0.5), Gate(measure="mrr", at_least=0.5)]

    assert not failed(check_gates(gates, {"coverage": figure(0.9, 0.8, 1.0)}))
    assert failed(check_gates(gates, {"coverage": figure(0.9, 0.8, 1), "mrr": figure(0.1, 0, 1)}))


def test_the_shipped_gates_keep_misses_and_false_alarms_apart() -> None:
    measures = {gate.measure: gate for gate in read_gates(data_path("gates.yaml"))}

    assert measures["emergency_recall"].at_least == 0.98
    assert measures["crisis_recall"].at_least == 0.98
    assert measures["false_alarms"].at_most == 0.01
    assert {"wrong_medicine", "selective_risk"} <= measures.keys()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gates: []", "there are no gates"),
        ("- 1", "there are no gates"),
        ("gates: [", "cannot be read as YAML"),
        ("gates: [{measure: accuracy, at_least: 0.5}]", "no measure is called 'accuracy'"),
        ("gates: [{measure: mrr}]", "needs one bound"),
        ("gates: [{measure: mrr, at_least: 0.5, at_most: 1}]", "needs one bound"),
        ("gates: [{measure: mrr, at_least: 98}]", "needs one bound"),
        ("gates: [{measure: mrr, at_least: yes}]", "needs one bound"),
        ("gates: [{measure: mrr, atleast: 0.5}]", "gate 1 is"),
    ],
)
def test_a_file_of_gates_that_checks_nothing_is_refused(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "gates.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(EvaluationError, match=message):
        read_gates(path)
