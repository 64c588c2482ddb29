"""Blocks of styled runs, as Telegram's HTML, packed into messages without loss."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

LIMIT = 4096  # UTF-16 units in one message
_NUMBER = re.compile(r"[\d][\d\s-]{1,}")
_WARNING = re.compile(
    r"\W*(?:warning|important|caution|danger|do not|don't|never|stop|call|get (?:medical )?help)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style."""

    text: str
    tags: tuple[str, ...] = ()  # outermost first: ("b", 'a href="…"')

    @property
    def html(self) -> str:
        """The run with its tags opened and closed."""
        opened = "".join(f"<{tag}>" for tag in self.tags)
        closed = "".join(f"</{tag.partition(' ')[0]}>" for tag in reversed(self.tags))
        return f"{opened}{html.escape(self.text, quote=False)}{closed}"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or row."""

    runs: tuple[Run, ...]
    gap: str = "\n\n"  # between the block before and this one

    @property
    def plain(self) -> str:
        """The text alone."""
        return "".join(run.text for run in self.runs)

    @property
    def html(self) -> str:
        """The text with its tags."""
        return "".join(run.html for run in self.runs)


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def bold(text: str) -> Block:
    """Return a block of bold text."""
    return Block((Run(text, ("b",)),))


def paragraph(text: str) -> Block:
    """Return a block of plain text."""
    return Block((Run(text),))


def numbers_of(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Return the telephone numbers in a help card: what is bold and made of digits."""
    found = [
        run.text
        for block in blocks
        for run in block.runs
        if "b" in run.tags and _NUMBER.fullmatch(run.text)
    ]
    return tuple(dict.fromkeys(found))


def with_tappable_numbers(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return blocks in which a tap on a telephone number copies it.

    Telegram makes no short number callable, and drops `tel:` links; text in `code` it copies.
    """
    return tuple(
        replace(
            block,
            runs=tuple(
                Run(run.text, ("code",)) if "b" in run.tags and _NUMBER.fullmatch(run.text) else run
                for run in block.runs
            ),
        )
        for block in blocks
    )


def join(blocks: Sequence[Block], *, plain: bool = False) -> str:
    """Return blocks as one text, with the gaps between them."""
    texts = [(block.gap, block.plain if plain else block.html) for block in blocks]
    return "".join(text if not i else gap + text for i, (gap, text) in enumerate(texts))


def pack(blocks: Sequence[Block], limit: int) -> list[tuple[Block, ...]]:
    """Distribute blocks over as few messages as a greedy packing needs, in order, without loss.

    A warning stays with the block before it where both fit into one message.

    Args:
        blocks: what is to be sent.
        limit: UTF-16 units in one message.
    """
    if blocks and units(join(blocks, plain=True)) <= limit:
        return [tuple(blocks)]
    messages: list[list[Block]] = [[]]
    for unit in _units(blocks, limit):
        if messages[-1] and units(join([*messages[-1], *unit], plain=True)) > limit:
            messages.append([])
        messages[-1] += unit
    return [tuple(message) for message in messages if message]


def _units(blocks: Sequence[Block], limit: int) -> Iterator[list[Block]]:
    """Yield what may not be separated, each within the limit."""
    group: list[Block] = []
    for block in (piece for whole in blocks for piece in _pieces(whole, limit)):
        glued = [*group, block]
        if group and _WARNING.match(block.plain) and units(join(glued, plain=True)) <= limit:
            group = glued
            continue
        if group:
            yield group
        group = [block]
    if group:
        yield group


def _pieces(block: Block, limit: int) -> Iterator[Block]:
    """Yield a block in pieces within the limit, cut between words where there are any."""
    piece: list[Run] = []
    length = 0
    gap = block.gap
    for run in block.runs:
        for word in _words(run.text, limit):
            size = units(word)
            if piece and length + size > limit:
                yield Block(tuple(merged(piece)), gap)
                piece, length, gap = [], 0, "\n"
            piece.append(Run(word, run.tags))
            length += size
    if piece:
        yield Block(tuple(merged(piece)), gap)


def _words(text: str, limit: int) -> Iterator[str]:
    """Yield words with the white space after them; a word above the limit in slices."""
    for word in re.findall(r"\S+\s*|\s+", text):
        step = limit // 2  # a character has at most two units
        yield from (word[i : i + step] for i in range(0, len(word), step))


def merged(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield runs with neighbours of the same style joined."""
    last: Run | None = None
    for run in runs:
        if last is not None and last.tags == run.tags:
            last = Run(last.text + run.text, run.tags)
            continue
        if last is not None:
            yield last
        last = run
    if last is not None:
        yield last
