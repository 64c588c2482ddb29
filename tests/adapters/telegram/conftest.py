from __future__ import annotations

import pytest

from faqbot.adapters.telegram import backoff, logs


@pytest.fixture(autouse=True)
def _quick_and_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses of milliseconds between attempts, and the logs as they are in operation."""
    monkeypatch.setattr(backoff, "SCALE", 0.02)
    logs.configure()
