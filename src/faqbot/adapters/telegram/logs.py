"""One line an event, as JSON, never with a text or a token. Owns structlog.

Other libraries' records are reduced to their template: httpx puts the token into its addresses,
python-telegram-bot the raw update into its errors.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog


def configure() -> None:
    """Write all logs to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Reduced()]
    root.setLevel(logging.WARNING)
    for name in ("httpx", "httpcore", "telegram", "uvicorn", "asyncio", "alembic", "watchfiles"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).setLevel(logging.WARNING)


def logger() -> Any:  # noqa: ANN401 - structlog's own type is Any
    """Return the logger of the adapter."""
    return structlog.get_logger()


def where(error: BaseException) -> dict[str, str]:
    """Return an error's type and place. Its message may hold what a patient wrote."""
    return {"error": type(error).__name__, "at": _place(error.__traceback__)}


def _place(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""


class _Reduced(logging.Handler):
    """Passes a record on without its arguments."""

    def emit(self, record: logging.LogRecord) -> None:
        fields: dict[str, str] = {"library": record.name, "template": _template(record)}
        if record.exc_info and record.exc_info[1]:
            fields |= where(record.exc_info[1])
        logger().log(record.levelno, "library", **fields)


def _template(record: logging.LogRecord) -> str:
    """Return a record's message with its blanks unfilled; without blanks it may be a text."""
    message = str(record.msg)
    return message if record.args and len(message) < 200 else record.funcName
