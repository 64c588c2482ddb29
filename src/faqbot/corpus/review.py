"""What a reviewer would object to in the text of a monograph, beyond its form."""

from __future__ import annotations

import re

from faqbot.corpus.finding import Findings

# A call to buy, as web shops write it. Advice such as "do not buy it online" is none.
_SHOP = re.compile(
    r"\bclick\b.{0,30}\b(?:buy|order|purchase)\b"
    r"|\b(?:buy|order)\b.{0,30}\b(?:now|here)\b(?=\W*$)"
    r"|\badd to (?:cart|basket)\b"
    r"|\b(?:free|discreet) (?:shipping|delivery|packaging)\b",
    re.IGNORECASE,
)
_SIGNS = ("click", "buy", "order", "cart", "basket", "free", "discreet")  # one of them is in each


def review_text(text: str, *, has_front_matter: bool, findings: Findings) -> None:
    """Note lines that sell something.

    In a monograph that is a warning to its author. In a file that is no monograph it is said
    as a second reason why nothing of it is served.
    """
    folded = text.lower().split("\n")
    for number, (line, plain) in enumerate(zip(text.split("\n"), folded, strict=True), start=1):
        # Few lines hold any of the words, and the pattern costs by the letter.
        shop = _SHOP.search(line) if any(sign in plain for sign in _SIGNS) else None
        if shop is None:
            continue
        note = findings.warning if has_front_matter else findings.error
        note(
            "shop-link",
            f"The text sells: “{shop.group().strip()}”.",
            "Take it out; promotional text has no place in front of patients.",
            line=number,
        )
