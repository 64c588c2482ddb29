"""How a medicine is given: of several forms of it, the one that a message speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from faqbot.language.text import name_key
from faqbot.resources import read_yaml

_SWALLOWED = "swallowed"


def route_of(title: str) -> str:
    """Return the route of administration that a monograph's title names; swallowed if none."""
    words = set(name_key(title).split())
    return next((route for route, titled in _routes("titled") if titled & words), _SWALLOWED)


def is_swallowed(title: str) -> bool:
    """Tell whether a monograph is on what is swallowed, as most medicines are."""
    return route_of(title) == _SWALLOWED


def routes_in(words: Sequence[str]) -> frozenset[str]:
    """Return the routes of administration that a message speaks of."""
    return frozenset(route for route, said in _routes("said") if not said.isdisjoint(words))


@lru_cache(maxsize=2)
def _routes(column: str) -> tuple[tuple[str, frozenset[str]], ...]:
    rows = read_yaml("routes.yaml").items()
    return tuple((route, frozenset(columns[column])) for route, columns in rows)
