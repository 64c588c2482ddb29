from __future__ import annotations

from collections.abc import Sequence

import pytest

from faqbot.dialogue.together import Steps, ask, together


class Doubling:
    """Doubles numbers, and keeps what it was asked."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []

    def double(self, numbers: Sequence[int]) -> list[int]:
        self.calls.append(list(numbers))
        return [2 * number for number in numbers]

    def half(self, numbers: Sequence[int]) -> list[int]:
        self.calls.append([-number for number in numbers])
        return [number // 2 for number in numbers]


def doubled(model: Doubling, number: int, times: int) -> Steps[int]:
    for _ in range(times):
        number = yield from ask(model.double, number)
    return number


def test_what_several_ask_of_one_model_is_asked_of_it_once() -> None:
    model = Doubling()

    assert together([doubled(model, number, times=2) for number in (1, 2, 3)]) == [4, 8, 12]
    assert model.calls == [[1, 2, 3], [2, 4, 6]]


def test_works_of_different_length_come_back_in_their_order() -> None:
    model = Doubling()

    works = [doubled(model, 1, times=3), doubled(model, 5, times=0), doubled(model, 1, times=1)]

    assert together(works) == [8, 5, 2]
    assert model.calls == [[1, 1], [2], [4]]


def test_different_models_are_asked_apart() -> None:
    model = Doubling()

    def halved(number: int) -> Steps[int]:
        return (yield from ask(model.half, number))

    assert together([doubled(model, 1, times=1), halved(6), doubled(model, 4, times=1)]) == [
        2,
        3,
        8,
    ]
    assert model.calls == [[1, 4], [-6]]


def test_nothing_to_do_gives_nothing() -> None:
    assert together([]) == []


def test_an_error_is_not_swallowed() -> None:
    def failing(_: Sequence[int]) -> list[int]:
        raise ZeroDivisionError

    def work() -> Steps[int]:
        return (yield from ask(failing, 1))

    with pytest.raises(ZeroDivisionError):
        together([work()])
