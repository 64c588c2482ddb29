"""Inline mode: answers offered while somebody types `@bot question` in any chat."""

from __future__ import annotations

from collections.abc import Iterator

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
)
from telegram.constants import ParseMode

from faqbot.adapters.telegram.buttons import short
from faqbot.adapters.telegram.commands import private_link
from faqbot.adapters.telegram.plan import Plan, Suggest
from faqbot.adapters.telegram.render import answer_blocks, parts_of
from faqbot.adapters.telegram.shelf import Shelf, entry_link
from faqbot.adapters.telegram.text import LIMIT, join, paragraph, units
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import (
    Abstention,
    Answer,
    Choice,
    Clarification,
    Referral,
    Reply,
    SmallTalk,
    outcome_of,
)
from faqbot.dialogue.wording import say

_SHORTEST = 3  # characters worth answering
_SUMMARY = 120  # characters of a result's second line


def suggest(shelf: Shelf, query: InlineQuery, text: str, username: str, region: str | None) -> Plan:
    """Plan the results for what has been typed so far; triage comes first here, too."""
    button = say("telegram_open_private")
    if len(text.strip()) < _SHORTEST:
        return Plan(outcome="inline", calls=(Suggest(query.id, (), button),))
    reply, _ = shelf.reply(text, Conversation(), region)
    results = tuple(_results(shelf, reply, username))
    return Plan(outcome=f"inline_{outcome_of(reply)}", calls=(Suggest(query.id, results, button),))


def _results(shelf: Shelf, reply: Reply, username: str) -> Iterator[InlineQueryResultArticle]:
    match reply:
        case Answer():
            yield _answer(reply, username)
            for further in reply.also:
                yield _answer(further, username)
        case Referral():
            yield _text("card", say(f"telegram_inline_{reply.outcome}"), reply)
        case Clarification() | Abstention():
            for choice in reply.choices:
                yield from _choice(shelf, choice, username)
        case SmallTalk():
            return


def _choice(shelf: Shelf, choice: Choice, username: str) -> Iterator[InlineQueryResultArticle]:
    if choice.entry_id is None:
        return
    reply, _ = shelf.choose(choice, Conversation())
    if isinstance(reply, Answer):
        yield _answer(reply, username)


def _answer(answer: Answer, username: str) -> InlineQueryResultArticle:
    body, footer = answer_blocks(answer)
    blocks = [*body, footer]
    if units(join(blocks, plain=True)) > LIMIT:  # one result is one message: lead to the whole
        blocks = [body[0], paragraph(say("telegram_too_long")), footer]
    link = private_link(username, entry_link(answer.entry_id))
    open_it = InlineKeyboardButton(say("telegram_open_private"), url=link)
    return InlineQueryResultArticle(
        id=short(answer.entry_id),
        title=answer.understood,
        description=f"{answer.source.title}. {answer.disclaimer}"[:_SUMMARY],
        input_message_content=_content(join(blocks)),
        reply_markup=InlineKeyboardMarkup([[open_it]]),
    )


def _text(name: str, title: str, reply: Referral) -> InlineQueryResultArticle:
    html = "\n\n".join(part.html for part in parts_of(reply))
    return InlineQueryResultArticle(id=name, title=title, input_message_content=_content(html))


def _content(html: str) -> InputTextMessageContent:
    return InputTextMessageContent(html, parse_mode=ParseMode.HTML)
