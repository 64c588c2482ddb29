"""Markdown as blocks that Telegram can show. Owns markdown-it-py."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from faqbot.adapters.telegram.text import Block, Run, merged

# "B*15" is no emphasis.
_INSIDE_WORD = re.compile(r"(?<=\w)\*(?=\w)")
_TAGS = {"strong": "b", "em": "i", "s": "s"}
_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@lru_cache(maxsize=4096)
def blocks_of(markdown: str) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text; what Telegram cannot show becomes plain text."""
    return tuple(_Reader(_PARSER.parse(_INSIDE_WORD.sub(r"\\*", markdown))).read())


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
        runs = tuple(merged(_runs(token.children or [])))
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
        return Block(tuple(merged((Run(marker), *runs))), gap)

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
        yield Block(tuple(merged(runs)), "\n")


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
