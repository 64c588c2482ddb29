"""A Bot API server on loopback that can fail in every way that Telegram has been seen to fail.

It keeps updates until they are acknowledged: by an offset in polling, by a 200 from the webhook.
Like Telegram it delivers a chat's updates to a webhook one after another.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "123456:TEST-token_of_our_own"  # noqa: S105 - no secret
BOT_ID = 123456
USERNAME = "faqbot_test_bot"
_ALLOWED_TAGS = {"b", "i", "u", "s", "code", "pre", "a", "blockquote"}

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail a call."""

    status: int = 200
    retry_after: int | None = None
    body: bytes | None = None  # instead of JSON
    drop: bool = False  # close the connection without an answer
    hang: float = 0.0  # seconds before anything is answered
    done: bool = False  # the call takes effect all the same
    description: str = "fault"


@dataclass(frozen=True, slots=True)
class Made:
    """A call that took effect."""

    method: str
    params: Params
    at: float
    caller: str = ""  # the path before the token: tells replicas apart

    @property
    def chat(self) -> int:
        return int(self.params.get("chat_id", 0))

    @property
    def text(self) -> str:
        return str(self.params.get("text", ""))

    @property
    def buttons(self) -> list[dict[str, Any]]:
        rows = self.params.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]


@dataclass
class FakeApi:
    """The server. All attributes may be changed while it runs."""

    faults: dict[str, deque[Fault]] = field(default_factory=dict)
    rule: Callable[[str, Params], Fault | None] = lambda _method, _params: None
    made: list[Made] = field(default_factory=list)
    latency: float = 0.0
    url: str = ""
    webhook: str = ""
    secret: str = ""
    polls: int = 0
    replicas: list[str] = field(default_factory=list)  # instead of the webhook's own address
    pushed: dict[int, list[int]] = field(default_factory=dict)  # update id -> statuses

    def __post_init__(self) -> None:
        self.pending: dict[int, Params] = {}
        self._next_id = 1000
        self._message_id = 0
        self._changed = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._pushers: dict[int, asyncio.Task[None]] = {}
        self._queues: dict[int, deque[Params]] = {}
        self._connections: set[asyncio.StreamWriter] = set()
        self._turn = 0

    async def __aenter__(self) -> FakeApi:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        for task in self._pushers.values():
            task.cancel()
        await asyncio.gather(*self._pushers.values(), return_exceptions=True)
        self._server.close()
        for writer in list(self._connections):
            writer.close()
        await asyncio.sleep(0)

    # What a test does

    def fail(self, method: str, *faults: Fault) -> None:
        """Fail the next calls of a method, one fault each."""
        self.faults.setdefault(method, deque()).extend(faults)

    def add(self, update: Params, update_id: int | None = None) -> int:
        """Let an update arrive; returns its id."""
        if update_id is None:
            update_id = self._next_id
        self._next_id = max(self._next_id, update_id) + 1
        self.pending[update_id] = {"update_id": update_id, **update}
        if self.webhook:
            self._queue(self.pending[update_id])
        self._changed.set()
        return update_id

    def sent(self, chat: int | None = None) -> list[Made]:
        """Return the messages that arrived, in order."""
        return [
            made for made in self.made if made.method == "sendMessage" and chat in (None, made.chat)
        ]

    def calls(self, method: str) -> list[Made]:
        return [made for made in self.made if made.method == method]

    async def until(self, condition: Callable[[], bool], seconds: float = 30.0) -> None:
        """Wait for a condition; the time-out only keeps a broken test from hanging."""
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.01)

    # HTTP

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the other side, or the test, is through
        finally:
            self._connections.discard(writer)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:])}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        target = urlsplit(head[0].split()[1])
        caller, _, method = target.path.partition(f"/bot{TOKEN}/")
        if not method:
            return await _write(writer, 401, _problem(401, "Unauthorized"))
        params = _params(target.query) | _params(body.decode())
        fault = self._fault(method, params)
        if fault is not None:
            await asyncio.sleep(fault.hang)
            if fault.done:
                await self._call(method, params, caller)
            if fault.drop:
                return False
            if fault.body is not None:
                return await _write(writer, fault.status, fault.body, "text/html")
            if not fault.done or fault.status != 200:
                problem = _problem(fault.status, fault.description, fault.retry_after)
                return await _write(writer, fault.status, problem)
        if self.latency:
            await asyncio.sleep(self.latency)
        status, answer = await self._call(method, params, caller)
        return await _write(writer, status, answer)

    def _fault(self, method: str, params: Params) -> Fault | None:
        waiting = self.faults.get(method)
        return waiting.popleft() if waiting else self.rule(method, params)

    async def _call(self, method: str, params: Params, caller: str) -> tuple[int, bytes]:
        handler: Callable[[Params], Awaitable[Any]] | None = getattr(self, f"_do_{method}", None)
        try:
            result = await handler(params) if handler else True
        except RefusedError as refused:
            return refused.status, _problem(refused.status, str(refused))
        if method != "getUpdates":
            self.made.append(Made(method, params, time.monotonic(), caller))
        return 200, json.dumps({"ok": True, "result": result}).encode()

    # Methods

    async def _do_getMe(self, _: Params) -> Params:  # noqa: N802 - Telegram's name
        return {"id": BOT_ID, "is_bot": True, "first_name": "faqbot", "username": USERNAME}

    async def _do_getUpdates(self, params: Params) -> list[Params]:  # noqa: N802
        if self.webhook:
            raise RefusedError(409, "Conflict: can't use getUpdates method while webhook is active")
        self.polls += 1
        offset = int(params.get("offset", 0))
        for update_id in [known for known in self.pending if known < offset]:
            del self.pending[update_id]
        until = time.monotonic() + float(params.get("timeout", 0))
        while not self.pending and time.monotonic() < until:
            self._changed.clear()
            try:
                async with asyncio.timeout(max(0.0, until - time.monotonic())):
                    await self._changed.wait()
            except TimeoutError:
                break
        return [self.pending[k] for k in sorted(self.pending)][: int(params.get("limit", 100))]

    async def _do_setWebhook(self, params: Params) -> bool:  # noqa: N802
        self.webhook, self.secret = params["url"], params.get("secret_token", "")
        for update in self.pending.values():
            self._queue(update)
        return True

    async def _do_deleteWebhook(self, _: Params) -> bool:  # noqa: N802
        self.webhook = ""
        return True

    async def _do_sendMessage(self, params: Params) -> Params:  # noqa: N802
        plain = params["text"]
        if params.get("parse_mode") == "HTML":
            plain = plain_of(params["text"])
        if not plain.strip():
            raise RefusedError(400, "Bad Request: message text is empty")
        if len(plain.encode("utf-16-le")) // 2 > 4096:
            raise RefusedError(400, "Bad Request: message is too long")
        _check_buttons(params)
        self._message_id += 1
        chat = {"id": int(params["chat_id"]), "type": "private"}
        return {"message_id": self._message_id, "date": 1, "chat": chat, "text": plain}

    # Webhook

    def _queue(self, update: Params) -> None:
        chat = _chat_of(update)
        self._queues.setdefault(chat, deque()).append(update)
        task = self._pushers.get(chat)
        if task is None or task.done():
            self._pushers[chat] = asyncio.create_task(self._push_all(chat))

    async def _push_all(self, chat: int) -> None:
        """Deliver a chat's updates in order, each until it is taken."""
        queue = self._queues[chat]
        while queue:
            update = queue[0]
            status = await self.push(json.dumps(update).encode())
            self.pushed.setdefault(update["update_id"], []).append(status)
            if status == 200:
                queue.popleft()
                self.pending.pop(update["update_id"], None)
            else:
                await asyncio.sleep(0.05)

    async def push(self, body: bytes, headers: dict[str, str] | None = None) -> int:
        """Post to the webhook, to one replica after another; returns the status, 0 for none."""
        addresses = self.replicas or [self.webhook]
        self._turn += 1
        given = {
            "Content-Type": "application/json",
            "X-Telegram-Bot-Api-Secret-Token": self.secret,
        } | (headers or {})
        return await post(addresses[self._turn % len(addresses)], body, given)


class RefusedError(Exception):
    """Telegram would refuse this call."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status


async def post(url: str, body: bytes, headers: dict[str, str], seconds: float = 60.0) -> int:
    """Post a body; returns the status, or 0 where no answer came."""
    target = urlsplit(url)
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(target.hostname, target.port)
            try:
                lines = [f"POST {target.path or '/'} HTTP/1.1", "Host: bot", "Connection: close"]
                lines += [f"{name}: {value}" for name, value in headers.items()]
                if not any(name.lower() == "content-length" for name in headers):
                    lines.append(f"Content-Length: {len(body)}")
                writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
                answer = await reader.readline()
                return int(answer.split()[1]) if answer else 0
            finally:
                writer.close()
    except (OSError, TimeoutError, IndexError, ValueError):
        return 0


async def _write(
    writer: asyncio.StreamWriter, status: int, body: bytes, kind: str = "application/json"
) -> bool:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()
    return True


def _problem(status: int, description: str, retry_after: int | None = None) -> bytes:
    answer: Params = {"ok": False, "error_code": status, "description": description}
    if retry_after is not None:
        answer["parameters"] = {"retry_after": retry_after}
    return json.dumps(answer).encode()


def _params(encoded: str) -> Params:
    return {name: _value(values[0]) for name, values in parse_qs(encoded).items()}


def _value(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    if text[:1] in "[{":
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _chat_of(update: Params) -> int:
    for content in update.values():
        if isinstance(content, dict):
            holder = content.get("chat") or content.get("from") or {}
            return int(holder.get("id", 0)) if isinstance(holder, dict) else 0
    return 0


def _check_buttons(params: Params) -> None:
    for row in params.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            data = button.get("callback_data")
            if not button["text"].strip() or (
                data is not None and not 1 <= len(data.encode()) <= 64
            ):
                raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")


class _Reader(HTMLParser):
    """Telegram's HTML: few tags, all of them closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.plain = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in _ALLOWED_TAGS:
            raise RefusedError(400, f"Bad Request: can't parse entities: unsupported tag {tag}")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise RefusedError(400, "Bad Request: can't parse entities: unexpected end tag")

    def handle_data(self, data: str) -> None:
        self.plain += data


def plain_of(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.open:
        raise RefusedError(400, "Bad Request: can't parse entities: unclosed tag")
    return reader.plain
