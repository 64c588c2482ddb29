"""Replies as Telegram messages. Nothing is cut off, and no text goes without its warning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from faqbot.adapters.telegram.buttons import Action, encode, short
from faqbot.adapters.telegram.markdown import blocks_of
from faqbot.adapters.telegram.plan import Part
from faqbot.adapters.telegram.text import (
    LIMIT,
    Block,
    Run,
    bold,
    join,
    numbers_of,
    pack,
    paragraph,
    units,
    with_tappable_numbers,
)
from faqbot.dialogue.reply import (
    Abstention,
    Answer,
    Choice,
    Clarification,
    Referral,
    Reply,
    SmallTalk,
    Source,
)
from faqbot.dialogue.wording import say
from faqbot.storage import Reason

_LONG_LABEL = 34  # characters that a button shows on a narrow telephone
_MOST_NEXT = 4
_COUNTER = 12  # units kept free for " (12/34)"
# One letter each in a button's data.
REASONS = {"n": Reason.NOT_ASKED, "i": Reason.INCOMPLETE, "u": Reason.UNCLEAR, "w": Reason.WRONG}

Keyboard = list[list[InlineKeyboardButton]]


def parts_of(reply: Reply) -> tuple[Part, ...]:
    """Return the messages that show a reply, in order; buttons stand below the last of each."""
    digest = reply.trace.corpus_digest
    match reply:
        case Answer():
            further = (part for answer in reply.also for part in parts_of(answer))
            return (*_answer(reply), *further)
        case Clarification():
            blocks = [*map(_note, reply.notes), paragraph(reply.question)]
            return _with_choices(blocks, reply.choices, digest, none_of_these=True)
        case Abstention():
            blocks = [paragraph(reply.text), paragraph(reply.next_step)]
            if reply.choices:
                blocks.append(paragraph(say("telegram_near")))
            return _with_choices(blocks, reply.choices, digest)
        case Referral():
            return _card(reply)
        case SmallTalk():
            return messages([paragraph(reply.text)])
        case _:
            assert_never(reply)


def messages(blocks: Sequence[Block], keyboard: Keyboard | None = None) -> tuple[Part, ...]:
    """Return blocks as messages, with buttons below the last."""
    return _below([_part(packed) for packed in pack(blocks, LIMIT)], keyboard or [])


def said(key: str, keyboard: Keyboard | None = None, **values: str) -> tuple[Part, ...]:
    """Return a text of the bot's own (Markdown in `data/wording.yaml`) as messages."""
    return messages(blocks_of(say(key, **values)), keyboard)


def answer_blocks(answer: Answer) -> tuple[list[Block], Block]:
    """Return an answer as its blocks, and the folded block that may never be missing."""
    head = [*map(_note, answer.notes), bold(answer.understood)]
    return [*head, *blocks_of(answer.text)], _footer(answer)


def choices_keyboard(choices: Sequence[Choice], digest: str) -> Keyboard:
    """Return a button for each choice."""
    numbered = _too_long(choices)
    return [
        [
            InlineKeyboardButton(
                f"{number}. {choice.label}" if numbered else choice.label,
                callback_data=encode(Action.CHOOSE, digest, choice_id(choice)),
            )
        ]
        for number, choice in enumerate(choices, start=1)
    ]


def choice_id(choice: Choice) -> str:
    """Return the short id of a choice: that of its entry, if there is one behind it."""
    return short(choice.entry_id or f"{choice.label}\0{choice.query}")


def offer(key: str, choices: Sequence[Choice], digest: str) -> tuple[Part, ...]:
    """Return a text of the bot's own with choices."""
    return _with_choices(list(blocks_of(say(key))), choices, digest, none_of_these=True)


def feedback_row(entry_id: str, digest: str) -> list[InlineKeyboardButton]:
    """Return the thumbs below an answer."""
    return [
        InlineKeyboardButton("👍", callback_data=encode(Action.GOOD, digest, short(entry_id))),
        InlineKeyboardButton("👎", callback_data=encode(Action.BAD, digest, short(entry_id))),
    ]


def reasons_keyboard(entry_id: str, digest: str) -> Keyboard:
    """Return the reasons why an answer may have been bad."""
    return [
        [
            InlineKeyboardButton(
                say(f"telegram_reason_{reason}"),
                callback_data=encode(Action.WHY, digest, letter + short(entry_id)),
            )
        ]
        for letter, reason in REASONS.items()
    ]


def _answer(answer: Answer) -> tuple[Part, ...]:
    digest = answer.trace.corpus_digest
    footer = _footer(answer)
    blocks, listed = list(blocks_of(answer.text)), []
    if answer.related:
        listed = [Block((Run(say("telegram_related"), ("i",)),)), *_listing(answer.related)]
    head, notes = bold(answer.understood), list(map(_note, answer.notes))
    fixed = join([*notes, head, *listed, footer], plain=True)
    packed = pack(blocks, LIMIT - units(fixed) - _COUNTER)
    parts = []
    for number, body in enumerate(packed, start=1):
        first, last = number == 1, number == len(packed)
        count = f" ({number}/{len(packed)})" if len(packed) > 1 else ""
        title = bold(answer.understood + count)
        shown = [*(notes if first else []), title, *body, footer, *(listed if last else [])]
        parts.append(_part(shown))
    keyboard = choices_keyboard(answer.related, digest)
    keyboard.append([*feedback_row(answer.entry_id, digest), _not_meant(answer)])
    return _below(parts, keyboard)


def _footer(answer: Answer) -> Block:
    """Return disclaimer, source and date as one folded quotation, the disclaimer on top."""
    quote = "blockquote expandable"
    text = f"{answer.disclaimer}\n\n{source_line(answer.source)}"
    return Block((Run(text, (quote,)),))


def source_line(source: Source) -> str:
    """Return where a text stands and how old it is."""
    reviewed = (
        say("reviewed", date=source.reviewed.isoformat())
        if source.reviewed
        else say("not_reviewed")
    )
    changed = source.last_modified.isoformat() if source.last_modified else say("undated")
    line = f"Source: {source.title} ({source.entry_id}), last changed {changed}. {reviewed}"
    return f"{line} Based on: {'; '.join(source.references)}." if source.references else line


def _not_meant(answer: Answer) -> InlineKeyboardButton:
    near = [c.entry_id for c in answer.trace.candidates if c.entry_id != answer.entry_id]
    payload = "".join(short(entry_id) for entry_id in near[:_MOST_NEXT])
    return InlineKeyboardButton(
        say("telegram_not_meant"),
        callback_data=encode(Action.NOT_MEANT, answer.trace.corpus_digest, payload),
    )


def _card(card: Referral) -> tuple[Part, ...]:
    """Return a help card: never folded, its numbers on buttons that copy them."""
    blocks = blocks_of(card.text)
    row = [
        InlineKeyboardButton(f"📞 {number}", copy_text=CopyTextButton(number))
        for number in numbers_of(blocks)
    ]
    keyboard = [row[i : i + 2] for i in range(0, len(row), 2)]
    return messages(with_tappable_numbers(blocks), keyboard)


def _with_choices(
    blocks: list[Block], choices: Sequence[Choice], digest: str, *, none_of_these: bool = False
) -> tuple[Part, ...]:
    keyboard = choices_keyboard(choices, digest)
    if choices and none_of_these:
        button = InlineKeyboardButton(
            say("none_of_these"), callback_data=encode(Action.NONE, digest)
        )
        keyboard.append([button])
    return messages([*blocks, *_listing(choices)], keyboard)


def _listing(choices: Sequence[Choice]) -> list[Block]:
    """Return the choices in full where a button would show them cut off."""
    if not _too_long(choices):
        return []
    return [
        Block((Run(f"{number}. {choice.label}"),), "\n\n" if number == 1 else "\n")
        for number, choice in enumerate(choices, start=1)
    ]


def _too_long(choices: Iterable[Choice]) -> bool:
    return any(len(choice.label) > _LONG_LABEL for choice in choices)


def _note(text: str) -> Block:
    return paragraph(f"⚠️ {text}")


def _part(blocks: Sequence[Block]) -> Part:
    return Part(join(blocks), join(blocks, plain=True))


def _below(parts: Sequence[Part], keyboard: Keyboard) -> tuple[Part, ...]:
    """Put buttons below the last message."""
    if not keyboard or not parts:
        return tuple(parts)
    return (*parts[:-1], replace(parts[-1], keyboard=InlineKeyboardMarkup(keyboard)))
