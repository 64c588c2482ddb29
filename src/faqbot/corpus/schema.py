"""What front matter may hold. This module owns pydantic."""

from __future__ import annotations

import difflib
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from faqbot.corpus.finding import Findings
from faqbot.corpus.front_matter import FrontMatter


def _as_date(value: object) -> object:
    """Accept what authors and generators write: `2025-09-22`, `'2025-09-22T17:22:07.938Z'`."""
    return datetime.fromisoformat(value.strip()).date() if isinstance(value, str) else value


def _as_list(value: object) -> object:
    """Read an empty key (`brands:`) as an empty list."""
    return [] if value is None else value


Day = Annotated[date, BeforeValidator(_as_date)]
Text = Annotated[str, Field(min_length=1)]
Names = Annotated[list[Text], BeforeValidator(_as_list)]


class _Strict(BaseModel):
    # Strict: YAML turns `no` into False and `1.10` into 1.1; such values are errors, not text.
    model_config = ConfigDict(strict=True, extra="allow", frozen=True)


class FaqFields(_Strict):
    """One question and its answer as they stand in the file."""

    q: str
    a: str
    alternates: Names = []
    topic: str | None = None


class SourceFields(_Strict):
    """Where the facts of a monograph come from."""

    name: Text
    url: str | None = None


class AcceptedFields(_Strict):
    """A warning of `check` that the author has looked at and found to be no fault."""

    code: Text
    about: str = ""  # what the warning must speak of; empty: every one of this code in the file
    because: Text


class MonographFields(_Strict):
    """The front matter of one monograph."""

    title: Text
    description: str = ""
    is_banned: bool = False
    lastModified: Day | None = None  # noqa: N815 - the key as it stands in the files
    faqs: Annotated[list[FaqFields], BeforeValidator(_as_list)] = []
    ingredients: Names = []
    brands: Names = []
    reviewed: Day | None = None
    reviewer: str | None = None
    next_review: Day | None = None
    sources: Annotated[list[SourceFields], BeforeValidator(_as_list)] = []
    accepted: Annotated[list[AcceptedFields], BeforeValidator(_as_list)] = []


_EXPECTED = {
    "string_type": "text",
    "string_too_short": "text",
    "bool_type": "true or false",
    "list_type": "a list",
    "date_type": "a date such as 2026-11-22",
    "value_error": "a date such as 2026-11-22",
    "model_type": "a block of `key: value` lines",
}


def validate(front_matter: FrontMatter, findings: Findings) -> MonographFields | None:
    """Check types and required keys; None, with each problem noted at its line, if any fails."""
    try:
        fields = MonographFields.model_validate(front_matter.values)
    except ValidationError as error:
        for problem in error.errors():
            location = tuple(problem["loc"])
            if problem["type"] == "missing":
                found, remedy = f"`{_dotted(location)}` is missing.", "Add it."
            else:
                expected = _EXPECTED.get(problem["type"], problem["msg"])
                found = f"`{_dotted(location)}` is {_shown(problem['input'])}, not {expected}."
                remedy = _remedy(problem["type"])
            line = front_matter.line(location)
            findings.error("wrong-type", found, remedy, line=line)
        return None
    _warn_of_misspelt_keys(front_matter, fields, findings)
    return fields


def _warn_of_misspelt_keys(
    front_matter: FrontMatter, fields: MonographFields, findings: Findings
) -> None:
    blocks: list[tuple[tuple[str | int, ...], BaseModel]] = [((), fields)]
    blocks += [(("faqs", number), faq) for number, faq in enumerate(fields.faqs)]
    for location, block in blocks:
        known = list(type(block).model_fields)
        for key in block.model_extra or {}:
            near = difflib.get_close_matches(str(key), known, n=1, cutoff=0.75)
            if near:
                findings.warning(
                    "unknown-key",
                    f"The key `{key}` is not known and not used.",
                    f"Did you mean `{near[0]}`?",
                    line=front_matter.line((*location, str(key))),
                )


def _remedy(kind: str) -> str:
    if kind in {"string_type", "string_too_short"}:
        return "Write the text in quotes, as YAML takes unquoted no, 1.10 or 2025-01-01 for more."
    if kind == "bool_type":
        return "Write it without quotes."
    return "Correct the value."


def _dotted(location: tuple[int | str, ...]) -> str:
    """Write a location as a reader would: `faqs[3].q`, counted from 1."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location]
    return "".join(parts).removeprefix(".")


def _shown(value: Any) -> str:  # noqa: ANN401 - whatever the YAML held
    if value is None or value == "":
        return "empty"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
