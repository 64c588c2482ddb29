"""Settings from the environment and from `.env`, prefix `FAQBOT_`. Owns pydantic-settings."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from faqbot.resources import shipped_monographs


class Settings(BaseSettings):
    """What an operator may set; command line options win over these."""

    model_config = SettingsConfigDict(env_prefix="FAQBOT_", env_file=".env", extra="ignore")

    faqs: Path = shipped_monographs()  # the folder of monographs
    region: str = "generic"  # ISO 3166 code, for the numbers on emergency cards
    stale_after_months: int = Field(default=24, ge=1)  # a text older than that is said to be old
    decision: Path | None = None  # thresholds of `faqbot tune`; None: the shipped ones
