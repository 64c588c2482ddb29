from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from faqbot.dialogue.conversation import Conversation
from faqbot.storage import (
    Backlog,
    BadlyRated,
    Claim,
    Reason,
    Retention,
    Session,
    Store,
    Unanswered,
)
from tests.storage.conftest import NOW, OpenStore

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def backlog(url: str) -> Iterator[Backlog]:
    backlog = Backlog.open(url)
    yield backlog
    backlog.close()


def rate(
    store: Store, chat: int, entry: str, *, good: bool = False, reason: Reason | None = None
) -> None:
    session = store.session(chat, now=NOW)
    assert store.rate(
        chat, session, entry_id=entry, corpus="c1", good=good, reason=reason, now=NOW
    )  # fmt: skip


def ask(store: Store, text: str, chat: int = 5) -> bool:
    session = store.session(chat, now=NOW)
    return store.unanswered(
        chat, session, text, medicines=("a", "b"), topic="alcohol", corpus="c1", now=NOW
    )


def test_unanswered_questions_are_kept_only_if_switched_on(
    store: Store, open_store: OpenStore, backlog: Backlog
) -> None:
    assert not ask(open_store(), "is it ok")
    assert backlog.unanswered() == []

    assert ask(store, "is it ok")
    assert len(backlog.unanswered()) == 1


def test_an_unanswered_question_is_kept_redacted(store: Store, backlog: Backlog) -> None:
    ask(store, "my name is john, ring 07700 900123: 75 mg with beer?")

    assert backlog.unanswered() == [
        Unanswered(
            text="[name], ring [number]: 75 mg with beer?",
            medicines=("a", "b"),
            topic="alcohol",
            corpus="c1",
            at=NOW,
        )
    ]


def test_what_a_database_would_refuse_is_no_error(store: Store, backlog: Backlog) -> None:
    ask(store, "is\x00it \ud83d ok\u200b?\n\U0001f600")

    assert [row.text for row in backlog.unanswered()] == ["is it ok? \U0001f600"]


def test_badly_rated_entries_come_with_counts_and_reasons(store: Store, backlog: Backlog) -> None:
    rate(store, 1, "a#q1", reason=Reason.UNCLEAR)
    rate(store, 2, "a#q1", reason=Reason.WRONG)
    rate(store, 3, "a#q1", reason=Reason.WRONG)
    rate(store, 4, "a#q1")
    rate(store, 5, "a#q1", good=True)
    rate(store, 1, "b#q1")
    rate(store, 1, "c#q1", good=True)

    assert backlog.badly_rated() == [
        BadlyRated(
            entry_id="a#q1",
            good=1,
            bad=4,
            reasons=((Reason.WRONG, 2), (Reason.UNCLEAR, 1)),
            last=NOW,
        ),
        BadlyRated(entry_id="b#q1", good=0, bad=1, reasons=(), last=NOW),
    ]


def test_the_last_word_of_a_person_counts(store: Store, backlog: Backlog) -> None:
    rate(store, 1, "a#q1")
    rate(store, 1, "a#q1", reason=Reason.WRONG)
    assert [(row.bad, row.reasons) for row in backlog.badly_rated()] == [(1, ((Reason.WRONG, 1),))]

    rate(store, 1, "a#q1", good=True)
    assert backlog.badly_rated() == []


def test_a_reason_is_no_free_text(store: Store) -> None:
    session = store.session(1, now=NOW)

    with pytest.raises(ValueError, match="my own words"):
        store.rate(
            1, session, entry_id="a#q1", corpus="c1", good=False, reason="my own words", now=NOW  # type: ignore[arg-type]
        )  # fmt: skip


def talked(store: Store, chat: int, *, region: str | None) -> Session:
    session = store.session(chat, now=NOW)
    talk = Conversation(medicines=("pregabalin",))
    session = replace(session, conversation=talk, region=region, last_entry="pregabalin#q1")
    store.keep(chat, session, now=NOW)
    return session


def test_the_job_deletes_what_is_past_its_time(store: Store, backlog: Backlog) -> None:
    rate(store, 1, "a#q1")
    ask(store, "is it ok", chat=2)
    talked(store, 3, region="IN")
    store.finish(7, now=NOW)

    purged = [store.purge(now=NOW + age) for age in (DAY, 2 * DAY, 30 * DAY, 90 * DAY)]

    # a day: the conversations of 1 and 2 and the one in 3; then the update, the region, the rest
    assert purged == [3, 1, 1, 2]
    assert backlog.unanswered() == []
    assert backlog.badly_rated() == []
    assert store.claim(7, now=NOW, lease=HOUR) is Claim.MINE


def test_the_job_keeps_what_is_not(store: Store, backlog: Backlog) -> None:
    rate(store, 1, "a#q1")
    ask(store, "is it ok", chat=2)
    session = talked(store, 3, region=None)
    store.finish(7, now=NOW)

    assert store.purge(now=NOW + DAY - HOUR) == 0
    assert store.session(3, now=NOW + HOUR) == session
    assert store.claim(7, now=NOW, lease=HOUR) is Claim.DONE
    assert (len(backlog.unanswered()), len(backlog.badly_rated())) == (1, 1)


def test_the_job_leaves_a_chosen_region_and_empties_the_conversation(store: Store) -> None:
    talked(store, 3, region="IN")

    store.purge(now=NOW + DAY)
    session = store.session(3, now=NOW)  # as if it were still the day before

    assert (session.region, session.conversation) == ("IN", Conversation())
    assert session.last_entry is None


def test_an_operator_can_run_the_job_with_other_times(store: Store, backlog: Backlog) -> None:
    ask(store, "is it ok")

    assert backlog.purge(Retention(records=HOUR), now=NOW + HOUR) == 1
    assert backlog.unanswered() == []
