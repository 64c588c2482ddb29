"""Whom to call in an emergency or a crisis, by region."""

from __future__ import annotations

from dataclasses import dataclass

from faqbot.resources import read_yaml

GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Helplines:
    """The lines of one region, in Markdown, one call to action each."""

    emergency: str  # the number alone, for use inside a sentence
    emergency_lines: tuple[str, ...]
    crisis_lines: tuple[str, ...]


def helplines(region: str) -> Helplines:
    """Return the lines of a region (ISO 3166 code); the generic ones for an unknown region."""
    regions = read_yaml("helplines.yaml")
    fields = regions.get(region.upper(), regions[GENERIC])
    return Helplines(
        fields["emergency"], tuple(fields["emergency_lines"]), tuple(fields["crisis_lines"])
    )


def known_regions() -> tuple[str, ...]:
    """Return the codes of the regions that have lines of their own."""
    return tuple(region for region in read_yaml("helplines.yaml") if region != GENERIC)
