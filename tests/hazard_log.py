"""The hazard log as a page: `python -m tests.hazard_log` writes it, a test compares it."""

from __future__ import annotations

import ast
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

TESTS = Path(__file__).parent
SOURCE = TESTS.parent / "docs" / "safety" / "hazard-log.yaml"
PAGE = SOURCE.with_suffix(".md")
SEVERITIES = ("minor", "significant", "considerable", "major", "catastrophic")
# Risk by severity, as in docs/safety/risk-management-plan.md.
MATRIX = {
    "very high": (3, 4, 4, 5, 5),
    "high": (2, 3, 3, 4, 5),
    "medium": (2, 2, 3, 3, 4),
    "low": (1, 2, 2, 3, 4),
    "very low": (1, 1, 2, 2, 3),
}
HEAD = """# Hazard log

<!-- rendered from hazard-log.yaml by `python -m tests.hazard_log`; edit that file -->

Ratings are proposals of the makers, with the controls in place; **no clinical safety officer has
signed them** ([missing.md](missing.md)). How risk is rated stands in
[risk-management-plan.md](risk-management-plan.md).
"""


def hazards() -> dict[str, dict[str, Any]]:
    """The hazards by their number."""
    return dict(yaml.safe_load(SOURCE.read_text(encoding="utf-8")))


def risk(hazard: dict[str, Any]) -> int:
    """The risk of a hazard, 1 to 5."""
    return MATRIX[hazard["likelihood"]][SEVERITIES.index(hazard["severity"])]


def named_tests() -> list[str]:
    """All tests that controls name."""
    return [
        test
        for hazard in hazards().values()
        for control in hazard["controls"]
        for test in control.get("tests", ())
    ]


@lru_cache(maxsize=1)
def existing_tests() -> set[str]:
    """The names of all test functions in this tree."""
    return {
        node.name
        for path in TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }


def rendered() -> str:
    """The whole page."""
    rows = hazards()
    counts = Counter(risk(hazard) for hazard in rows.values())
    overview = [f"| {number} | {counts[number]} |" for number in range(5, 0, -1)]
    summary = [f"{len(rows)} hazards:", "", "| risk | hazards |", "|---|---|", *overview, ""]
    parts = [_section(number, hazard) for number, hazard in rows.items()]
    return "\n".join([HEAD, *summary, *parts])


def _section(number: str, hazard: dict[str, Any]) -> str:
    rating = f"{hazard['severity']}, {hazard['likelihood']} → **{risk(hazard)}**"
    lines = [
        f"## {number}: {hazard['hazard']}",
        "",
        f"- **Cause.** {hazard['cause']}",
        f"- **Harm.** {hazard['harm']}",
        f"- **Risk.** {rating}",
        "",
        "| control | proved by |",
        "|---|---|",
        *(_row(control) for control in hazard["controls"]),
        "",
        f"**Residual risk.** {hazard['residual']}",
        "",
    ]
    return "\n".join(lines)


def _row(control: dict[str, Any]) -> str:
    proofs = [f"`{test}`" for test in control.get("tests", ())]
    if "missing" in control:
        proofs.append(f"**missing:** {control['missing']}")
    return f"| {control['what']} | {'<br>'.join(proofs)} |"


if __name__ == "__main__":
    PAGE.write_text(rendered(), encoding="utf-8")
