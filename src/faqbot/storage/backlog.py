"""What operators read: questions without an answer, and answers that were rated badly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import case, func, select

from faqbot.storage.database import Connected, open_database, scrub, transaction
from faqbot.storage.reason import Reason
from faqbot.storage.retention import Retention, purge
from faqbot.storage.tables import ratings, unanswered


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A question that the bot had no answer to."""

    text: str  # redacted
    medicines: tuple[str, ...]  # slugs of the monographs that were searched
    topic: str | None
    corpus: str  # digest
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BadlyRated:
    """An entry that did not help somebody."""

    entry_id: str
    good: int  # persons
    bad: int  # persons, at least one
    reasons: tuple[tuple[Reason, int], ...]  # most frequent first; not everybody gives one
    last: datetime  # bad rating


class Backlog(Connected):
    """Reads and purges what was kept, for people; needs no key, as it asks for nobody's rows."""

    @classmethod
    def open(cls, url: str) -> Self:
        """Connect to a database that a bot has made; see `Store.open`."""
        return cls(open_database(url, create=False))

    def unanswered(self) -> list[Unanswered]:
        """Return the questions without an answer, oldest first."""
        query = select(unanswered).order_by(unanswered.c.at, unanswered.c.id)
        with transaction(self._engine) as connection:
            rows = connection.execute(query).all()
        return [
            Unanswered(
                text=row.text,
                medicines=tuple(row.medicines.split()),
                topic=row.topic,
                corpus=row.corpus,
                at=row.at,
            )
            for row in rows
        ]

    def badly_rated(self) -> list[BadlyRated]:
        """Return the entries with a bad rating, those with most bad ones first."""
        bad = func.sum(case((ratings.c.good, 0), else_=1)).label("bad")
        good = func.sum(case((ratings.c.good, 1), else_=0)).label("good")
        last = func.max(case((ratings.c.good, None), else_=ratings.c.at)).label("last")
        entries = (
            select(ratings.c.entry_id, good, bad, last)
            .group_by(ratings.c.entry_id)
            .having(bad > 0)
            .order_by(bad.desc(), ratings.c.entry_id)
        )
        count = func.count().label("count")
        reasons = (
            select(ratings.c.entry_id, ratings.c.reason, count)
            .where(~ratings.c.good, ratings.c.reason.is_not(None))
            .group_by(ratings.c.entry_id, ratings.c.reason)
            .order_by(count.desc(), ratings.c.reason)
        )
        with transaction(self._engine) as connection:
            rows = connection.execute(entries).all()
            given: dict[str, list[tuple[Reason, int]]] = {}
            for entry_id, reason, number in connection.execute(reasons):
                given.setdefault(entry_id, []).append((Reason(reason), number))
        return [
            BadlyRated(
                entry_id=row.entry_id,
                good=row.good,
                bad=row.bad,
                reasons=tuple(given.get(row.entry_id, ())),
                last=row.last,
            )
            for row in rows
        ]

    def purge(self, keep: Retention, *, now: datetime) -> int:
        """Delete what is past its time; returns how many rows were deleted or emptied."""
        with transaction(self._engine) as connection:
            deleted = purge(connection, keep, now=now)
        scrub(self._engine)
        return deleted
