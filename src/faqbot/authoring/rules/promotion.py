"""Language and links that sell."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from faqbot.authoring.draft import Draft
from faqbot.corpus.finding import Findings
from faqbot.resources import read_yaml

_URL = re.compile(r"https?://[^\s<>)\"'\]]+")
_CLAUSE = re.compile(r"[.!?;:\n]")
_WORDS = re.compile(r"[a-z]+")


def check_promotion(draft: Draft, findings: Findings) -> None:
    """Warn of promotional phrases and of links to shops, wherever they stand in the file."""
    text = "\n".join(draft.lines).lower()
    suspicious = _phrases().search(text) is not None
    if not suspicious and "://" not in text:
        return
    for number, line in enumerate(draft.lines, start=1):
        phrase = promotion_in(line) if suspicious else None
        if phrase is not None:
            findings.warning(
                "promotion",
                f"“{phrase}” promotes instead of informing.",
                "Say what is known, with its limits, or leave it out.",
                line=number,
            )
        for url in _URL.findall(line):
            sign = shop_sign(url)
            if sign is not None:
                findings.warning(
                    "shop-link",
                    f"The link {url} looks like one to a shop (“{sign}”).",
                    "Link to independent information, or leave it out.",
                    line=number,
                )


def promotion_in(line: str) -> str | None:
    """Return the first promotional phrase that no negation stands before in its clause."""
    for match in _phrases().finditer(line.lower()):
        before = _CLAUSE.split(match.string[: match.start()])[-1]
        if "n't" not in before and not _list("negations") & set(_WORDS.findall(before)):
            return line[match.start() : match.end()]
    return None


def shop_sign(url: str) -> str | None:
    """Return what in a link points to a shop, or to somebody who is paid for the click."""
    parts = urlsplit(url)
    words = _WORDS.findall(f"{parts.netloc} {parts.path}".casefold())
    queried = [key.casefold() for key in parse_qs(parts.query, keep_blank_values=True)]
    signs = [word for word in words if word in _list("shops")]
    return next(iter(signs + [key for key in queried if key in _list("trackers")]), None)


@lru_cache(maxsize=1)
def _phrases() -> re.Pattern[str]:
    phrases = "|".join(
        f"(?:{phrase})" for phrase in read_yaml("authoring/promotion.yaml")["phrases"]
    )
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)")  # of lower-case text


@lru_cache(maxsize=4)
def _list(name: str) -> frozenset[str]:
    return frozenset(str(word) for word in read_yaml("authoring/promotion.yaml")[name])
