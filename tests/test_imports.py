"""The arrows between the rooms point down, and each library has one owner."""

from __future__ import annotations

import re
from pathlib import Path

import grimp
import pytest

SOURCE = Path(__file__).parents[1] / "src" / "faqbot"
# From top to bottom: a room may import those below it, never one above or beside it.
ROOMS = (
    ("cli", "training"),
    ("adapters",),
    ("settings", "authoring"),
    ("evaluation", "storage"),
    ("dialogue",),
    ("safety", "matching"),
    ("language",),
    ("corpus",),
    ("resources", "errors"),
)
OWNERS = {
    "aiohttp": {"adapters"},
    "alembic": {"storage"},
    "distributed": {"evaluation"},
    "frontmatter": {"corpus"},
    "jinja2": {"adapters", "authoring", "evaluation"},
    "markdown_it": {"adapters"},
    "matplotlib": {"authoring", "evaluation"},
    "openpyxl": {"authoring"},
    "prometheus_client": {"adapters"},
    "prompt_toolkit": {"adapters"},
    "py3langid": {"language"},
    "pydantic": {"corpus", "settings", "storage"},
    "pydantic_settings": {"settings"},
    "rapidfuzz": {"language"},
    "rich": {"adapters"},
    "snowballstemmer": {"language"},
    "sqlalchemy": {"storage"},
    "starlette": {"adapters"},
    "structlog": {"adapters"},
    "telegram": {"adapters"},
    "typer": {"cli"},
    "uvicorn": {"adapters"},
    "watchfiles": {"adapters"},
}
PURE = ("corpus", "language", "matching", "safety", "dialogue")
IMPURE = ("asyncio", "http", "socket", "sqlite3", "subprocess", "urllib", "datetime.now", "random")


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("faqbot", include_external_packages=True)


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else module


def test_no_room_imports_one_above_or_beside_it(graph: grimp.ImportGraph) -> None:
    level = {room: number for number, rooms in enumerate(ROOMS) for room in rooms}
    wrong = []
    for module in graph.modules:
        if not module.startswith("faqbot."):
            continue
        for imported in graph.find_modules_directly_imported_by(module):
            if imported.startswith("faqbot.") and room_of(module) != room_of(imported):
                assert room_of(module) in level, f"{module} has no place in ROOMS"
                if level[room_of(imported)] <= level[room_of(module)]:
                    wrong.append(f"{module} imports {imported}")

    assert wrong == []


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_each_library_has_one_owner(graph: grimp.ImportGraph, library: str) -> None:
    rooms = {room_of(module) for module in graph.find_modules_that_directly_import(library)}

    assert rooms == OWNERS[library]


def test_the_core_touches_no_network_clock_or_chance() -> None:
    files = [path for room in PURE for path in sorted((SOURCE / room).rglob("*.py"))]
    impure = re.compile(rf"^\s*(?:import|from) (?:{'|'.join(IMPURE)})\b|\.now\(", re.MULTILINE)

    assert len(files) > 20
    assert [path.name for path in files if impure.search(path.read_text(encoding="utf-8"))] == []
