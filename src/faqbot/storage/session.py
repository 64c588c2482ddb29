"""What is remembered of one chat between two messages.

What is in flight when a patient says /forget must not come back: each session carries a number of
chance, its generation. It goes with the row, and what is written later with a session that was
read before finds no row with that number and is dropped. So there is nothing left behind that
would have to remember who was forgotten.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from faqbot.dialogue.conversation import Conversation
from faqbot.storage.codec import FRESH, decode, encode
from faqbot.storage.database import Upsert
from faqbot.storage.retention import Retention
from faqbot.storage.tables import Moment, sessions

_IS = (sessions.c.person == bindparam("who")) & (sessions.c.generation == bindparam("number"))
_FIND = select(sessions).where(sessions.c.person == bindparam("who"))
_LOCK = select(sessions.c.generation).where(_IS).with_for_update()
_CHANGE = update(sessions).where(_IS)
_BEGIN = Upsert(sessions, where=sessions.c.at <= bindparam("over", type_=Moment))


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The state of a chat. Change it with `dataclasses.replace`, hand it to `Store.keep`."""

    conversation: Conversation
    region: str | None  # as chosen in /settings; None: the operator's default
    last_entry: str | None  # id of the entry shown last
    generation: int  # of chance, new after each /forget: tells a session that was forgotten


def read(connection: Connection, person: bytes, keep: Retention, *, now: datetime) -> Session:
    """Return the session of a person; a fresh one if there is none or its time is over."""
    row = connection.execute(_FIND, {"who": person}).first()
    if row is None or row.at <= now - keep.sessions:
        _begin(connection, person, keep, now)
        row = connection.execute(_FIND, {"who": person}).one()
    recent = row.at > now - keep.conversation
    return Session(
        conversation=decode(row.conversation) if recent else Conversation(),
        region=row.region,
        last_entry=row.last_entry if recent else None,
        generation=row.generation,
    )


def write(connection: Connection, person: bytes, session: Session, *, now: datetime) -> bool:
    """Write a session that was read before; False if it was forgotten since."""
    row = {
        "conversation": encode(session.conversation),
        "region": session.region,
        "last_entry": session.last_entry,
        "at": now,
    }
    key = {"who": person, "number": session.generation}
    return connection.execute(_CHANGE, row | key).rowcount == 1


def lives(connection: Connection, person: bytes, session: Session) -> bool:
    """Tell whether a session is not forgotten, and keep it so until the transaction ends."""
    key = {"who": person, "number": session.generation}
    return connection.execute(_LOCK, key).first() is not None


def _begin(connection: Connection, person: bytes, keep: Retention, now: datetime) -> None:
    """Write a fresh session, unless another thread or replica has just done so."""
    row = {
        "person": person,
        "generation": secrets.randbits(62),
        "conversation": FRESH,
        "region": None,
        "last_entry": None,
        "at": now,
    }
    _BEGIN(connection, row | {"over": now - keep.sessions})
