"""Commands: what a message that starts with a slash does."""

from __future__ import annotations

import re
from collections.abc import Callable

from telegram import InlineKeyboardButton

from faqbot.adapters.telegram.buttons import Action, encode, short
from faqbot.adapters.telegram.plan import Plan, Send
from faqbot.adapters.telegram.render import Keyboard, parts_of, said
from faqbot.adapters.telegram.shelf import Shelf
from faqbot.adapters.telegram.visit import Visit
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Choice
from faqbot.dialogue.wording import say
from faqbot.safety.helplines import GENERIC, helplines, known_regions

_COMMAND = re.compile(r"/(?P<name>\w{1,32})(?:@(?P<bot>\w+))?(?:\s+(?P<rest>.*))?\s*", re.DOTALL)
_A_PAGE = 30  # medicines


def name_of(text: str) -> str | None:
    """Return the name of the command that a message is, in lower case, or None."""
    match = _COMMAND.fullmatch(text)
    return match["name"].lower() if match else None


def run(visit: Visit, text: str) -> Plan:
    """Plan the reply to a command. What stands behind it is triaged like any text."""
    match = _COMMAND.fullmatch(text)
    if match is None:
        return visit.ask(text)
    rest = (match["rest"] or "").strip()
    alarm = visit.shelf.alarm(f"{match['name']} {rest}", visit.session.region)
    if alarm is not None:
        return visit.show(alarm, visit.session.conversation)
    command = _COMMANDS.get(match["name"].lower())
    if command is None:
        return visit.say("unknown_command", said("telegram_unknown_command"))
    return command(visit, rest)


def about_medicine(visit: Visit, slug: str) -> Plan:
    """Plan to ask what somebody wants to know about a medicine."""
    medicine = Conversation().about((slug,))
    title = visit.shelf.corpus[slug].title
    reply, conversation = visit.shelf.reply(title, medicine, visit.session.region)
    return visit.show(reply, conversation)


def medicines_keyboard(shelf: Shelf, page: int) -> Keyboard:
    """Return a page of the list of medicines, two in a row."""
    monographs = shelf.corpus.monographs[page * _A_PAGE : (page + 1) * _A_PAGE]
    buttons = [
        InlineKeyboardButton(
            monograph.title,
            callback_data=encode(Action.MEDICINE, shelf.digest, short(monograph.slug)),
        )
        for monograph in monographs
    ]
    turn = [
        InlineKeyboardButton(sign, callback_data=encode(Action.MEDICINES, shelf.digest, str(to)))
        for sign, to in (("◀", page - 1), ("▶", page + 1))
        if 0 <= to * _A_PAGE < len(shelf.corpus.monographs)
    ]
    rows = [buttons[i : i + 2] for i in range(0, len(buttons), 2)]
    return [*rows, turn] if turn else rows


def country(region: str) -> str:
    """Return the name of a region on a button."""
    return say("telegram_other_country") if region == GENERIC else helplines(region).country


def regions_keyboard(shelf: Shelf, chosen: str | None) -> Keyboard:
    """Return a button for each region that has help lines of its own; the chosen one ticked."""
    current = (chosen or shelf.region).upper()
    codes = (*known_regions(), GENERIC)
    buttons = [
        InlineKeyboardButton(
            f"✓ {label}" if code.upper() == current else label,
            callback_data=encode(Action.REGION, shelf.digest, code),
        )
        for code in codes
        for label in [country(code)]
    ]
    return [buttons[i : i + 2] for i in range(0, len(buttons), 2)]


def _start(visit: Visit, payload: str) -> Plan:
    slug = visit.shelf.linked_slug(payload)
    if slug is not None:
        return about_medicine(visit, slug)
    entry = visit.shelf.linked_entry(payload)
    if entry is not None:
        choice = Choice(label=entry.title, query=entry.title, entry_id=entry.id)
        reply, conversation = visit.shelf.choose(
            choice, visit.session.conversation, visit.session.region
        )
        return visit.show(reply, conversation)
    return visit.say("start", said("telegram_start"))


def _help(visit: Visit, _: str) -> Plan:
    return visit.say("help", said("telegram_help"))


def _medicines(visit: Visit, _: str) -> Plan:
    count = len(visit.shelf.corpus.monographs)
    keyboard = medicines_keyboard(visit.shelf, 0)
    return visit.say("medicines", said("telegram_medicines", keyboard, count=str(count)))


def _settings(visit: Visit, _: str) -> Plan:
    keyboard = regions_keyboard(visit.shelf, visit.session.region)
    return visit.say("settings", said("telegram_settings", keyboard))


def _privacy(visit: Visit, _: str) -> Plan:
    return visit.say("privacy", said("telegram_privacy"))


def _forget(visit: Visit, _: str) -> Plan:
    calls = visit.sends(said("telegram_forgotten"))
    return Plan(outcome="forgotten", calls=calls, forget=True)


def private_link(username: str, payload: str = "start") -> str:
    """Return the address that opens the private chat with the bot."""
    return f"https://t.me/{username}?start={payload}"


def group_reply(shelf: Shelf, chat_id: int, username: str, text: str) -> Plan:
    """Plan the reply in a group: help if it is needed, else the way to the private chat."""
    alarm = shelf.alarm(text)
    if alarm is not None:
        calls = tuple(Send(chat_id, part) for part in parts_of(alarm))
        return Plan(outcome=str(alarm.outcome), calls=calls)
    button = InlineKeyboardButton(say("telegram_open_private"), url=private_link(username))
    parts = said("telegram_group", [[button]])
    return Plan(outcome="group", calls=tuple(Send(chat_id, part) for part in parts))


_COMMANDS: dict[str, Callable[[Visit, str], Plan]] = {
    "start": _start,
    "help": _help,
    "medicines": _medicines,
    "settings": _settings,
    "privacy": _privacy,
    "forget": _forget,
}
MENU = tuple(name for name in _COMMANDS if name != "start")
