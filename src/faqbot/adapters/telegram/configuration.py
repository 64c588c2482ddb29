"""What must be set before the bot can start; every complaint names its variable and the remedy."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from faqbot.errors import ConfigurationError
from faqbot.settings import Settings

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_DEFAULT_PORT = 8080  # with a webhook


class Mode(StrEnum):
    """How updates come in."""

    POLLING = "polling"
    WEBHOOK = "webhook"
    STANDBY = "standby"  # the other process type of the Procfile does the work


class Role(StrEnum):
    """The process types of the Procfile."""

    WEB = "web"  # works where a webhook is set
    WORKER = "worker"  # works where none is set


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must never be printed; the repr of a `Secrets` shows nothing of it."""

    token: str
    webhook: str
    storage: bytes  # key for the hashes of chat ids

    def __repr__(self) -> str:
        return "Secrets(…)"


def mode_of(settings: Settings, role: Role | None) -> Mode:
    """Return what a process has to do. Of the two process types, exactly one works."""
    mode = Mode.WEBHOOK if settings.webhook_url else Mode.POLLING
    works = {Mode.WEBHOOK: Role.WEB, Mode.POLLING: Role.WORKER}
    return mode if role in (None, works[mode]) else Mode.STANDBY


def port_of(settings: Settings, mode: Mode) -> int | None:
    """Return the port to listen on, or None."""
    default = _DEFAULT_PORT if mode is Mode.WEBHOOK else None
    return default if settings.port is None else settings.port


def secrets_of(settings: Settings, mode: Mode) -> Secrets:
    """Return the secrets; `ConfigurationError` with all that is missing or wrong."""
    problems: list[str] = []
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    if not token:
        problems.append("FAQBOT_TELEGRAM_TOKEN is not set. Get a token from @BotFather and set it.")
    elif not _TOKEN.fullmatch(token):
        problems.append(
            "FAQBOT_TELEGRAM_TOKEN is no token: it looks like 123456:ABC-DEF. "
            "Copy it from @BotFather without spaces or quotes."
        )
    if not settings.telegram_api_url.startswith(("http://", "https://")):
        problems.append("FAQBOT_TELEGRAM_API_URL must begin with https:// or http://.")
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    if mode is Mode.WEBHOOK:
        problems += _webhook_problems(settings.webhook_url or "", secret)
    if problems:
        raise ConfigurationError("\n".join(problems))
    key = settings.secret_key.get_secret_value().encode() if settings.secret_key else None
    return Secrets(token, secret, key or _derived(token))


def _webhook_problems(url: str, secret: str) -> list[str]:
    problems = []
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        problems.append(
            "FAQBOT_WEBHOOK_URL is no address. Set the public address of this process, such as "
            "https://bot.example.org/telegram."
        )
    elif parts.path in ("/healthz", "/metrics"):
        problems.append(f"FAQBOT_WEBHOOK_URL ends in {parts.path}, which is taken. Choose another.")
    if not secret:
        problems.append(
            "FAQBOT_WEBHOOK_SECRET is not set. Without it anybody could pose as Telegram. Make one "
            "with: python -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    elif not _SECRET.fullmatch(secret):
        problems.append("FAQBOT_WEBHOOK_SECRET may have 1 to 256 of A-Z a-z 0-9 _ - only.")
    return problems


def _derived(token: str) -> bytes:
    """Return a key for hashes from the token: the same in all replicas, and no way back."""
    return hmac.digest(token.encode(), b"faqbot: key for chat ids", hashlib.sha256)
