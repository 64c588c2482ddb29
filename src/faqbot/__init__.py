"""faqbot answers patients' questions about medicines from monographs, word for word.

>>> from faqbot import Bot, Conversation, load_corpus
>>> bot = Bot(load_corpus("faqs"))
>>> reply, conversation = bot.reply("can i drink on pregabalin?", Conversation())
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = [
    "Abstention",
    "Answer",
    "Bot",
    "Clarification",
    "Conversation",
    "Referral",
    "Reply",
    "SmallTalk",
    "load_corpus",
]

if TYPE_CHECKING:
    from faqbot.corpus.reader import load_corpus
    from faqbot.dialogue.bot import Bot
    from faqbot.dialogue.conversation import Conversation
    from faqbot.dialogue.reply import (
        Abstention,
        Answer,
        Clarification,
        Referral,
        Reply,
        SmallTalk,
    )

_HOMES = {
    "Bot": "faqbot.dialogue.bot",
    "Conversation": "faqbot.dialogue.conversation",
    "load_corpus": "faqbot.corpus.reader",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any of __all__
    """Import on first use: scikit-learn takes over a second, and `faqbot --help` needs none."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "faqbot.dialogue.reply")), name)
