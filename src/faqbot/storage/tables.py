"""The tables. A change here needs a migration; a test compares the two.

No table holds a chat id: `person` is its keyed hash (HMAC-SHA256, 32 bytes), so that who does not
know the key can neither tell whose a row is nor look for one. `updates` holds nothing of a person.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC; SQLite would give it back without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive datetimes, bring others to UTC."""
        del dialect
        if value is not None and value.tzinfo is None:
            raise ValueError("a datetime without a time zone: use datetime.now(UTC)")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        del dialect
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


updates = Table(
    "updates",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", String(8), nullable=False),  # claimed, done, skipped
    Column("owner", String(32), nullable=False),  # the store that claimed it last
    Column("leased_until", Moment, nullable=False),
    Column("at", Moment, nullable=False),  # of the last change
    Column("kind", String(64)),  # of a skipped one
    Index("ix_updates_at", "at"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("person", LargeBinary(32), primary_key=True),
    Column("generation", BigInteger, nullable=False),
    Column("conversation", Text, nullable=False),  # JSON, see codec.py
    Column("region", String(8)),
    Column("last_entry", Text),
    Column("at", Moment, nullable=False),
    Index("ix_sessions_at", "at"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("person", LargeBinary(32), primary_key=True),
    Column("entry_id", Text, primary_key=True),
    Column("corpus", String(64), nullable=False),
    Column("good", Boolean, nullable=False),
    Column("reason", String(16)),
    Column("at", Moment, nullable=False),
    Index("ix_ratings_at", "at"),
)

unanswered = Table(
    "unanswered",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", LargeBinary(32), nullable=False),
    Column("text", Text, nullable=False),  # redacted
    Column("medicines", Text, nullable=False),  # slugs, one a line
    Column("topic", Text),
    Column("corpus", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_unanswered_at", "at"),
    Index("ix_unanswered_person", "person"),
)
