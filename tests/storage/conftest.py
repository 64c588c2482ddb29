"""Every test of the store runs on both databases; NOW is when they all happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from faqbot.storage import Retention, Store

KEY = b"a key that only tests have, 32 b"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OpenStore = Callable[..., Store]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path}/faqbot.db"


@pytest.fixture
def open_store(url: str) -> Iterator[OpenStore]:
    """Open stores on one database, as replicas do; they are closed at the end."""
    opened = []

    def open_one(**keep: object) -> Store:
        opened.append(Store.open(url, key=KEY, keep=Retention(**keep)))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    return open_store(unanswered=True)
