"""Opens a database: SQLite in one file by default, PostgreSQL for replicas.

SQLite has one connection a process: threads take turns in the process instead of meeting in the
file, where they would wait in steps of milliseconds. It overwrites what is deleted
(`secure_delete`), and `scrub` empties the write-ahead log, which still holds the older pages.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Self

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Executable,
    Table,
    create_engine,
    event,
    literal,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from faqbot.errors import StorageError
from faqbot.storage.tables import metadata

MIGRATIONS = Path(__file__).parent / "migrations"

_MIGRATION_LOCK = 0x666171_626F74  # any number, the same in all replicas: "faqbot"
_MIGRATING = Lock()  # alembic's `op` is one for all threads
_BUSY_SECONDS = 10.0
_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite",
}


class Connected:
    """Holds the connections to a database, for `with`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def open_database(url: str, *, create: bool = True) -> Engine:
    """Connect and bring the tables up to date.

    Args:
        url: `sqlite:///file.db`, or `postgres://` or `postgresql://` as platforms set it.
        create: make SQLite's file if there is none.

    Raises:
        StorageError: it cannot be opened; says what to do and never holds the password.
    """
    engine = _engine(_read_url(url), create=create)
    try:
        with _MIGRATING, transaction(engine) as connection:
            _migrate(connection)
    except CommandError:
        engine.dispose()
        raise StorageError(
            f"{_name(engine.url)}: was made by a newer faqbot than this one; run that one"
        ) from None
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Run statements in one transaction.

    Raises:
        StorageError: the database is away or refused; nothing was written.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise StorageError(f"{_name(engine.url)}: {_summary(error)}") from None


class Upsert:
    """Inserts a row, or changes the one with the same key if a condition holds of it.

    Built once, used often: SQLAlchemy takes longer to put a statement together than to run it.
    """

    def __init__(self, table: Table, *, where: ColumnElement[bool] | None = None) -> None:
        self._statements = {
            "postgresql": _upsert(table, postgresql.insert(table), where),
            "sqlite": _upsert(table, sqlite.insert(table), where),
        }

    def __call__(self, connection: Connection, row: dict[str, object]) -> bool:
        """Write a row, given with all columns and with the parameters of the condition.

        Returns:
            Whether it was inserted or changed.
        """
        return (
            connection.execute(self._statements[connection.dialect.name], row).first() is not None
        )


def _upsert(
    table: Table,
    insert: postgresql.Insert | sqlite.Insert,
    where: ColumnElement[bool] | None,
) -> Executable:
    values = {c.name: insert.excluded[c.name] for c in table.columns if not c.primary_key}
    return insert.on_conflict_do_update(
        index_elements=list(table.primary_key.columns), set_=values, where=where
    ).returning(literal(1))


def scrub(engine: Engine) -> None:
    """Empty SQLite's write-ahead log of what was deleted; nothing to do elsewhere.

    Waits for other processes that are reading. One that reads for longer than the busy time-out
    keeps the log from being emptied; the next call does it then.
    """
    if engine.dialect.name != "sqlite":
        return
    try:
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StorageError(f"{_name(engine.url)}: {type(error).__name__}") from None


def _read_url(text_of_url: str) -> URL:
    try:
        url = make_url(text_of_url)
    except ArgumentError:
        raise StorageError(
            "DATABASE_URL is no address of a database; write sqlite:///faqbot.db, "
            "or postgresql://user:password@host/name"
        ) from None
    if url.drivername not in _DRIVERS:
        raise StorageError(
            f"DATABASE_URL: {url.drivername} is not supported; use sqlite or postgresql"
        )
    return url.set(drivername=_DRIVERS[url.drivername])


def _engine(url: URL, *, create: bool) -> Engine:
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, create=create)
    try:
        # Errors and logs would show what patients wrote among the parameters.
        return create_engine(
            url, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": 10}
        )
    except ImportError:
        raise StorageError(
            "DATABASE_URL names PostgreSQL, whose driver is not installed; "
            "run: pip install 'faqbot[postgres]'"
        ) from None


def _sqlite(url: URL, *, create: bool) -> Engine:
    if url.database and url.database != ":memory:":
        path = Path(url.database)
        if not create and not path.exists():
            raise StorageError(
                f"{path}: there is no database; a bot makes one when it first runs. "
                "If it is elsewhere, name it in DATABASE_URL"
            )
        _create_private(path)
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": _BUSY_SECONDS},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    # A transaction that starts by reading could not wait for its turn to write.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _create_private(path: Path) -> None:
    """Create the file for its owner alone; SQLite gives its other files the same rights."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StorageError(
            f"{path}: cannot be written ({error.strerror}); name another file in DATABASE_URL"
        ) from None


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - of the driver
    connection.isolation_level = None  # transactions are begun above, not by the driver
    connection.execute("PRAGMA secure_delete = ON")
    _use_wal(connection)
    connection.execute("PRAGMA synchronous = NORMAL")  # a kill loses nothing, a power cut little


def _use_wal(connection: Any) -> None:  # noqa: ANN401 - of the driver
    """Switch to write-ahead logging; the switch itself does not wait when the file is busy."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _migrate(connection: Connection) -> None:
    """Run what migrations are missing, one process at a time, in the transaction given."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("version_locations", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    scripts = ScriptDirectory.from_config(config)
    with EnvironmentContext(
        config, scripts, fn=lambda revision, _: scripts._upgrade_revs("head", revision)
    ) as environment:
        environment.configure(connection=connection, target_metadata=metadata)
        environment.run_migrations()


def _name(url: URL) -> str:
    return url.render_as_string(hide_password=True)


def _summary(error: SQLAlchemyError) -> str:
    """Return what a person needs to mend it, without values that were to be stored."""
    kind = type(error).__name__
    if isinstance(error, DBAPIError) and kind == "OperationalError":
        return str(error.orig).strip().partition("\n")[0]
    return f"the database refused ({kind})"
