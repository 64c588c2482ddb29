"""Links within and between monographs that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from faqbot.authoring.draft import Draft
from faqbot.corpus.finding import Findings

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+[\"'][^)]*)?\)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.\-]*:|//", re.IGNORECASE)  # https:, mailto:, tel:


def check_links(draft: Draft, findings: Findings, drafts: Mapping[Path, Draft]) -> None:
    """Warn of links to sections and files that do not exist.

    Args:
        draft: the monograph.
        findings: where to note them.
        drafts: every monograph in the folder, by the resolved path of its file.
    """
    here = draft.path.resolve()
    for number, target in _targets(draft):
        path, _, anchor = target.partition("#")
        file = (here.parent / unquote(path)).resolve() if path else here
        known = drafts.get(file)
        if known is None and not file.exists():
            findings.warning(
                "dead-link",
                f"The link leads to `{path}`, which does not exist.",
                "Correct the name, or take the link out.",
                line=number,
            )
        elif known is not None and anchor and not _has(known, anchor):
            findings.warning(
                "dead-anchor",
                f"The link leads to `#{anchor}`, and no heading there has this anchor.",
                "Correct it: an anchor is the heading in lower case, with hyphens for blanks.",
                line=number,
            )


def _has(draft: Draft, anchor: str) -> bool:
    """Tell whether a link may lead to an anchor: a heading's, or `q1`, `q2` … of a FAQ."""
    numbered = {f"q{number}" for number in range(1, len(draft.faqs) + 1)}
    return unquote(anchor).lower() in {section.anchor for section in draft.sections} | numbered


def _targets(draft: Draft) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(draft.lines, start=1):
        for target in _LINK.findall(line) if "](" in line else ():
            if not _ELSEWHERE.match(target):
                yield number, target
