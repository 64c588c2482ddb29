from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import create_engine, text

from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Choice
from faqbot.storage import Claim, Session, Store
from tests.storage.conftest import NOW, OpenStore

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TALK = Conversation(
    medicines=("pregabalin",),
    turns_since=1,
    choices=(Choice(label="Alcohol", query="Can I drink?", entry_id="pregabalin#q17"),),
    topics=(("alcohol", 0.75),),
)


def talked(store: Store, chat: int = 5) -> Session:
    session = store.session(chat, now=NOW)
    session = replace(session, conversation=TALK, region="IN", last_entry="pregabalin#q17")
    assert store.keep(chat, session, now=NOW)
    return session


def test_what_was_kept_is_found_by_every_replica(store: Store, open_store: OpenStore) -> None:
    session = talked(store)

    assert open_store().session(5, now=NOW + HOUR) == session


def test_a_chat_never_seen_has_a_fresh_session(store: Store) -> None:
    session = store.session(5, now=NOW)

    assert session.conversation == Conversation()
    assert (session.region, session.last_entry) == (None, None)
    assert store.session(5, now=NOW) == session


def test_chats_are_apart(store: Store) -> None:
    talked(store)

    assert store.session(-5, now=NOW).conversation == Conversation()


def test_a_conversation_of_yesterday_is_over_and_the_region_stays(store: Store) -> None:
    talked(store)

    session = store.session(5, now=NOW + DAY)

    assert session.conversation == Conversation()
    assert (session.region, session.last_entry) == ("IN", None)


def test_a_session_past_its_time_is_fresh_and_can_be_kept(store: Store) -> None:
    old = talked(store)
    later = NOW + 30 * DAY

    session = store.session(5, now=later)

    assert (session.region, session.generation == old.generation) == (None, False)
    assert store.keep(5, session, now=later)
    assert not store.keep(5, old, now=later)


def test_what_is_forgotten_is_not_written_back(store: Store, open_store: OpenStore) -> None:
    in_flight = talked(store)

    open_store().forget(5)

    assert not store.keep(5, in_flight, now=NOW)
    fresh = store.session(5, now=NOW)
    assert fresh.conversation == Conversation()
    assert not store.keep(5, in_flight, now=NOW)
    assert store.keep(5, fresh, now=NOW)


def test_keep_finishes_the_update_that_it_answers(store: Store) -> None:
    session = talked(store)
    store.claim(1, now=NOW, lease=HOUR)
    store.claim(2, now=NOW, lease=HOUR)

    store.keep(5, session, now=NOW, finishes=1)
    store.forget(5)
    store.keep(5, session, now=NOW, finishes=2)

    assert store.claim(1, now=NOW, lease=HOUR) is Claim.DONE
    assert store.claim(2, now=NOW, lease=HOUR) is Claim.DONE


def test_choices_may_hold_whatever_people_type(store: Store) -> None:
    session = store.session(5, now=NOW)
    choices = (Choice(label="“a”\x00 \U0001f600", query="\t'; DROP TABLE sessions; --"),)
    session = replace(session, conversation=Conversation(choices=choices))
    assert store.keep(5, session, now=NOW)
    assert store.session(5, now=NOW) == session

    half = replace(session, conversation=Conversation(medicines=("\ud83d",)))
    assert store.keep(5, half, now=NOW)
    assert store.session(5, now=NOW).conversation == Conversation()


def test_a_conversation_that_cannot_be_read_is_a_fresh_one(url: str, store: Store) -> None:
    talked(store)
    engine = create_engine(url.replace("postgres://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE sessions SET conversation = 'not JSON'"))
    engine.dispose()

    session = store.session(5, now=NOW)

    assert session.conversation == Conversation()
    assert session.region == "IN"
