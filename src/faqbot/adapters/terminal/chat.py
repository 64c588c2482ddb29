"""The REPL: prompt_toolkit at a terminal, plain lines where there is none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from rich.console import Console

from faqbot.adapters.terminal.render import medicines_view, region_view, reply_view, trace_view
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Reply
from faqbot.safety.helplines import GENERIC, is_known

PROMPT = "you> "
HISTORY = Path("~/.faqbot_history")
HELP = """\
Ask about a medicine in your own words, and press Enter. A number picks one of the choices.

/help       this text
/medicines  the medicines that I know
/region GB  whose emergency numbers I show; /region alone lists the countries
/why        how the last reply was found
/quit       leave (Ctrl-D does, too)

Not for emergencies, and not medical advice."""


class Chat:
    """One conversation at a terminal."""

    def __init__(self, bot: Bot, console: Console) -> None:
        self._bot = bot
        self._console = console
        self._conversation = Conversation()
        self._last: Reply | None = None
        self._commands: dict[str, Callable[[], None]] = {
            "/help": lambda: console.print(HELP, markup=False),
            "/medicines": lambda: console.print(medicines_view(bot.corpus)),
            "/why": self._why,
        }

    def run(self) -> None:
        """Talk until the input ends or `/quit`."""
        self._console.print(HELP, markup=False)
        for line in _lines():
            message = line.strip()
            if message == "/quit":
                return
            self._console.print()
            self._handle(message)
            self._console.print()

    def _handle(self, message: str) -> None:
        command, _, argument = message.partition(" ")
        if message in self._commands:
            self._commands[message]()
        elif command == "/region":
            self._region(argument.strip())
        elif message.startswith("/"):
            self._console.print(f"There is no command {message}. /help lists them.", markup=False)
        elif message:
            self._last, self._conversation = self._bot.reply(message, self._conversation)
            self._console.print(reply_view(self._last))

    def _region(self, region: str) -> None:
        if region:
            self._bot = self._bot.in_region(region if is_known(region) else GENERIC)
        unknown = region and not is_known(region) and region != GENERIC
        self._console.print(region_view(self._bot.region, unknown=region if unknown else None))

    def _why(self) -> None:
        if self._last is None:
            self._console.print("Nothing has been asked yet.")
        else:
            self._console.print(trace_view(self._last.trace))


def _lines() -> Iterator[str]:
    """Yield what is typed: one message for each Enter, a pasted text of many lines as one."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield from sys.stdin
        return
    session: PromptSession[str] = PromptSession(
        PROMPT,
        history=FileHistory(str(HISTORY.expanduser())),
        multiline=True,
        key_bindings=_enter_sends(),
        prompt_continuation="...> ",
    )
    while True:
        try:
            yield session.prompt()
        except KeyboardInterrupt:  # Ctrl-C drops the line that is being typed
            continue
        except EOFError:
            return


def _enter_sends() -> KeyBindings:
    """Let Enter send; line breaks come in by pasting, or with Escape and Enter."""
    bindings = KeyBindings()

    @bindings.add("enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @bindings.add("escape", "enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return bindings
