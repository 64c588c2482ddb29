from __future__ import annotations

import stat
import sys
from pathlib import Path

import psycopg
import pytest

from faqbot.errors import StorageError
from faqbot.storage import Store
from tests.storage.conftest import KEY, NOW

CANARY = "canary-4711"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_addresses_are_taken_as_platforms_set_them(postgres_url: str, scheme: str) -> None:
    with Store.open(postgres_url.replace("postgres", scheme, 1), key=KEY) as store:
        assert store.session(5, now=NOW).region is None


def test_nobody_else_may_read_the_file(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/new/faqbot.db", key=KEY) as store:
        store.session(5, now=NOW)
        files = sorted((tmp_path / "new").iterdir())

        assert [file.name for file in files] == ["faqbot.db", "faqbot.db-shm", "faqbot.db-wal"]
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_store_in_memory_is_the_same_for_all_calls() -> None:
    with Store.open("sqlite://", key=KEY) as store:
        assert store.session(5, now=NOW) == store.session(5, now=NOW)


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("faqbot.db", "write sqlite:///faqbot.db"),
        ("mysql://root@localhost/x", "use sqlite or postgresql"),
        ("sqlite:////proc/nowhere/faqbot.db", "name another file in DATABASE_URL"),
        ("postgres://me:secret-4711@127.0.0.1:1/x", "connection"),
    ],
)
def test_what_cannot_be_opened_is_one_message_without_a_password(url: str, remedy: str) -> None:
    with pytest.raises(StorageError, match=remedy) as raised:
        Store.open(url, key=KEY)

    assert "secret-4711" not in str(raised.value)


def test_a_file_that_is_no_database_is_one_message(tmp_path: Path) -> None:
    path = tmp_path / "faqbot.db"
    path.write_text("a shopping list, long enough to be taken for a page of a database" * 20)

    with pytest.raises(StorageError, match=r"faqbot\.db.*DatabaseError"):
        Store.open(f"sqlite:///{path}", key=KEY)


def test_a_missing_driver_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(StorageError, match=r"pip install 'faqbot\[postgres\]'"):
        Store.open("postgres://me@127.0.0.1:1/x", key=KEY)


def test_a_short_key_is_refused_with_a_remedy() -> None:
    with pytest.raises(StorageError, match="FAQBOT_SECRET_KEY is too short"):
        Store.open("sqlite://", key=b"x" * 15)


def test_an_error_holds_nothing_of_what_was_to_be_stored(store: Store) -> None:
    session = store.session(5, now=NOW)

    with pytest.raises(StorageError) as raised:
        store.unanswered(
            5, session, CANARY, medicines=(CANARY,), topic=CANARY, corpus=object(), now=NOW  # type: ignore[arg-type]
        )  # fmt: skip

    assert CANARY not in f"{raised.value!r} {raised.value.__cause__!r}"
    assert store.session(5, now=NOW) == session


def test_a_dropped_connection_is_made_anew(postgres_url: str) -> None:
    with Store.open(postgres_url, key=KEY) as store:
        session = store.session(5, now=NOW)
        with psycopg.connect(postgres_url) as connection:
            dropped = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).fetchall()

        assert dropped
        assert store.session(5, now=NOW) == session
