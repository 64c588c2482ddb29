"""The YAML block at the top of a monograph, read strictly and with line numbers.

python-frontmatter finds and splits the block. Its own loader is silent where an author
needs to be told (an unclosed block or a list becomes `{}`, of two equal keys the last one
wins), hence the strict loader here. This module owns python-frontmatter and PyYAML.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from faqbot.corpus.finding import Findings

_TIMESTAMP = "tag:yaml.org,2002:timestamp"
# libyaml's loader is about ten times faster; PyYAML leaves it out where it was built without.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc]
    """Leaves dates as text, so that 2025-13-45 is reported as a wrong date at its line."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's way
        letter: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
        for letter, resolvers in _SafeLoader.yaml_implicit_resolvers.items()
    }


_HANDLER = YAMLHandler()

Location = tuple[str | int, ...]  # the way to a value: ("faqs", 0, "q")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values of the block, where each of them stands, and the Markdown below it."""

    values: dict[str, Any]
    lines: dict[Location, int]
    body: str
    body_line: int  # the line in the file on which the body begins

    def line(self, location: Location) -> int:
        """Return the line of a value, or of the nearest value around it."""
        while location not in self.lines and location:
            location = location[:-1]
        return self.lines.get(location, 1)


def read_front_matter(text: str, findings: Findings) -> FrontMatter | None:
    """Split `text` into front matter and body; None, with the reason noted, if it has none."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    stripped = text.lstrip()
    if not _HANDLER.detect(stripped):
        findings.error(
            "no-front-matter",
            "The file has no front matter, so it has no title, date or questions to show.",
            "Start it with a block between two lines `---` that holds title, lastModified and "
            "faqs.",
            line=1,
        )
        return None
    try:
        block, body = _HANDLER.split(stripped)
    except ValueError:
        findings.error(
            "unclosed-front-matter",
            "The front matter opens with `---` and never closes.",
            "Put a line `---` below its last key.",
            line=_line_at(text, len(text) - len(stripped)),
        )
        return None
    # The split drops the two boundary lines, so places are counted back from the end.
    block_line = _line_at(text, text.index(block, len(text) - len(stripped)))
    body_line = _line_at(text, len(text) - len(body))
    return _load(block, block_line, body, body_line, findings)


def _load(
    block: str, block_line: int, body: str, body_line: int, findings: Findings
) -> FrontMatter | None:
    try:
        loader = _Loader(block)
        node = loader.get_single_node()
        values = None if node is None else loader.construct_document(node)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # RecursionError: brackets nested by the thousand.
        mark = getattr(error, "problem_mark", None)
        findings.error(
            "bad-yaml",
            f"The front matter is not valid YAML: {_problem(error)}.",
            "Correct it; text with a colon, a quote or a # in it needs quotes around it.",
            line=block_line + (mark.line if mark is not None else 0),
        )
        return None
    if not isinstance(node, yaml.MappingNode) or not isinstance(values, dict):
        found = "empty" if values is None else f"a {type(values).__name__}"
        findings.error(
            "not-a-mapping",
            f"The front matter is {found}, not `key: value` lines.",
            "Write one key a line: title, description, is_banned, lastModified, faqs.",
            line=block_line,
        )
        return None
    places = _Places(block_line, findings)
    places.visit(node, ())
    return None if places.duplicates else FrontMatter(values, places.lines, body, body_line)


class _Places:
    """Walks the YAML nodes once for line numbers and duplicate keys."""

    def __init__(self, first_line: int, findings: Findings) -> None:
        self.lines: dict[Location, int] = {}
        self.duplicates = 0
        self._first_line = first_line
        self._findings = findings
        self._seen: set[int] = set()

    def visit(self, node: yaml.Node, location: Location) -> None:
        if id(node) in self._seen:  # an alias (`*name`) leads back to a node already walked
            return
        self._seen.add(id(node))
        self.lines.setdefault(location, self._first_line + node.start_mark.line)
        if isinstance(node, yaml.MappingNode):
            self._visit_mapping(node, location)
        elif isinstance(node, yaml.SequenceNode):
            for number, item in enumerate(node.value):
                self.visit(item, (*location, number))

    def _visit_mapping(self, node: yaml.MappingNode, location: Location) -> None:
        first_lines: dict[str, int] = {}
        for key, value in node.value:
            line = self._first_line + key.start_mark.line
            name = str(key.value)
            if name in first_lines:
                self.duplicates += 1
                self._findings.error(
                    "duplicate-key",
                    f"The key `{name}` stands here a second time; "
                    f"the first is on line {first_lines[name]}.",
                    "Keep one of the two.",
                    line=line,
                )
            first_lines.setdefault(name, line)
            self.lines.setdefault((*location, name), line)
            self.visit(value, (*location, name))


def _problem(error: Exception) -> str:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return str(problem).strip().rstrip(".")


def _line_at(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
