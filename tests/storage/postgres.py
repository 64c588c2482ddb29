"""A real PostgreSQL for tests, from Debian's package, on loopback and in a temporary folder.

`postgres_url` is the address of an empty database of its own for each test.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

_ABSENT = "PostgreSQL is not installed; run: apt-get install postgresql"
_START_SECONDS = 30.0
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Start a server, give the address up to the name of a database, stop it."""
    found = programs()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(_ABSENT)
        pytest.skip(_ABSENT)
    with tempfile.TemporaryDirectory(prefix="faqbot-pg-", ignore_cleanup_errors=True) as name:
        yield from serve(found, Path(name))


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """Return the address of a new, empty database, in the form in which platforms set it."""
    database = f"test{next(_numbers)}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {database}".encode())
    return f"{postgres_server}/{database}"


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, or None where it is not installed."""
    found = shutil.which("postgres")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


def serve(programs: Path, folder: Path) -> Iterator[str]:
    """Run a server in a folder; yields its address up to the name of a database."""
    user = _user()
    if user:
        shutil.chown(folder, user["user"], user["group"])
    data = folder / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "faqbot", "--auth=trust", "--no-sync",
         "--encoding=UTF8", "--locale=C"],
        check=True, capture_output=True, cwd=folder, **user,
    )  # fmt: skip
    port = _free_port()
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port),
             "-k", folder, "-F"],
            stdout=log, stderr=log, cwd=folder, **user,
        )  # fmt: skip
    try:
        url = f"postgres://faqbot@127.0.0.1:{port}"
        _wait(server, url, folder / "log")
        yield url
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:  # a test has left a connection open
            server.kill()
            server.wait()


def _user() -> dict[str, Any]:
    """Return whom to run the server as: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            psycopg.connect(f"{url}/postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"PostgreSQL did not start:\n{log.read_text()}")
            time.sleep(0.05)
        else:
            return
