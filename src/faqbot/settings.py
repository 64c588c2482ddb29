"""Settings from the environment and from `.env`, prefix `FAQBOT_`. Owns pydantic-settings.

Secrets are `SecretStr`, so that they never print.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from faqbot.errors import ConfigurationError
from faqbot.resources import shipped_monographs


class Settings(BaseSettings):
    """What an operator may set; command line options win over these."""

    model_config = SettingsConfigDict(
        env_prefix="FAQBOT_", env_file=".env", extra="ignore", populate_by_name=True
    )

    faqs: Path = shipped_monographs()  # the folder of monographs
    region: str = "generic"  # ISO 3166 code, for the numbers on emergency cards
    stale_after_months: int = Field(default=24, ge=1)  # a text older than that is said to be old
    decision: Path | None = None  # thresholds of `faqbot tune`; None: the shipped ones

    telegram_token: SecretStr | None = None  # from @BotFather
    telegram_api_url: str = "https://api.telegram.org"  # the root of a Bot API server
    webhook_url: str | None = None  # public https address; unset: polling
    webhook_secret: SecretStr | None = None  # what Telegram sends with every update
    port: int | None = Field(default=None, alias="PORT")  # for webhook, /healthz and /metrics
    send_rate: float = Field(default=30, gt=0)  # messages a second, to all chats together
    chat_rate: float = Field(default=1, gt=0)  # messages a second to one chat
    lease: float = Field(default=15, gt=0)  # seconds until another replica may take an update over

    # What is kept of chats, and where; a database's address may hold a password.
    database_url: SecretStr = Field(
        default=SecretStr("sqlite:///faqbot.db"), validation_alias="DATABASE_URL"
    )
    secret_key: SecretStr | None = None  # for the hashes of chat ids, the same in all replicas
    keep_unanswered: bool = False  # whether unanswered questions are kept, redacted
    keep_days: int = Field(default=90, ge=1)  # ratings and unanswered questions
    keep_session_days: int = Field(default=30, ge=1)  # the region that a person chose


def load_settings() -> Settings:
    """Read the settings; `ConfigurationError` if one of them cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"{_variable(e['loc'])}: {e['msg']}." for e in error.errors(include_input=False)]
        raise ConfigurationError("\n".join(lines)) from None


def _variable(place: tuple[int | str, ...]) -> str:
    """Return the name of the environment variable behind a field."""
    name = str(place[0]) if place else ""
    return f"FAQBOT_{name.upper()}" if name in Settings.model_fields else name.upper()
