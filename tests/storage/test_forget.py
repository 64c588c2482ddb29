"""/forget deletes: from every table, from the files, and what was about to be written."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from faqbot.dialogue.conversation import Conversation
from faqbot.storage import Reason, Retention, Session, Store
from faqbot.storage.database import open_database, transaction
from faqbot.storage.tables import metadata
from tests.storage.conftest import KEY, NOW, OpenStore

CHAT, OTHER = 123_456_789, 987_654_321
CANARY = "canary"
PERSON = hmac.digest(KEY, b"chat:%d" % CHAT, sha256)


def use(store: Store, chat: int, canary: str) -> Session:
    """Leave a trace of a person in every table that has one."""
    for turn in range(3):
        session = store.session(chat, now=NOW)
        talk = Conversation(medicines=(canary, "x" * 500 * turn))
        session = replace(session, conversation=talk, region="IN", last_entry=f"{canary}#q1")
        assert store.keep(chat, session, now=NOW, finishes=chat + turn)
    assert rate(store, chat, session, canary)
    assert ask(store, chat, session, canary)
    return session


def rate(store: Store, chat: int, session: Session, canary: str = CANARY) -> bool:
    return store.rate(
        chat, session, entry_id=f"{canary}#q1", corpus="c1", good=False, reason=Reason.WRONG,
        now=NOW,
    )  # fmt: skip


def ask(store: Store, chat: int, session: Session, canary: str = CANARY) -> bool:
    return store.unanswered(
        chat, session, f"what of {canary}", medicines=(canary,), topic="alcohol", corpus="c1",
        now=NOW,
    )  # fmt: skip


def rows(url: str) -> Iterator[str]:
    engine = open_database(url)
    with transaction(engine) as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield f"{table.name}: {tuple(row)!r}"
    engine.dispose()


def test_every_table_is_known_to_this_test() -> None:
    # A new one: leave a trace in it in `use`.
    assert sorted(metadata.tables) == ["ratings", "sessions", "unanswered", "updates"]


def test_nothing_of_the_person_remains_in_any_table(url: str, store: Store) -> None:
    use(store, CHAT, CANARY)
    use(store, OTHER, "another")
    before = list(rows(url))
    assert len([row for row in before if CANARY in row]) == 3

    store.forget(CHAT)

    after = list(rows(url))
    assert [row for row in after if CANARY in row or repr(PERSON) in row] == []
    assert len(after) == len(before) - 3


def test_nothing_of_the_person_remains_in_the_files(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/faqbot.db"

    def holds(needle: bytes) -> bool:
        return any(needle in file.read_bytes() for file in tmp_path.iterdir())

    with Store.open(url, key=KEY, keep=Retention(unanswered=True)) as store:
        session = use(store, CHAT, CANARY)
        use(store, OTHER, "another")
        generation = session.generation.to_bytes(8, "big")
        assert all(map(holds, (CANARY.encode(), PERSON, generation)))

        store.forget(CHAT)

        assert not any(map(holds, (CANARY.encode(), PERSON, generation)))
        assert holds(b"another")
    assert not any(map(holds, (CANARY.encode(), PERSON, generation)))


def test_no_chat_id_is_ever_written(url: str, store: Store) -> None:
    session = store.session(CHAT, now=NOW)
    store.keep(CHAT, session, now=NOW)
    rate(store, CHAT, session)
    ask(store, CHAT, session)

    assert not [row for row in rows(url) if str(CHAT) in row]


@pytest.mark.parametrize("write", [rate, ask])
def test_what_is_in_flight_is_dropped(
    url: str, store: Store, open_store: OpenStore, write: Callable[[Store, int, Session], bool]
) -> None:
    in_flight = store.session(CHAT, now=NOW)

    open_store().forget(CHAT)
    again = store.session(CHAT, now=NOW)

    assert not write(store, CHAT, in_flight)
    assert not [row for row in rows(url) if CANARY in row]
    assert write(store, CHAT, again)


def test_forgetting_somebody_unknown_is_no_error(store: Store) -> None:
    store.forget(CHAT)


@pytest.mark.parametrize("round_", range(5))
def test_a_race_between_replicas_leaves_nothing(
    url: str, store: Store, open_store: OpenStore, round_: int
) -> None:
    replicas = [store, open_store(unanswered=True), open_store(unanswered=True)]
    chats = range(round_ * 100, round_ * 100 + 10)
    read = {chat: store.session(chat, now=NOW) for chat in chats}

    def write(replica: Store, chat: int) -> None:
        barrier.wait(30)
        ask(replica, chat, read[chat])
        rate(replica, chat, read[chat])
        replica.keep(chat, read[chat], now=NOW)

    def forget(replica: Store, chat: int) -> None:
        barrier.wait(30)
        replica.forget(chat)

    with ThreadPoolExecutor(3) as pool:
        for chat in chats:
            barrier = Barrier(3)
            tasks = [pool.submit(write, replica, chat) for replica in replicas[:2]]
            tasks.append(pool.submit(forget, replicas[2], chat))
            for task in tasks:
                task.result()

    assert list(rows(url)) == []
