"""The HTTP side: the webhook, `/healthz` and `/metrics`. Owns starlette and uvicorn.

A webhook request is answered with 200 only once its update is answered. Until then Telegram keeps
the update, delivers it again if the connection breaks, and holds back what follows in that chat.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import socket
from collections.abc import Iterator
from email.message import Message
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from faqbot.adapters.telegram.health import Health
from faqbot.adapters.telegram.intake import Intake, Malformed
from faqbot.adapters.telegram.metrics import CONTENT_TYPE, Metrics
from faqbot.adapters.telegram.stopping import Stop, Stopping
from faqbot.errors import ConfigurationError

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
LARGEST = 1_000_000  # bytes; an update has some kilobytes
_BODY_TIME = 10.0  # seconds for a body to arrive
_GRACE = 20  # seconds for open requests to end


class Webhook:
    """Hands what Telegram posts to an intake; until it is open, Telegram is asked to wait."""

    def __init__(self, secret: str, *, stop: Stop, metrics: Metrics) -> None:
        self._secret = secret.encode()
        self._intake: Intake | None = None
        self._stop = stop
        self._metrics = metrics

    def open(self, intake: Intake) -> None:
        """Let updates in."""
        self._intake = intake

    async def receive(self, request: Request) -> Response:
        """Answer one request."""
        status = await self._status(request)
        if status == 200:
            return Response()
        self._metrics.refused.labels(str(status)).inc()
        return Response(status_code=status, headers={"Retry-After": "1"} if status == 503 else None)

    async def _status(self, request: Request) -> int:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret):
            return 401
        if not _is_json(request.headers.get("content-type", "")):
            return 415
        if self._stop.is_set or self._intake is None:
            return 503
        try:
            async with asyncio.timeout(_BODY_TIME):
                body = await _body(request)
            if body is None:
                return 413
            await self._intake.take(json.loads(body))
        except TimeoutError:
            return 408
        except (ValueError, RecursionError, Malformed, ClientDisconnect):
            return 400
        except Stopping:
            return 503
        return 200


def application(
    *, health: Health, metrics: Metrics, webhook: Webhook | None = None, path: str = "/"
) -> Starlette:
    """Return what is served: health and metrics, and the webhook where there is one."""

    async def healthz(_: Request) -> Response:
        problems = health.problems()
        body = {"ok": not problems, "problems": problems}
        return JSONResponse(body, 503 if problems else 200)

    async def show_metrics(_: Request) -> Response:
        metrics.healthy.set(not health.problems())
        return Response(metrics.text(), headers={"Content-Type": CONTENT_TYPE})

    routes = [Route("/healthz", healthz), Route("/metrics", show_metrics)]
    if webhook is not None:
        routes.append(Route(path, webhook.receive, methods=["POST"]))
    return Starlette(routes=routes)


def path_of(url: str) -> str:
    """Return the path at which a webhook's public address arrives here."""
    return urlsplit(url).path or "/"


def listen(port: int) -> socket.socket:
    """Return a socket that listens on a port; `ConfigurationError` if it is taken."""
    try:
        return socket.create_server(("0.0.0.0", port), backlog=1024)  # noqa: S104 - behind a proxy
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigurationError(
            f"PORT is {port}, which cannot be listened on: {reason}. Set PORT to a free port."
        ) from None


async def serve(app: Starlette, listener: socket.socket, stop: Stop) -> None:
    """Serve until the process ends, then let open requests finish."""
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        lifespan="off",
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_GRACE,
    )
    server = _Server(config)

    async def end() -> None:
        await stop.wait()
        server.should_exit = True

    ending = asyncio.create_task(end())
    try:
        await server.serve(sockets=[listener])
    finally:
        ending.cancel()


class _Server(uvicorn.Server):
    """Leaves the signals to us: its own second SIGTERM would drop open requests."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _body(request: Request) -> bytes | None:
    """Return the body of a request, or None as soon as it is too large."""
    if int(request.headers.get("content-length") or 0) > LARGEST:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _is_json(content_type: str) -> bool:
    """Tell whether a content type is JSON, whatever its parameters."""
    header = Message()
    header["Content-Type"] = content_type
    return header.get_content_type() == "application/json"
