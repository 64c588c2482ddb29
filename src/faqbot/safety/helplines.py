"""Whom to call in an emergency or a crisis, by region; the content of `data/helplines.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from faqbot.resources import read_yaml

GENERIC = "generic"


class Way(StrEnum):
    """How a line is reached."""

    CALL = "call"
    TEXT = "text"
    WEB = "web"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One service that a person can turn to."""

    name: str
    way: Way
    address: str  # the number as it is written, or the web address
    send: str  # the word to text; "" where none is needed
    note: str  # hours and conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Helplines:
    """The lines of one region."""

    region: str  # ISO 3166 code, or `generic`
    country: str
    emergency: tuple[str, ...]  # numbers; none where the region is unknown
    poison: tuple[Line, ...]
    crisis: tuple[Line, ...]
    non_urgent: tuple[Line, ...]
    source: str
    reviewed: date


def helplines(region: str) -> Helplines:
    """Return the lines of a region (ISO 3166 code); the generic ones for an unknown region."""
    return _helplines(region.upper() if is_known(region) else GENERIC)


def known_regions() -> tuple[str, ...]:
    """Return the codes of the regions that have lines of their own."""
    return tuple(region for region in read_yaml("helplines.yaml") if region != GENERIC)


def is_known(region: str) -> bool:
    """Tell whether a region has lines of its own."""
    return region.upper() in known_regions()


@cache
def _helplines(region: str) -> Helplines:
    fields = read_yaml("helplines.yaml")[region]
    return Helplines(
        region=region,
        country=fields["country"],
        emergency=tuple(fields["emergency"]),
        poison=tuple(_line(line) for line in fields["poison"]),
        crisis=tuple(_line(line) for line in fields["crisis"]),
        non_urgent=tuple(_line(line) for line in fields["non_urgent"]),
        source=fields["source"],
        reviewed=fields["reviewed"],
    )


def _line(fields: dict[str, Any]) -> Line:
    way = next(way for way in Way if way in fields)
    return Line(
        name=fields["name"],
        way=way,
        address=fields[way],
        send=fields.get("send", ""),
        note=fields.get("note", ""),
    )
