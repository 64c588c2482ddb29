"""Markdown as Telegram's HTML: blocks of styled runs, packed into messages without loss.

Owns markdown-it-py.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

LIMIT = 4096  # UTF-16 units in one message
# "B*15" is no emphasis.
_INSIDE_WORD = re.compile(r"(?<=\w)\*(?=\w)")
_NUMBER = re.compile(r"[\d][\d\s-]{1,}")
_WARNING = re.compile(
    r"\W*(?:warning|important|caution|danger|do not|don't|never|stop|call|get (?:medical )?help)\b",
    re.IGNORECASE,
)
_TAGS = {"strong": "b", "em": "i", "s": "s"}
_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


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


@lru_cache(maxsize=4096)
def blocks_of(markdown: str) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text; what Telegram cannot show becomes plain text."""
    return tuple(_Reader(_PARSER.parse(_INSIDE_WORD.sub(r"\\*", markdown))).read())


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
                yield Block(tuple(_merged(piece)), gap)
                piece, length, gap = [], 0, "\n"
            piece.append(Run(word, run.tags))
            length += size
    if piece:
        yield Block(tuple(_merged(piece)), gap)


def _words(text: str, limit: int) -> Iterator[str]:
    """Yield words with the white space after them; a word above the limit in slices."""
    for word in re.findall(r"\S+\s*|\s+", text):
        step = limit // 2  # a character has at most two units
        yield from (word[i : i + step] for i in range(0, len(word), step))


def _merged(runs: Iterable[Run]) -> Iterator[Run]:
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


class _Reader:
    """Walks through the tokens of a Markdown text."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._lists: list[int | None] = []  # the next number of each open list; None: bullets
        self._marker = ""  # of the list item that begins
        self._fresh = False  # whether the next item is the first of its list
        self._quoted = 0
        self._heads: list[tuple[Run, ...]] = []  # of the open table
        self._row: list[tuple[Run, ...]] = []

    def read(self) -> Iterator[Block]:
        for number, token in enumerate(self._tokens):
            match token.type:
                case "bullet_list_open" | "ordered_list_open":
                    start = int(token.attrGet("start") or 1) if token.tag == "ol" else None
                    self._lists.append(start)
                    self._fresh = len(self._lists) == 1
                case "bullet_list_close" | "ordered_list_close":
                    self._lists.pop()
                case "list_item_open":
                    self._marker = self._next_marker()
                case "blockquote_open":
                    self._quoted += 1
                case "blockquote_close":
                    self._quoted -= 1
                case "fence" | "code_block":
                    yield self._block((Run(token.content.rstrip("\n"), ("pre",)),))
                case "hr":
                    yield self._block((Run("———"),))
                case "inline":
                    yield from self._inline(token, self._tokens[number - 1].type)
                case "tr_close":
                    yield from self._end_row()
                case "table_close":
                    self._heads = []
                case _:
                    pass

    def _inline(self, token: Token, parent: str) -> Iterator[Block]:
        runs = tuple(_merged(_runs(token.children or [])))
        if parent in ("th_open", "td_open"):
            self._row.append(runs)
        elif runs:
            head = parent == "heading_open"
            yield self._block(tuple(_styled(runs, "b")) if head else runs)

    def _block(self, runs: tuple[Run, ...]) -> Block:
        if self._quoted:
            runs = tuple(_styled(runs, "i"))
        if not self._lists:
            return Block(runs)
        indent = "   " * (len(self._lists) - 1)
        marker = f"{indent}{self._marker}" if self._marker else f"{indent}   "
        gap = "\n\n" if self._fresh else "\n"
        self._marker, self._fresh = "", False
        return Block(tuple(_merged((Run(marker), *runs))), gap)

    def _next_marker(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "• "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _end_row(self) -> Iterator[Block]:
        """Show a row as a list item: a table is not readable on a telephone."""
        row, self._row = self._row, []
        if not self._heads:
            self._heads = row
            shown = [*_styled(row[0], "b")] if row else []
            if len(row) == 2:
                shown += [Run(" – "), *_styled(row[1], "b")]
            if shown:
                yield Block(tuple(shown))
            return
        runs: list[Run] = [Run("• "), *(_styled(row[0], "b") if len(row) > 2 else row[0])]
        for head, cell in zip(self._heads[1:], row[1:], strict=False):
            if not cell:
                continue
            named = len(self._heads) > 2
            runs += [Run("\n   "), *head, Run(": ")] if named and head else [Run(" – ")]
            runs += cell
        yield Block(tuple(_merged(runs)), "\n")


def _styled(runs: Iterable[Run], tag: str) -> Iterator[Run]:
    return (
        run if "code" in run.tags or tag in run.tags else Run(run.text, (tag, *run.tags))
        for run in runs
    )


def _runs(tokens: Iterable[Token]) -> Iterator[Run]:
    tags: list[str] = []
    for token in tokens:
        match token.type:
            case "text":
                if token.content:
                    yield Run(token.content, tuple(dict.fromkeys(tags)))
            case "code_inline":
                yield Run(token.content, ("code",))
            case "softbreak":
                yield Run(" ", tuple(dict.fromkeys(tags)))
            case "hardbreak":
                yield Run("\n", tuple(dict.fromkeys(tags)))
            case "link_open":
                tags.append(_link(str(token.attrGet("href") or "")))
            case "image":
                yield Run(token.content, tuple(dict.fromkeys(tags)))
            case kind if kind.endswith("_open"):
                tags.append(_TAGS[kind.removesuffix("_open")])
            case kind if kind.endswith("_close"):
                tags.pop()
            case _:
                yield Run(token.content, tuple(dict.fromkeys(tags)))


def _link(address: str) -> str:
    """Return the tag of a link; what Telegram would not link is underlined."""
    if not address.startswith(("https://", "http://")):
        return "u"
    return f'a href="{html.escape(address)}"'
