"""How long things are kept, and the job that enforces it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, delete, update

from faqbot.storage.codec import FRESH
from faqbot.storage.tables import ratings, sessions, unanswered, updates


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What is kept, and for how long after the last change."""

    unanswered: bool = False  # whether unanswered questions are kept at all
    records: timedelta = timedelta(days=90)  # ratings and unanswered questions
    sessions: timedelta = timedelta(days=30)  # the chosen region
    conversation: timedelta = timedelta(days=1)  # the medicine under discussion, open choices
    updates: timedelta = timedelta(days=2)  # Telegram redelivers for a day


def purge(connection: Connection, keep: Retention, *, now: datetime) -> int:
    """Delete what is past its time.

    Returns:
        How many rows were deleted or emptied.
    """
    deleted = sum(
        _delete(connection, table, table.c.at <= now - age)
        for table, age in (
            (updates, keep.updates),
            (sessions, keep.sessions),
            (ratings, keep.records),
            (unanswered, keep.records),
        )
    )
    over = sessions.c.at <= now - keep.conversation
    deleted += _delete(connection, sessions, over & sessions.c.region.is_(None))
    emptied = connection.execute(
        update(sessions)
        .where(over, (sessions.c.conversation != FRESH) | sessions.c.last_entry.is_not(None))
        .values(conversation=FRESH, last_entry=None)
    )
    return deleted + emptied.rowcount


def _delete(connection: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(condition)).rowcount
