"""The first tables: seen updates, sessions, ratings, unanswered questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "updates",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("owner", sa.String(32), nullable=False),
        sa.Column("leased_until", _MOMENT, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("kind", sa.String(64)),
    )
    op.create_index("ix_updates_at", "updates", ["at"])
    op.create_table(
        "sessions",
        sa.Column("person", sa.LargeBinary(32), primary_key=True),
        sa.Column("generation", sa.BigInteger, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("region", sa.String(8)),
        sa.Column("last_entry", sa.Text),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("ix_sessions_at", "sessions", ["at"])
    op.create_table(
        "ratings",
        sa.Column("person", sa.LargeBinary(32), primary_key=True),
        sa.Column("entry_id", sa.Text, primary_key=True),
        sa.Column("corpus", sa.String(64), nullable=False),
        sa.Column("good", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(16)),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("ix_ratings_at", "ratings", ["at"])
    op.create_table(
        "unanswered",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.LargeBinary(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("medicines", sa.Text, nullable=False),
        sa.Column("topic", sa.Text),
        sa.Column("corpus", sa.String(64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("ix_unanswered_at", "unanswered", ["at"])
    op.create_index("ix_unanswered_person", "unanswered", ["person"])
