from __future__ import annotations

from pathlib import Path

from tests.authoring.drafts import checked, text_of

BODY = "## Use\n\nSee [risks](#rare-but-serious), [none](#rare), [q](#q1), [no q](#q9).\n"


def places(folder: Path, body: str) -> list[tuple[str, int | None]]:
    other = text_of(body="## Storage\n\nIn a dry place.\n").replace("Duloxetine", "Zentral")
    faqs = "  - q: Why?\n    a: For pain.\n"
    findings = checked(folder, duloxetine=text_of(faqs, body), zentral=other)
    return [(f.code, f.line) for f in findings if f.code.startswith("dead-")]


def test_an_anchor_without_a_heading_is_dead(tmp_path: Path) -> None:
    body = BODY + "\n## Rare but **serious**\n\nFits.\n"

    assert places(tmp_path, body) == [("dead-anchor", 12), ("dead-anchor", 12)]


def test_links_to_other_files_are_followed(tmp_path: Path) -> None:
    body = (
        "## Use\n\n[a](zentral.md#storage) [b](zentral.md) [c](https://example.org/#x)\n"
        "[d](zentral.md#nothing)\n[e](nothing.md#storage)\n"
    )

    assert places(tmp_path, body) == [("dead-anchor", 13), ("dead-link", 14)]
