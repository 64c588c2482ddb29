"""Pressed buttons. A stale one, or one pressed twice, does no harm."""

from __future__ import annotations

from dataclasses import replace

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from faqbot.adapters.telegram.buttons import Action, Press, decode
from faqbot.adapters.telegram.commands import (
    about_medicine,
    country,
    medicines_keyboard,
    regions_keyboard,
)
from faqbot.adapters.telegram.plan import Acknowledge, Call, EditKeyboard, Plan, Rating
from faqbot.adapters.telegram.render import (
    REASONS,
    Keyboard,
    choice_id,
    offer,
    reasons_keyboard,
    said,
)
from faqbot.adapters.telegram.visit import Visit
from faqbot.corpus.monograph import Entry
from faqbot.dialogue.reply import Choice
from faqbot.dialogue.wording import say
from faqbot.safety.helplines import GENERIC, known_regions

# These mean the same whatever the corpus.
_TIMELESS = frozenset({Action.REGION, Action.NONE})


def pressed(visit: Visit, query: CallbackQuery) -> Plan:
    """Plan what follows from a pressed button."""
    press = decode(query.data)
    if press is None or (press.action not in _TIMELESS and press.corpus != visit.shelf.digest):
        return _stale(visit, query)
    match press.action:
        case Action.CHOOSE:
            return _choose(visit, query, press)
        case Action.NOT_MEANT:
            return _not_meant(visit, query, press)
        case Action.NONE:
            calls: tuple[Call, ...] = (_done(query), *_keyboard(query, None))
            return visit.say("next_step", said("telegram_next_step"), *calls)
        case Action.GOOD | Action.BAD:
            return _rate(visit, query, press)
        case Action.WHY:
            return _why(visit, query, press)
        case Action.REGION:
            return _region(visit, query, press)
        case Action.MEDICINES:
            return _page(visit, query, press)
        case Action.MEDICINE:
            slug = visit.shelf.slug(press.payload)
            if slug is None:
                return _stale(visit, query)
            return _after(query, about_medicine(visit, slug))


def _choose(visit: Visit, query: CallbackQuery, press: Press) -> Plan:
    choice = _choice(visit, press.payload)
    if choice is None:
        return _stale(visit, query)
    conversation = visit.session.conversation
    reply, conversation = visit.shelf.choose(choice, conversation, visit.session.region)
    return _after(query, visit.show(reply, conversation))


def _choice(visit: Visit, short_id: str) -> Choice | None:
    """Return what a button offers: one of the latest choices, or any entry served."""
    for choice in visit.session.conversation.choices:
        if choice_id(choice) == short_id:
            return choice
    entry = visit.shelf.entry(short_id)
    return None if entry is None else _as_choice(visit, entry)


def _as_choice(visit: Visit, entry: Entry) -> Choice:
    title = visit.shelf.corpus[entry.slug].title
    return Choice(label=f"{title}: {entry.title}", query=entry.title, entry_id=entry.id)


def _not_meant(visit: Visit, query: CallbackQuery, press: Press) -> Plan:
    entries = [entry for short_id in press.ids if (entry := visit.shelf.entry(short_id))]
    calls: tuple[Call, ...] = (_done(query), *_keyboard(query, None))
    if not entries:
        return visit.say("next_step", said("telegram_next_step"), *calls)
    choices = tuple(_as_choice(visit, entry) for entry in entries)
    plan = visit.say("not_meant", offer("telegram_next", choices, visit.shelf.digest), *calls)
    conversation = replace(visit.session.conversation, choices=choices)
    return replace(plan, session=replace(visit.session, conversation=conversation))


def _rate(visit: Visit, query: CallbackQuery, press: Press) -> Plan:
    entry = visit.shelf.entry(press.payload)
    if entry is None:
        return _stale(visit, query)
    good = press.action is Action.GOOD
    notice = say("telegram_rated" if good else "telegram_why")
    keyboard = None if good else reasons_keyboard(entry.id, visit.shelf.digest)
    calls: tuple[Call, ...] = (Acknowledge(query.id, notice), *_keyboard(query, keyboard))
    return Plan(outcome="rated", calls=calls, rating=Rating(entry.id, good))


def _why(visit: Visit, query: CallbackQuery, press: Press) -> Plan:
    reason = REASONS.get(press.payload[:1])
    entry = visit.shelf.entry(press.payload[1:])
    if reason is None or entry is None:
        return _stale(visit, query)
    thanks = Acknowledge(query.id, say("telegram_rated"))
    calls: tuple[Call, ...] = (thanks, *_keyboard(query, None))
    rating = Rating(entry.id, good=False, reason=reason)
    return Plan(outcome="rated", calls=calls, rating=rating)


def _region(visit: Visit, query: CallbackQuery, press: Press) -> Plan:
    if press.payload not in (*known_regions(), GENERIC):
        return _stale(visit, query)
    keyboard = regions_keyboard(visit.shelf, press.payload)
    notice = say("telegram_region_set", region=country(press.payload))
    return Plan(
        outcome="settings",
        calls=(Acknowledge(query.id, notice), *_keyboard(query, keyboard)),
        session=replace(visit.session, region=press.payload),
    )


def _page(visit: Visit, query: CallbackQuery, press: Press) -> Plan:
    page = int(press.payload) if press.payload.isdecimal() else 0
    keyboard = medicines_keyboard(visit.shelf, page)
    return Plan(outcome="medicines", calls=(_done(query), *_keyboard(query, keyboard)))


def _stale(visit: Visit, query: CallbackQuery) -> Plan:
    """Plan the reply to a button of an older corpus, or of another version."""
    calls = _keyboard(query, None)
    return visit.say("stale", said("telegram_stale"), _done(query), *calls)


def _done(query: CallbackQuery) -> Acknowledge:
    return Acknowledge(query.id)


def _after(query: CallbackQuery, plan: Plan) -> Plan:
    """End the waiting sign before anything else."""
    return replace(plan, calls=(_done(query), *plan.calls))


def _keyboard(query: CallbackQuery, keyboard: Keyboard | None) -> tuple[EditKeyboard, ...]:
    """Replace the buttons below the message of a press, where Telegram still lets us."""
    if not isinstance(query.message, Message):
        return ()
    markup = InlineKeyboardMarkup(keyboard) if keyboard else None
    return (EditKeyboard(query.message.chat.id, query.message.message_id, markup),)
