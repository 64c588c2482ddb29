"""The small parts, each alone: buttons, budget, health, lanes, turns, memory of the latest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faqbot.adapters.telegram.backoff import pauses
from faqbot.adapters.telegram.budget import Budget
from faqbot.adapters.telegram.buttons import Action, Press, decode, encode, short
from faqbot.adapters.telegram.configuration import Mode, Role, mode_of, port_of, secrets_of
from faqbot.adapters.telegram.health import Health
from faqbot.adapters.telegram.lanes import Lanes
from faqbot.adapters.telegram.recent import Recent
from faqbot.adapters.telegram.slots import Slots, Turns
from faqbot.adapters.telegram.stopping import Stop, Stopping
from faqbot.corpus.reader import Corpus
from faqbot.errors import ConfigurationError
from faqbot.settings import Settings, load_settings
from tests.adapters.telegram.fake_api import TOKEN
from tests.adapters.telegram.process import SECRET


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[arg-type,call-arg]


# Buttons


@given(
    st.sampled_from(Action),
    st.text("abcdef0123456789", min_size=6),
    st.text("AZaz09-_", max_size=32),
)
def test_what_a_button_holds_is_read_back(action: Action, digest: str, payload: str) -> None:
    assert decode(encode(action, digest, payload)) == Press(action, digest[:6], payload)


@given(st.one_of(st.none(), st.text(max_size=80)))
def test_foreign_data_is_never_an_error(data: str | None) -> None:
    press = decode(data)

    assert press is None or data == f"v1|{press.action}|{press.corpus}|{press.payload}"


def test_more_than_64_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="64"):
        encode(Action.CHOOSE, "abcdef", "x" * 60)


def test_short_ids_differ_for_all_shipped_entries(shipped: Corpus) -> None:
    ids = [entry.id for entry in shipped.entries]

    assert len({short(entry_id) for entry_id in ids}) == len(ids) > 500
    assert {len(short(entry_id)) for entry_id in ids} == {8}


# Budget


def test_a_chat_may_burst_and_then_waits_for_its_rate() -> None:
    budget = Budget(rate=100, chat_rate=1, clock=Clock())

    waits = [budget.chat(1) for _ in range(8)]

    assert waits == [0, 0, 0, 0, 0, 1, 2, 3]
    assert budget.chat(2) == 0


def test_the_budget_of_all_fills_up_again() -> None:
    clock = Clock()
    budget = Budget(rate=2, chat_rate=1, clock=clock)
    assert [budget.everyone() for _ in range(3)] == [0, 0.5, 1.0]

    clock.now = 10.0

    assert budget.everyone() == 0


# Health


def test_health_turns_red_when_polling_stalls_and_green_again() -> None:
    clock = Clock()
    health = Health(poll_stall=90, clock=clock)
    assert health.problems() == ["not started: Telegram has not answered yet"]
    health.started()
    clock.now = 89
    assert health.problems() == []
    clock.now = 91
    assert health.problems() == ["polling has stalled"]

    health.polled()

    assert health.problems() == []


def test_health_knows_the_database_the_token_and_what_is_stuck() -> None:
    clock = Clock()
    health = Health(clock=clock)
    health.started()
    clock.now = 1000
    health.store(works=False)
    health.refused()
    health.oldest = lambda: 600.0

    assert len(health.problems()) == 3

    health.store(works=True)
    health.polled()
    health.oldest = lambda: None
    assert health.problems() == []


# Order and turns


def test_a_lane_keeps_its_order_whatever_fails_and_others_go_on() -> None:
    done: list[str] = []

    async def job(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        done.append(name)
        if name == "a1":
            raise ValueError

    async def scenario() -> None:
        lanes = Lanes()
        tasks = [
            lanes.submit(1, lambda: job("a1", 0.05)),
            lanes.submit(1, lambda: job("a2", 0)),
            lanes.submit(2, lambda: job("b1", 0)),
        ]
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(scenario())

    assert done == ["b1", "a1", "a2"]


def in_turn(longest: float, *work: Callable[[Turns], Awaitable[None]]) -> None:
    """Let work begin in this order, and wait for all of it."""

    async def all_of_it() -> None:
        turns = Turns(longest=longest)
        await asyncio.gather(*(one(turns) for one in work))

    asyncio.run(all_of_it())


def test_a_turn_is_held_alone_until_it_lasts_too_long() -> None:
    order: list[str] = []
    second_ended = asyncio.Event()

    async def first(turns: Turns, hold: Callable[[], Awaitable[object]]) -> None:
        async with turns.taken():
            order.append("first begins")
            await hold()
            order.append("first ends")

    async def second(turns: Turns) -> None:
        async with turns.taken():
            order.append("second begins")
        second_ended.set()

    in_turn(30, lambda turns: first(turns, lambda: asyncio.sleep(0.02)), second)
    assert order == ["first begins", "first ends", "second begins"]

    order.clear()
    second_ended.clear()
    in_turn(0.02, lambda turns: first(turns, second_ended.wait), second)
    assert order == ["first begins", "second begins", "first ends"]


def test_a_turn_is_not_over_because_the_loop_was_held_up() -> None:
    order: list[str] = []

    async def held_up(turns: Turns) -> None:
        async with turns.taken():
            await asyncio.sleep(0)
            time.sleep(0.2)  # as a computation would
            await asyncio.sleep(0.01)
            order.append("first ends")

    async def next_one(turns: Turns) -> None:
        async with turns.taken():
            order.append("second begins")

    in_turn(0.1, held_up, next_one)

    assert order == ["first ends", "second begins"]


def test_a_turn_that_has_sent_in_time_lasts_until_that_is_recorded() -> None:
    order: list[str] = []

    async def slow_to_record(turns: Turns) -> None:
        async with turns.taken() as turn:
            turn.lasts(5)
            await asyncio.sleep(0.2)
            order.append("recorded")

    async def next_one(turns: Turns) -> None:
        async with turns.taken():
            order.append("next sends")

    in_turn(0.05, slow_to_record, next_one)

    assert order == ["recorded", "next sends"]


def test_a_turn_that_is_over_stays_over() -> None:
    async def scenario() -> list[str]:
        turns, order = Turns(longest=0.01), list[str]()

        async def late() -> None:
            async with turns.taken() as turn:
                await asyncio.sleep(0.1)
                turn.lasts(0.01)  # another has the turn now, and keeps it
                await asyncio.sleep(0.1)
                order.append("late ends")

        async def second() -> None:
            async with turns.taken() as turn:
                turn.lasts(5)
                await asyncio.sleep(0.3)
                order.append("second ends")

        async def third() -> None:
            async with turns.taken():
                order.append("third begins")

        await asyncio.gather(late(), second(), third())
        return order

    assert asyncio.run(scenario()) == ["late ends", "second ends", "third begins"]


def test_who_waits_gives_the_seat_to_another() -> None:
    async def scenario() -> list[str]:
        slots, done = Slots(1), list[str]()

        async def waiting() -> None:
            async with slots.taken():
                async with slots.given_up():
                    await asyncio.sleep(0.05)
                done.append("waiting")

        async def quick() -> None:
            async with slots.taken():
                done.append("quick")

        await asyncio.gather(waiting(), quick())
        return done

    assert asyncio.run(scenario()) == ["quick", "waiting"]


def test_sleep_ends_as_soon_as_the_process_does() -> None:
    async def scenario() -> None:
        stop = Stop()
        asyncio.get_running_loop().call_later(0.01, stop.set)
        await stop.sleep(600)

    with pytest.raises(Stopping):
        asyncio.run(scenario())


def test_pauses_double_up_to_the_longest() -> None:
    tries = pauses(first=1, longest=8)
    scaled = [next(tries) / 0.02 for _ in range(6)]

    for pause, full in zip(scaled, [1, 2, 4, 8, 8, 8], strict=True):
        assert full / 2 <= pause <= full


# Memory of the latest


def test_a_key_is_first_for_its_own_update_and_after_its_time() -> None:
    clock = Clock()
    recent = Recent(clock=clock)

    assert recent.is_first(1, "key", within=3)
    assert recent.is_first(1, "key", within=3)
    assert not recent.is_first(2, "key", within=3)
    clock.now = 4
    assert recent.is_first(3, "key", within=3)


def test_memory_is_bounded() -> None:
    recent = Recent(most=10)
    for number in range(100):
        recent.is_first(number, number)

    assert recent.is_first(1000, 0)
    assert not recent.is_first(1001, 99)


# Configuration

WEBHOOK = {"webhook_url": "https://bot.example.org/x", "webhook_secret": SECRET}


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({}, "FAQBOT_TELEGRAM_TOKEN is not set"),
        ({"telegram_token": "nonsense"}, "FAQBOT_TELEGRAM_TOKEN is no token"),
        ({"telegram_token": TOKEN, "telegram_api_url": "x"}, "FAQBOT_TELEGRAM_API_URL"),
        ({"telegram_token": TOKEN, "webhook_url": "https://a.b"}, "FAQBOT_WEBHOOK_SECRET is not"),
        (
            {"telegram_token": TOKEN} | WEBHOOK | {"webhook_secret": "ä"},
            "FAQBOT_WEBHOOK_SECRET may",
        ),
        ({"telegram_token": TOKEN} | WEBHOOK | {"webhook_url": "bot"}, "FAQBOT_WEBHOOK_URL is no"),
        (
            {"telegram_token": TOKEN} | WEBHOOK | {"webhook_url": "https://a.b/metrics"},
            "FAQBOT_WEBHOOK_URL ends in /metrics",
        ),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(values: dict[str, object], named: str) -> None:
    chosen = settings(**values)

    with pytest.raises(ConfigurationError, match=named) as raised:
        secrets_of(chosen, mode_of(chosen, None))

    assert "nonsense" not in str(raised.value)


def test_settings_of_the_wrong_kind_name_their_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "many")
    monkeypatch.setenv("FAQBOT_SEND_RATE", "0")

    with pytest.raises(ConfigurationError, match=r"PORT: .*\n?") as raised:
        load_settings()

    assert "FAQBOT_SEND_RATE" in str(raised.value)
    assert "many" not in str(raised.value)


def test_secrets_do_not_print() -> None:
    chosen = settings(telegram_token=TOKEN, **WEBHOOK)
    secrets = secrets_of(chosen, Mode.WEBHOOK)

    for shown in (repr(secrets), str(secrets), repr(chosen), f"{secrets}"):
        assert TOKEN not in shown
        assert SECRET not in shown


def test_the_key_for_hashes_comes_from_the_token_unless_it_is_set() -> None:
    derived = secrets_of(settings(telegram_token=TOKEN), Mode.POLLING).storage
    again = secrets_of(settings(telegram_token=TOKEN), Mode.POLLING).storage
    chosen = secrets_of(settings(telegram_token=TOKEN, secret_key="k" * 20), Mode.POLLING).storage

    assert derived == again
    assert TOKEN.encode() not in derived
    assert chosen == b"k" * 20


def test_exactly_one_process_type_works() -> None:
    polling, webhook = settings(telegram_token=TOKEN), settings(telegram_token=TOKEN, **WEBHOOK)

    assert [mode_of(polling, role) for role in (None, *Role)] == ["polling", "standby", "polling"]
    assert [mode_of(webhook, role) for role in (None, *Role)] == ["webhook", "webhook", "standby"]
    assert port_of(polling, Mode.POLLING) is None
    assert port_of(webhook, Mode.WEBHOOK) == 8080
    assert port_of(settings(PORT=81), Mode.WEBHOOK) == 81
