"""What each reply costs a patient, in questions left unanswered that have an answer.

Training and `faqbot tune` choose thresholds by it; nothing else states a cost.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What each reply costs; a right answer and a rightly declined question cost nothing."""

    wrong_answer: float = 1.8
    asked_in_vain: float = 0.6  # no choice was right; to ask another human is offered all the same
    asked_rightly: float = 0.55
    unanswered: float = 1.0  # there is an answer, and it was not given
