"""Commands for talking to the bot: chat, ask."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from faqbot.cli.app import FaqsOption, JsonOption, RegionOption, app, load_bot

if TYPE_CHECKING:
    from faqbot.dialogue.bot import Bot


@app.command()
def chat(faqs: FaqsOption = None, region: RegionOption = None) -> None:
    """Talk to the bot in this terminal."""
    from faqbot.adapters.terminal.chat import Chat
    from faqbot.adapters.terminal.render import console

    Chat(load_bot(faqs, region), console()).run()


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="One message of a patient.")],
    faqs: FaqsOption = None,
    region: RegionOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Answer one question."""
    from faqbot.adapters.terminal.render import console, reply_view
    from faqbot.dialogue.conversation import Conversation

    bot = load_bot(faqs, region)
    if as_json:
        typer.echo(_as_json(bot, question))
    else:
        reply, _ = bot.reply(question, Conversation())
        console().print(reply_view(reply))


def _as_json(bot: Bot, question: str) -> str:
    from dataclasses import asdict
    from time import perf_counter

    from faqbot.dialogue.conversation import Conversation
    from faqbot.dialogue.reply import text_of
    from faqbot.evaluation.prediction import prediction_of

    started = perf_counter()
    reply, _ = bot.reply(question, Conversation())
    prediction = prediction_of(reply, name="", latency_ms=(perf_counter() - started) * 1000)
    fields = prediction.as_dict() | {"text": text_of(reply), "why": asdict(reply.trace)}
    return json.dumps(fields, indent=2, ensure_ascii=False)
