"""The store of a running bot: one for all threads of a process."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Self

from sqlalchemy import Engine, delete, insert

from faqbot.errors import StorageError
from faqbot.storage import session as chats
from faqbot.storage import updates as seen
from faqbot.storage.database import Connected, Upsert, open_database, scrub, transaction
from faqbot.storage.reason import Reason
from faqbot.storage.redaction import redact
from faqbot.storage.retention import Retention, purge
from faqbot.storage.session import Session
from faqbot.storage.tables import ratings, sessions, unanswered
from faqbot.storage.updates import Claim

SHORTEST_KEY = 16  # bytes

_RATE = Upsert(ratings)


class Store(Connected):
    """Keeps what outlives the process. Synchronous; every method may be called by any thread.

    All times are aware datetimes, given by the caller. Every method raises `StorageError` if the
    database is away or refuses; it may then be called again.
    """

    def __init__(self, engine: Engine, *, key: bytes, keep: Retention) -> None:
        super().__init__(engine)
        self._key = key
        self._keep = keep
        self._owner = secrets.token_hex(16)

    @classmethod
    def open(cls, url: str, *, key: bytes, keep: Retention | None = None) -> Self:
        """Connect and bring the tables up to date; safe when several processes start at once.

        Args:
            url: `sqlite:///file.db` (`sqlite://` keeps everything in memory), `postgres://…` or
                `postgresql://…`.
            key: secret for the hashes of chat ids, the same in all replicas, at least 16 bytes.
                With another key nothing that was kept is found again.
            keep: what is kept for how long.

        Raises:
            StorageError: the key is too short, or the database cannot be used.
        """
        if len(key) < SHORTEST_KEY:
            raise StorageError(
                f"FAQBOT_SECRET_KEY is too short: it needs at least {SHORTEST_KEY} characters; "
                "make one with: python -c 'import secrets; print(secrets.token_hex())'"
            )
        return cls(open_database(url), key=key, keep=keep or Retention())

    # Updates

    def claim(self, update_id: int, *, now: datetime, lease: timedelta) -> Claim:
        """Claim an update for this store; of several that try at once, one gets it.

        An update stays claimed until it is finished, skipped or released, or until the lease is
        over: then the next who asks gets it. BUSY also if this very store has it.
        """
        with transaction(self._engine) as connection:
            return seen.claim(connection, update_id, owner=self._owner, now=now, lease=lease)

    def claim_with_session(
        self, update_id: int, chat_id: int, *, now: datetime, lease: timedelta
    ) -> tuple[Claim, Session | None]:
        """Claim an update, and read the session of its chat in the same transaction.

        Returns:
            What became of the claim, and the session if it is MINE.
        """
        with transaction(self._engine) as connection:
            claim = seen.claim(connection, update_id, owner=self._owner, now=now, lease=lease)
            if claim is not Claim.MINE:
                return claim, None
            return claim, chats.read(connection, self._person(chat_id), self._keep, now=now)

    def extend(self, update_ids: Collection[int], *, now: datetime, lease: timedelta) -> None:
        """Extend the leases of claims that are still this store's.

        Called regularly it allows for short leases, so that after a kill others take over soon.
        """
        with transaction(self._engine) as connection:
            seen.extend(connection, update_ids, owner=self._owner, now=now, lease=lease)

    def finish(self, update_id: int, *, now: datetime) -> None:
        """Record that an update is answered; from now on its claim is DONE."""
        with transaction(self._engine) as connection:
            seen.finish(connection, update_id, owner=self._owner, now=now)

    def skip(self, update_id: int, *, kind: str, now: datetime) -> None:
        """Record that an update cannot be handled, with its kind and nothing of its content."""
        with transaction(self._engine) as connection:
            seen.finish(connection, update_id, owner=self._owner, now=now, skipped=kind[:64])

    def release(self, update_id: int) -> None:
        """Give a claim back unanswered, so that it can be claimed at once."""
        with transaction(self._engine) as connection:
            seen.release(connection, update_id, owner=self._owner)

    # What belongs to a person

    def session(self, chat_id: int, *, now: datetime) -> Session:
        """Return the session of a chat; a fresh one if there is none or its time is over."""
        with transaction(self._engine) as connection:
            return chats.read(connection, self._person(chat_id), self._keep, now=now)

    def keep(
        self, chat_id: int, session: Session, *, now: datetime, finishes: int | None = None
    ) -> bool:
        """Write a session that was read before and changed.

        Args:
            chat_id: of the chat that it was read for.
            session: the changed one, of the same generation.
            now: the time is counted from here.
            finishes: an update that is answered with it, finished in the same transaction and
                in any case: a kill between the two would have it answered from a later state.

        Returns:
            False if the chat was forgotten since it was read; then nothing of it is written.
        """
        with transaction(self._engine) as connection:
            written = chats.write(connection, self._person(chat_id), session, now=now)
            if finishes is not None:
                seen.finish(connection, finishes, owner=self._owner, now=now)
            return written

    def rate(
        self,
        chat_id: int,
        session: Session,
        *,
        entry_id: str,
        corpus: str,
        good: bool,
        reason: Reason | None,
        now: datetime,
    ) -> bool:
        """Keep what a person thinks of an answer; the last word counts.

        Returns:
            False if the chat was forgotten since the session was read; then nothing is written.
        """
        row = {
            "person": self._person(chat_id),
            "entry_id": entry_id,
            "corpus": corpus,
            "good": good,
            "reason": None if reason is None else Reason(reason).value,
            "at": now,
        }
        with transaction(self._engine) as connection:
            if not chats.lives(connection, self._person(chat_id), session):
                return False
            return _RATE(connection, row)

    def unanswered(
        self,
        chat_id: int,
        session: Session,
        text: str,
        *,
        medicines: tuple[str, ...],
        topic: str | None,
        corpus: str,
        now: datetime,
    ) -> bool:
        """Keep a question without an answer, redacted; only where the operator switched it on.

        Args:
            chat_id: of the person who asked.
            session: as read when the question came.
            text: the message; redacted here.
            medicines: slugs of the monographs that were searched.
            topic: id of the likeliest topic.
            corpus: digest of the corpus that has no answer.
            now: the time is counted from here.

        Returns:
            Whether it was kept: not if that is off, or the chat was forgotten meanwhile.
        """
        if not self._keep.unanswered:
            return False
        row = {
            "person": self._person(chat_id),
            "text": redact(text),
            "medicines": "\n".join(medicines),
            "topic": topic,
            "corpus": corpus,
            "at": now,
        }
        with transaction(self._engine) as connection:
            if not chats.lives(connection, self._person(chat_id), session):
                return False
            connection.execute(insert(unanswered).values(row))
        return True

    def forget(self, chat_id: int) -> None:
        """Delete everything of a person at once, also what would still be written.

        SQLite's files hold nothing of it afterwards. PostgreSQL gives the space of deleted rows
        free by itself (autovacuum); its backups are in the operator's hands.
        """
        person = self._person(chat_id)
        with transaction(self._engine) as connection:
            # The session first: who writes to the others locks it, and finds it gone.
            for table in (sessions, ratings, unanswered):
                connection.execute(delete(table).where(table.c.person == person))
        scrub(self._engine)

    def purge(self, *, now: datetime) -> int:
        """Delete what is past its time; cheap, to be called every hour or so.

        Returns:
            How many rows were deleted or emptied.
        """
        with transaction(self._engine) as connection:
            deleted = purge(connection, self._keep, now=now)
        scrub(self._engine)
        return deleted

    def _person(self, chat_id: int) -> bytes:
        return hmac.digest(self._key, b"chat:%d" % chat_id, sha256)
