"""From an update to the plan of its reply. No I/O: the session comes in, the plan goes out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from telegram import Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from faqbot.adapters.telegram import commands
from faqbot.adapters.telegram.inline import suggest
from faqbot.adapters.telegram.plan import NOTHING, Acknowledge, Plan
from faqbot.adapters.telegram.presses import pressed
from faqbot.adapters.telegram.recent import Recent
from faqbot.adapters.telegram.render import said
from faqbot.adapters.telegram.shelf import Shelf
from faqbot.adapters.telegram.visit import Visit
from faqbot.storage import Session

# Nothing else is delivered: what is not needed is not asked for.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
_LONGEST = 8192  # characters read of a message; Telegram allows 4,096
_DOUBLE_PRESS = 3.0  # seconds
_LEFT = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an update comes from, and what it is."""

    kind: str  # for logs and metrics
    lane: int  # updates of one lane are handled in order
    chat_id: int | None  # the private chat whose session is needed; None: none is


def origin_of(update: Update) -> Origin:
    """Return where an update comes from."""
    if update.callback_query is not None:
        person = update.callback_query.from_user.id
        return Origin("press", person, person)
    if update.inline_query is not None:
        person = update.inline_query.from_user.id
        return Origin("inline", person, person)
    if update.my_chat_member is not None:
        chat = update.my_chat_member.chat
        return Origin("member", chat.id, None)
    message = update.effective_message
    if message is None:
        return Origin("other", update.update_id, None)
    private = message.chat.type == ChatType.PRIVATE
    edited = update.edited_message is not None
    kind = f"edited_{_kind(message)}" if edited else _kind(message)
    if not private:
        return Origin("group", message.chat.id, None)
    return Origin(kind, message.chat.id, message.chat.id)


@dataclass(frozen=True, slots=True)
class Router:
    """Plans replies."""

    bot_id: int
    username: str
    recent: Recent

    def plan(self, update: Update, shelf: Shelf, session: Session | None) -> Plan:
        """Plan what is to be done about an update.

        Args:
            update: as it came.
            shelf: what is served now.
            session: of the private chat of the update, where its origin asks for one.
        """
        if update.inline_query is not None:
            query = update.inline_query
            region = session.region if session is not None else None
            return suggest(shelf, query, clean(query.query), self.username, region)
        if update.my_chat_member is not None:
            return self._membership(update, shelf)
        if update.callback_query is not None and session is not None:
            return self._press(update, Visit(shelf, update.callback_query.from_user.id, session))
        message = update.effective_message
        if message is None or self._is_own(message):
            return NOTHING
        if message.chat.type != ChatType.PRIVATE or session is None:
            return self._group(update, shelf, message)
        key = (message.chat.id, message.message_id, _of(message))
        if not self.recent.is_first(update.update_id, *key):
            return NOTHING  # an edit that left the text as it was
        return self._private(update, Visit(shelf, message.chat.id, session), message)

    def _private(self, update: Update, visit: Visit, message: Message) -> Plan:
        text = clean(message.text or message.caption or "")
        if message.effective_attachment is not None:
            return self._attachment(update, visit, message, text)
        if not text:
            return NOTHING  # a service message, such as a pinned one
        if commands.name_of(text) is not None:
            return commands.run(visit, text)
        return visit.ask(text)

    def _attachment(self, update: Update, visit: Visit, message: Message, text: str) -> Plan:
        """Say once for an album that only text is read, and answer what is written below."""
        group = message.media_group_id
        is_first = group is None or self.recent.is_first(update.update_id, "album", group)
        notice = visit.sends(said("telegram_text_only")) if is_first else ()
        if not text:
            return Plan(outcome="text_only", calls=notice)
        plan = visit.ask(text)
        if plan.outcome in ("emergency", "crisis"):
            return plan
        return replace(plan, calls=(*notice, *plan.calls))

    def _press(self, update: Update, visit: Visit) -> Plan:
        query = update.callback_query
        assert query is not None  # noqa: S101 - the caller has seen it
        message_id = query.message.message_id if query.message else query.inline_message_id
        key = ("press", visit.chat_id, message_id, query.data)
        if not self.recent.is_first(update.update_id, *key, within=_DOUBLE_PRESS):
            return Plan(outcome="pressed_twice", calls=(Acknowledge(query.id),))
        return pressed(visit, query)

    def _group(self, update: Update, shelf: Shelf, message: Message) -> Plan:
        text = clean(message.text or message.caption or "")
        if not text or update.edited_message is not None:
            return NOTHING
        if self._is_addressed(message, text) or shelf.alarm(text) is not None:
            return commands.group_reply(shelf, message.chat.id, self.username, text)
        return NOTHING

    def _membership(self, update: Update, shelf: Shelf) -> Plan:
        """Forget who blocks the bot; greet a group that takes it in."""
        change = update.my_chat_member
        assert change is not None  # noqa: S101 - the caller has seen it
        chat = change.chat
        if chat.type == ChatType.PRIVATE:
            blocked = change.new_chat_member.status in _LEFT
            return Plan(outcome="blocked", forget=True) if blocked else NOTHING
        joined = change.old_chat_member.status in _LEFT
        if joined and change.new_chat_member.status not in _LEFT and chat.type != ChatType.CHANNEL:
            return commands.group_reply(shelf, chat.id, self.username, "")
        return NOTHING

    def _is_own(self, message: Message) -> bool:
        """Tell whether a message is the bot's: written by it, or chosen from its inline results."""
        via = message.via_bot
        sender = message.from_user
        return (via is not None and via.id == self.bot_id) or (sender is not None and sender.is_bot)

    def _is_addressed(self, message: Message, text: str) -> bool:
        """Tell whether a message in a group is meant for the bot."""
        name = f"@{self.username}".casefold()
        if text.startswith("/"):
            _, at, whom = text.split(maxsplit=1)[0].partition("@")
            return not at or f"@{whom}".casefold() == name
        answered = message.reply_to_message
        whose = answered.from_user if answered is not None else None
        return name in text.casefold() or (whose is not None and whose.id == self.bot_id)


def clean(text: str) -> str:
    """Return a text without what cannot be encoded or stored."""
    mended = text[:_LONGEST].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return mended.replace("\0", "")


def _of(message: Message) -> object:
    """Return what makes an edit a change: the text; attachments count by themselves."""
    return message.text or message.caption or type(message.effective_attachment).__name__


def _kind(message: Message) -> str:
    if message.effective_attachment is not None:
        names = ("voice", "photo", "sticker", "document", "location", "video", "audio", "contact")
        return next((name for name in names if getattr(message, name)), "attachment")
    text = message.text or ""
    if commands.name_of(text) is not None:
        return "command"
    return "text" if text else "service"
