"""What every reply gets last: how old a text is, and whom to ask what cannot wait."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from faqbot.corpus.monograph import Monograph
from faqbot.corpus.reader import Corpus
from faqbot.dialogue.card import urgent_step
from faqbot.dialogue.conversation import Mixture
from faqbot.dialogue.reply import Abstention, Answer, Clarification, Referral, Reply, SmallTalk
from faqbot.dialogue.wording import say

STALE_AFTER = 24  # months


@dataclass(frozen=True, slots=True)
class Freshness:
    """Against what the age of a text is judged; the core reads no clock."""

    today: date | None  # None: age is not judged
    stale_after: int  # months since the last change or review


def finished(
    reply: Reply, mixture: Mixture | None, corpus: Corpus, region: str, freshness: Freshness
) -> Reply:
    """Return a reply with what depends on the day, the region and a mixture under discussion."""
    match reply:
        case Answer():
            aged = _with_age(reply, corpus, freshness)
            also = tuple(_with_age(further, corpus, freshness) for further in reply.also)
            return _of_part(replace(aged, also=also), mixture)
        case Abstention():
            return replace(reply, next_step=f"{reply.next_step} {urgent_step(region)}")
        case Clarification() | Referral() | SmallTalk():
            return reply
        case _:
            assert_never(reply)


def age_notes(monograph: Monograph, freshness: Freshness) -> tuple[str, ...]:
    """Return what must be said of a monograph's age, if anything."""
    if freshness.today is None:
        return ()
    due = monograph.next_review
    if due is not None and due < freshness.today:
        return (say("review_due", date=due.isoformat()),)
    known = [day for day in (monograph.last_modified, monograph.reviewed) if day is not None]
    if known and months_later(max(known), freshness.stale_after) < freshness.today:
        months = str(freshness.stale_after)
        return (say("old", date=max(known).isoformat(), months=months),)
    return ()


def _of_part(answer: Answer, mixture: Mixture | None) -> Answer:
    """Say what a text on one part of a mixture leaves out: the other part may forbid it."""
    if mixture is None or answer.source.slug not in mixture.parts:
        return answer
    note = say("only_a_part", name=mixture.name, title=answer.source.title)
    return replace(answer, notes=(note, *answer.notes))


def _with_age(answer: Answer, corpus: Corpus, freshness: Freshness) -> Answer:
    notes = age_notes(corpus[answer.source.slug], freshness)
    return replace(answer, notes=(*answer.notes, *notes))


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month."""
    year, month = divmod(day.month - 1 + months, 12)
    year += day.year
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
