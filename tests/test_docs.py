"""The documentation: links lead somewhere, and every command, option and setting is in it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer
from typer.core import TyperGroup

from faqbot.cli import app
from faqbot.corpus.body import split_sections
from faqbot.settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
WRITING = (ROOT / "docs" / "writing-a-monograph.md").read_text(encoding="utf-8")

_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
_ELSEWHERE = re.compile(r"[a-z]+:|//")


def links(page: Path) -> list[str]:
    """Where a page leads within the repository."""
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    targets = (first or second for first, second in _LINK.findall(text))
    return [target for target in targets if not _ELSEWHERE.match(target)]


def leads_somewhere(page: Path, target: str) -> bool:
    path, _, anchor = unquote(target).partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.exists():
        return False
    if not anchor or file.suffix != ".md":
        return not anchor
    text = file.read_text(encoding="utf-8")
    return anchor in {section.anchor for section in split_sections(text)}


def options(name: str) -> list[str]:
    """The long options of a command, without those that all have."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    names = [opt for parameter in group.commands[name].params for opt in parameter.opts]
    return [opt for opt in names if opt.startswith("--") and opt not in ("--faqs", "--help")]


def command_names() -> list[str]:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return sorted(group.commands)


def test_there_are_pages_with_links() -> None:
    assert len(PAGES) >= 4
    assert sum(len(links(page)) for page in PAGES) >= 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [target for target in links(page) if not leads_somewhere(page, target)] == []


def test_a_dead_link_would_be_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One\n\n[a](#one) [b](#two) [c](no.md) [d](page.md#one)\n", encoding="utf-8")

    assert [t for t in links(page) if not leads_somewhere(page, t)] == ["#two", "no.md"]


def test_every_page_can_be_reached_from_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    seen = {index}
    waiting = [index]
    while waiting:
        page = waiting.pop()
        for target in links(page):
            file = (page.parent / target.partition("#")[0]).resolve()
            if file.suffix == ".md" and file not in seen and file.exists():
                seen.add(file)
                waiting.append(file)

    assert [page for page in PAGES if page not in seen] == []


@pytest.mark.parametrize("name", command_names())
def test_every_command_is_documented_with_every_option(name: str) -> None:
    section = next(
        (s for s in split_sections(COMMANDS) if s.heading.startswith(f"faqbot {name}")), None
    )

    assert section is not None, f"docs/commands.md has no section on faqbot {name}"
    assert [option for option in options(name) if f"`{option}" not in section.text] == []


def test_no_command_is_documented_that_does_not_exist() -> None:
    documented = re.findall(r"^### `faqbot (\S+?)[ `]", COMMANDS, re.MULTILINE)

    assert sorted(documented) == command_names()


def test_every_setting_is_documented() -> None:
    assert Settings.model_fields
    for name, field in Settings.model_fields.items():
        variable = field.validation_alias or f"FAQBOT_{name.upper()}"
        assert f"`{variable}`" in COMMANDS


def test_every_code_that_check_may_give_an_author_is_explained() -> None:
    rules = (ROOT / "src" / "faqbot" / "authoring").rglob("*.py")
    source = "".join(path.read_text(encoding="utf-8") for path in rules)
    codes = set(re.findall(r"\.(?:warning|note|error)\(\s*\"([a-z-]+)\"", source))

    assert len(codes) > 15
    assert [code for code in sorted(codes) if f"`{code}`" not in WRITING] == []
