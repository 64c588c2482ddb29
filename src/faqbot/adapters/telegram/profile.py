"""What Telegram shows of the bot before and beside a chat: its menu and its texts."""

from __future__ import annotations

from typing import Any

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from faqbot.adapters.telegram.backoff import pauses
from faqbot.adapters.telegram.commands import MENU
from faqbot.adapters.telegram.logs import logger, where
from faqbot.adapters.telegram.stopping import Stop
from faqbot.resources import read_yaml

_ATTEMPTS = 3


async def introduce(bot: Bot, stop: Stop) -> None:
    """Set menu and profile texts, in each language that `data/profile.yaml` has.

    The bot works without them, so after some attempts it goes on.
    """
    for language, texts in read_yaml("profile.yaml").items():
        code = None if language == "default" else language
        for attempt, pause in enumerate(pauses(), start=1):
            try:
                await _introduce_in(bot, code, texts)
                break
            except TelegramError as error:
                logger().warning("profile_not_set", language=language, **where(error))
                if attempt == _ATTEMPTS:
                    break
                await stop.sleep(pause)


async def _introduce_in(bot: Bot, code: str | None, texts: dict[str, Any]) -> None:
    menu = [BotCommand(name, texts["commands"][name]) for name in MENU]
    await bot.set_my_commands(menu, BotCommandScopeAllPrivateChats(), language_code=code)
    await bot.set_my_commands(
        [BotCommand("help", texts["commands"]["help"])],
        BotCommandScopeAllGroupChats(),
        language_code=code,
    )
    await bot.set_my_description(texts["description"].strip(), language_code=code)
    await bot.set_my_short_description(texts["short"].strip(), language_code=code)
