"""Which updates are being answered, and by whom: an update is answered once.

A claim is a lease: whoever is killed while answering loses it when the time is over, and another
store, or the restarted one, takes the update over. Who lives extends its leases.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, bindparam, delete, select, update

from faqbot.storage.database import Upsert
from faqbot.storage.tables import Moment, updates

_CLAIMED, _DONE, _SKIPPED = "claimed", "done", "skipped"

_OVER = updates.c.leased_until <= bindparam("now", type_=Moment)
_TAKE = Upsert(updates, where=(updates.c.state == _CLAIMED) & _OVER)
_WRITE = Upsert(updates)
_STATE = select(updates.c.state).where(updates.c.update_id == bindparam("id"))


class Claim(StrEnum):
    """What became of an attempt to claim an update."""

    MINE = "mine"  # answer it, then finish it
    BUSY = "busy"  # somebody alive is answering it: come back later, do not acknowledge it
    DONE = "done"  # it was answered or skipped: acknowledge it


def claim(
    connection: Connection, update_id: int, *, owner: str, now: datetime, lease: timedelta
) -> Claim:
    """Claim an update that nobody has, or whose lease is over."""
    row = {
        "update_id": update_id,
        "state": _CLAIMED,
        "owner": owner,
        "leased_until": now + lease,
        "at": now,
        "kind": None,
    }
    if _TAKE(connection, row | {"now": now}):
        return Claim.MINE
    state = connection.scalar(_STATE, {"id": update_id})
    return Claim.DONE if state in (_DONE, _SKIPPED) else Claim.BUSY


def extend(
    connection: Connection,
    update_ids: Collection[int],
    *,
    owner: str,
    now: datetime,
    lease: timedelta,
) -> None:
    """Extend the leases that this owner still has."""
    connection.execute(
        update(updates)
        .where(_held(owner), updates.c.update_id.in_(update_ids))
        .values(leased_until=now + lease, at=now)
    )


def release(connection: Connection, update_id: int, *, owner: str) -> None:
    """Give a claim back, unless another owner has taken it over since."""
    connection.execute(delete(updates).where(_held(owner), updates.c.update_id == update_id))


def finish(
    connection: Connection, update_id: int, *, owner: str, now: datetime, skipped: str | None = None
) -> None:
    """Record that an update is answered, or skipped as of some kind; whoever claimed it."""
    row = {
        "update_id": update_id,
        "state": _DONE if skipped is None else _SKIPPED,
        "owner": owner,
        "leased_until": now,
        "at": now,
        "kind": skipped,
    }
    _WRITE(connection, row)


def _held(owner: str) -> ColumnElement[bool]:
    return (updates.c.state == _CLAIMED) & (updates.c.owner == owner)
