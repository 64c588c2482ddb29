"""Statements that lean on somebody: whoever is named must be among the monograph's sources."""

from __future__ import annotations

import re
from functools import lru_cache

from faqbot.authoring.draft import Draft
from faqbot.corpus.finding import Findings
from faqbot.resources import read_yaml


def check_claims(draft: Draft, findings: Findings) -> None:
    """Warn of a monograph without sources, and of authorities that are not among them."""
    sources = draft.monograph.sources
    entries = draft.monograph.entries
    if not sources and entries:
        findings.warning(
            "no-source",
            f"`sources` names nothing that the {len(entries)} texts of this monograph rest on.",
            "Name each source that facts were taken from, with its address if it has one.",
            line=draft.key_line("sources"),
        )
    names = " ".join(f"{source.name} {source.url or ''}" for source in sources)
    for entry in entries:
        for authority, words in named_in(entry.text):
            if not re.search(_authorities()[authority], names):
                findings.warning(
                    "unnamed-source",
                    f"“{words}”, but {authority} is not among `sources`.",
                    f"Add the publication of {authority} to `sources`, or drop the reference.",
                    line=draft.line_of(entry, words),
                )
        vague = _vague().search(entry.text)
        if vague is not None:
            findings.note(
                "vague-source",
                f"“{vague.group()}” does not say which.",
                "Name the study, or say only what is known.",
                line=draft.line_of(entry, vague.group()),
            )


def named_in(text: str) -> list[tuple[str, str]]:
    """Return the authorities that a text leans on, with the words that say so."""
    if _any().search(text) is None:
        return []
    return [
        (authority, match.group())
        for authority, saying in _sayings().items()
        if (match := saying.search(text)) is not None
    ]


def _authorities() -> dict[str, str]:
    return dict(read_yaml("authoring/claims.yaml")["authorities"])


@lru_cache(maxsize=1)
def _sayings() -> dict[str, re.Pattern[str]]:
    patterns = read_yaml("authoring/claims.yaml")["sayings"]
    return {
        authority: re.compile("|".join(rf"\b{p.replace('{who}', who)}\b" for p in patterns))
        for authority, who in _authorities().items()
    }


@lru_cache(maxsize=1)
def _vague() -> re.Pattern[str]:
    patterns = read_yaml("authoring/claims.yaml")["vague"]
    return re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in patterns), re.IGNORECASE)


@lru_cache(maxsize=1)
def _any() -> re.Pattern[str]:
    return re.compile("|".join(_authorities().values()))
