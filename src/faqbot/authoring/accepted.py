"""Warnings that an author has looked at and accepted, with a reason, in the front matter.

::

    accepted:
      - code: other-medicine
        about: naloxone
        because: It is what an ambulance crew gives, and patients ask for it by name.
"""

from __future__ import annotations

from collections.abc import Sequence

from faqbot.authoring.draft import Draft
from faqbot.corpus.finding import Finding, Findings, Severity


def without_accepted(draft: Draft, found: Sequence[Finding]) -> list[Finding]:
    """Return findings without the accepted warnings; note what is accepted in vain.

    Errors cannot be accepted: what they speak of is not served.
    """
    accepted = draft.front_matter.values.get("accepted") or []
    used: set[int] = set()
    kept: list[Finding] = []
    for finding in found:
        number = _matching(finding, accepted)
        if number is None:
            kept.append(finding)
        else:
            used.add(number)
    noted = Findings(str(draft.path))
    for number, item in enumerate(accepted):
        if number not in used:
            noted.note(
                "accepted-in-vain",
                f"`accepted` names {item['code']}"
                + (f" about “{item['about']}”" if item.get("about") else "")
                + ", and there is no such warning.",
                "Take it out, or correct it.",
                line=draft.key_line("accepted", number),
            )
    return kept + noted.items


def _matching(finding: Finding, accepted: Sequence[dict[str, str]]) -> int | None:
    """Return the index of the acceptance that covers a finding."""
    if finding.severity is Severity.ERROR:
        return None
    return next(
        (
            number
            for number, item in enumerate(accepted)
            if item["code"] == finding.code
            and str(item.get("about") or "").casefold() in finding.found.casefold()
        ),
        None,
    )
