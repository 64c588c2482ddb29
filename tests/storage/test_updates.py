from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from faqbot.errors import StorageError
from faqbot.storage import Claim, Store
from tests.storage.conftest import NOW, OpenStore

LEASE = timedelta(seconds=15)
SECOND = timedelta(seconds=1)


def test_an_update_is_answered_once(store: Store) -> None:
    assert store.claim(7, now=NOW, lease=LEASE) is Claim.MINE

    store.finish(7, now=NOW)

    assert store.claim(7, now=NOW, lease=LEASE) is Claim.DONE
    assert store.claim(7, now=NOW + 2 * LEASE, lease=LEASE) is Claim.DONE


def test_with_the_claim_comes_the_session_for_whom_it_is(
    store: Store, open_store: OpenStore
) -> None:
    claim, session = store.claim_with_session(7, 5, now=NOW, lease=LEASE)

    assert (claim, session) == (Claim.MINE, store.session(5, now=NOW))
    assert open_store().claim_with_session(7, 5, now=NOW, lease=LEASE) == (Claim.BUSY, None)


def test_a_claimed_update_is_busy_for_everybody(store: Store, open_store: OpenStore) -> None:
    store.claim(7, now=NOW, lease=LEASE)

    assert store.claim(7, now=NOW, lease=LEASE) is Claim.BUSY
    assert open_store().claim(7, now=NOW + LEASE - SECOND, lease=LEASE) is Claim.BUSY


def test_a_claim_whose_lease_is_over_is_taken_over(store: Store, open_store: OpenStore) -> None:
    store.claim(7, now=NOW, lease=LEASE)

    assert open_store().claim(7, now=NOW + LEASE, lease=LEASE) is Claim.MINE


def test_an_extended_lease_is_not_taken_over(store: Store, open_store: OpenStore) -> None:
    store.claim(7, now=NOW, lease=LEASE)
    store.extend([7, 8], now=NOW + LEASE - SECOND, lease=LEASE)

    assert open_store().claim(7, now=NOW + LEASE, lease=LEASE) is Claim.BUSY
    assert open_store().claim(8, now=NOW, lease=LEASE) is Claim.MINE


def test_who_lost_a_claim_neither_extends_nor_releases_it(
    store: Store, open_store: OpenStore
) -> None:
    other = open_store()
    store.claim(7, now=NOW, lease=LEASE)
    other.claim(7, now=NOW + LEASE, lease=LEASE)

    store.extend([7], now=NOW + LEASE, lease=10 * LEASE)
    store.release(7)

    assert store.claim(7, now=NOW + LEASE, lease=LEASE) is Claim.BUSY
    assert store.claim(7, now=NOW + 2 * LEASE, lease=LEASE) is Claim.MINE


def test_what_was_answered_late_stays_answered(store: Store, open_store: OpenStore) -> None:
    other = open_store()
    store.claim(7, now=NOW, lease=LEASE)
    other.claim(7, now=NOW + LEASE, lease=LEASE)

    store.finish(7, now=NOW + LEASE)
    other.release(7)

    assert other.claim(7, now=NOW + 9 * LEASE, lease=LEASE) is Claim.DONE


def test_a_released_update_can_be_claimed_at_once(store: Store, open_store: OpenStore) -> None:
    store.claim(7, now=NOW, lease=LEASE)
    store.release(7)

    assert open_store().claim(7, now=NOW, lease=LEASE) is Claim.MINE


def test_a_skipped_update_is_done_without_having_been_claimed(store: Store) -> None:
    store.skip(7, kind="does not parse", now=NOW)

    assert store.claim(7, now=NOW + 9 * LEASE, lease=LEASE) is Claim.DONE


def test_of_many_who_claim_at_once_one_gets_each_update(
    store: Store, open_store: OpenStore
) -> None:
    stores = [store, open_store()]
    tasks = [(stores[i % 2], update) for update in range(40) for i in range(4)]

    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda t: (t[1], t[0].claim(t[1], now=NOW, lease=LEASE)), tasks))

    assert sorted(update for update, claim in claims if claim is Claim.MINE) == list(range(40))
    assert {claim for _, claim in claims} == {Claim.MINE, Claim.BUSY}


def test_ids_may_be_as_large_as_telegram_makes_them(store: Store) -> None:
    assert store.claim(2**52, now=NOW, lease=LEASE) is Claim.MINE
    assert store.claim(2**52, now=NOW, lease=LEASE) is Claim.BUSY


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StorageError, match="StatementError"):
        store.claim(7, now=NOW.replace(tzinfo=None), lease=LEASE)
