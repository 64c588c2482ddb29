"""The command that serves patients on Telegram."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from faqbot.cli.app import FaqsOption, app, folder_of, load_bot, retention
from faqbot.errors import ConfigurationError

if TYPE_CHECKING:
    from faqbot.settings import Settings
    from faqbot.storage import Store

RoleOption = Annotated[
    str | None,
    typer.Option(
        "--as",
        help="Process type in a Procfile: `web` works where FAQBOT_WEBHOOK_URL is set, `worker` "
        "where it is not; the other one stands by.",
    ),
]


@app.command()
def telegram(faqs: FaqsOption = None, role: RoleOption = None) -> None:
    """Serve patients on Telegram, by polling or, with FAQBOT_WEBHOOK_URL, by webhook."""
    from faqbot.adapters.telegram.configuration import Role, mode_of, secrets_of
    from faqbot.adapters.telegram.service import run
    from faqbot.settings import load_settings

    if role not in (None, *Role):
        raise ConfigurationError(f"--as is {role}, but there are only web and worker.")
    chosen = Role(role) if role else None
    settings = load_settings()
    secrets_of(settings, mode_of(settings, chosen))  # complain before the monographs are read
    run(
        settings,
        folder=folder_of(faqs),
        answers=load_bot(faqs),
        open_store=lambda key: _open_store(settings, key),
        role=chosen,
    )


def _open_store(settings: Settings, key: bytes) -> Store:
    from faqbot.storage import Store

    url = settings.database_url.get_secret_value()
    return Store.open(url, key=key, keep=retention(settings))
