"""The bot as a process of its own, for tests of what a kill leaves behind."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from pathlib import Path

from tests.adapters.telegram.fake_api import TOKEN

PAIR = Path(__file__).parents[2] / "data" / "pair"
SECRET = "a-secret_of_our-own"  # noqa: S105 - no secret


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class BotProcess:
    """One replica."""

    def __init__(self, api_url: str, database: str, log: Path, **settings: str) -> None:
        self.log = log
        self.port = free_port()
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = {
            **kept,
            "FAQBOT_TELEGRAM_TOKEN": TOKEN,
            "FAQBOT_TELEGRAM_API_URL": api_url,
            "FAQBOT_FAQS": str(PAIR),
            "FAQBOT_SEND_RATE": "10000",
            "FAQBOT_CHAT_RATE": "10000",
            "FAQBOT_LEASE": "2",
            "DATABASE_URL": database,
            "PORT": str(self.port),
            **settings,
        }
        self.process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start; a killed one starts again and adds to its log."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "faqbot.cli", "telegram",
                env=self.environment, stdout=log, stderr=log, cwd=self.log.parent,
            )  # fmt: skip

    async def ready(self) -> None:
        """Wait until it answers health checks; the time-out only ends a broken test."""
        async with asyncio.timeout(60):
            while (await self.get("/healthz"))[0] != 200:
                await asyncio.sleep(0.05)

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)

    async def ended(self) -> int:
        assert self.process is not None
        async with asyncio.timeout(30):
            return await self.process.wait()

    async def kill(self) -> None:
        self.signal(signal.SIGKILL)
        await self.ended()

    async def get(self, path: str) -> tuple[int, str]:
        return await asyncio.to_thread(get, f"{self.url}{path}")

    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8")


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - loopback
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError:
        return 0, ""
