"""Updates as Telegram sends them."""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.adapters.telegram.fake_api import BOT_ID, USERNAME

Raw = dict[str, Any]
_numbers = count(1)


def person(chat: int) -> Raw:
    return {"id": chat, "is_bot": False, "first_name": "Pat", "language_code": "en"}


def message(chat: int, **fields: object) -> Raw:
    private = {"id": chat, "type": "private", "first_name": "Pat"}
    return {
        "message_id": next(_numbers),
        "date": 1_700_000_000,
        "chat": private if chat > 0 else {"id": chat, "type": "supergroup", "title": "Group"},
        "from": person(abs(chat)),
        **fields,
    }


def text(chat: int, words: str, **fields: object) -> Raw:
    return {"message": message(chat, text=words, **fields)}


def edit(chat: int, words: str, message_id: int) -> Raw:
    changed = message(chat, text=words, edit_date=1_700_000_100) | {"message_id": message_id}
    return {"edited_message": changed}


def press(chat: int, data: str, message_id: int = 7, *, accessible: bool = True) -> Raw:
    shown = (
        message(chat, text="shown") if accessible else {"chat": message(chat)["chat"], "date": 0}
    )
    shown |= {"message_id": message_id}
    shown |= {"from": {"id": BOT_ID, "is_bot": True, "first_name": "faqbot", "username": USERNAME}}
    query = {"id": str(next(_numbers)), "from": person(chat), "chat_instance": "1", "data": data}
    return {"callback_query": query | {"message": shown}}


def inline(chat: int, words: str) -> Raw:
    query = {"id": str(next(_numbers)), "from": person(chat), "query": words, "offset": ""}
    return {"inline_query": query}


def membership(chat: int, before: str, after: str) -> Raw:
    bot = {"id": BOT_ID, "is_bot": True, "first_name": "faqbot", "username": USERNAME}
    extra = {"until_date": 0}
    return {
        "my_chat_member": {
            "chat": message(chat)["chat"],
            "from": person(abs(chat)),
            "date": 1,
            "old_chat_member": {"user": bot, "status": before}
            | (extra if before == "kicked" else {}),
            "new_chat_member": {"user": bot, "status": after}
            | (extra if after == "kicked" else {}),
        }
    }
