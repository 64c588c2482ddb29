"""How python-telegram-bot's calls travel. Owns aiohttp.

Its own transport, on httpx, takes three times as long for a call and checks every open connection
for each one.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_TIME_OUT = 10.0  # seconds to connect, and to wait for an answer
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}

Seconds = float | None | object  # as python-telegram-bot hands them over


class Transport(BaseRequest):
    """Sends calls; opened by `initialize`, closed by `shutdown`.

    Args:
        connections: open at the same time at most.
    """

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer where a call does not say otherwise."""
        return _TIME_OUT

    async def initialize(self) -> None:
        """Open."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        write_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        connect_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        pool_timeout: Seconds = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one call; returns the status and the body of the answer.

        Only `read_timeout` can differ from call to call. No files are sent.

        Raises:
            TimedOut: no answer came in time; the call may have had its effect.
            NetworkError: the connection failed.
        """
        del write_timeout, connect_timeout, pool_timeout
        if self._session is None:
            raise RuntimeError("the transport is not open")
        wait = read_timeout if isinstance(read_timeout, int | float) else _TIME_OUT
        timeout = aiohttp.ClientTimeout(sock_connect=_TIME_OUT, total=wait + _TIME_OUT)
        body = urlencode(request_data.json_parameters).encode() if request_data else b""
        try:
            async with self._session.request(
                method, url, data=body, headers=_FORM, timeout=timeout, proxy=_proxy_to(url)
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:  # its message holds the address
            raise NetworkError(type(error).__name__) from None


def _proxy_to(url: str) -> str | None:
    """Return the proxy that the environment names for an address.

    aiohttp would look, too (`trust_env`), but for every call, in a thread, and in files.
    """
    parts = urlsplit(url)
    return _proxy(parts.scheme, parts.netloc)


@lru_cache
def _proxy(scheme: str, host: str) -> str | None:
    return None if proxy_bypass(host) else getproxies().get(scheme)
