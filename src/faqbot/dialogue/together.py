"""Runs turns side by side, so that what several ask of a model is asked of it once.

A turn is a generator: where it needs a model it yields what it asks, and goes on with the answer.
NumPy takes as long to be called as it takes for the numbers of one message; for a few hundred
messages it is called no more often than for one.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

Argument = TypeVar("Argument")
Answer = TypeVar("Answer")
Result = TypeVar("Result")


class Ask(NamedTuple):
    """One argument of a function that takes many at once, and answers each for itself."""

    of_all: Callable[[Any], Iterable[Any]]
    argument: Any


Steps = Generator[Ask, Any, Result]


def ask(
    of_all: Callable[[Sequence[Argument]], Iterable[Answer]], argument: Argument
) -> Steps[Answer]:
    """Return the answer to one argument, for `yield from` in a turn."""
    answer: Answer = yield Ask(of_all, argument)
    return answer


def together(works: Sequence[Steps[Result]]) -> list[Result]:
    """Run all to their end and return what they return, in their order."""
    results: dict[int, Result] = {}
    answers: list[tuple[int, Any]] = [(number, None) for number in range(len(works))]
    while answers:
        asked: dict[Callable[[Any], Iterable[Any]], list[tuple[int, Any]]] = {}
        for number, answer in answers:
            try:
                wanted = works[number].send(answer)
            except StopIteration as stop:
                results[number] = stop.value
            else:
                asked.setdefault(wanted.of_all, []).append((number, wanted.argument))
        answers = [
            (number, answer)
            for of_all, waiting in asked.items()
            for (number, _), answer in zip(
                waiting, of_all([argument for _, argument in waiting]), strict=True
            )
        ]
    return [results[number] for number in range(len(works))]
