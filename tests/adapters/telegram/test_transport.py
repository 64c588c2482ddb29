"""How calls travel, seen from a proxy."""

from __future__ import annotations

import asyncio

import pytest

from faqbot.adapters.telegram import transport
from faqbot.adapters.telegram.transport import Transport

ADDRESS = "http://api.example.org/bot1:a/getMe"


async def heads_at_a_proxy(monkeypatch: pytest.MonkeyPatch, calls: int) -> list[str]:
    """Make calls through a proxy; returns what it was sent."""
    heads: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(calls):
            heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("http_proxy", f"http://ann:secret@127.0.0.1:{port}")
        sender = Transport(1)
        await sender.initialize()
        for _ in range(calls):
            assert await sender.do_request(ADDRESS, "POST") == (200, b"{}")
        await sender.shutdown()
    return heads


def test_calls_go_through_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    transport._proxy.cache_clear()
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)

    heads = asyncio.run(heads_at_a_proxy(monkeypatch, 2))

    assert [head.split()[:2] for head in heads] == [["POST", ADDRESS]] * 2
    assert all("Proxy-Authorization: Basic YW5uOnNlY3JldA==" in head for head in heads)


def test_a_host_that_is_exempt_is_called_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    transport._proxy.cache_clear()
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "api.example.org")

    assert transport._proxy_to(ADDRESS) is None
    assert transport._proxy_to("http://other.example.org/") == "http://127.0.0.1:9"
