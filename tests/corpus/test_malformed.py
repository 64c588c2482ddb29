"""Golden files: each malformed monograph in tests/data/malformed has its findings beside it.

To renew them after a change of wording: `python -m tests.corpus.test_malformed`, then read the
difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from faqbot.corpus.finding import Findings
from faqbot.corpus.monograph import parse
from faqbot.corpus.review import review_text

FOLDER = Path(__file__).parents[1] / "data" / "malformed"
FILES = sorted(FOLDER.glob("*.md"))


def described(path: Path) -> str:
    findings = Findings(path.name)
    text = path.read_text(encoding="utf-8")
    monograph = parse(text, slug=path.stem, findings=findings)
    review_text(text, has_front_matter=monograph is not None, findings=findings)
    served = [] if monograph is None else [f"{e.id}: {e.title}" for e in monograph.entries]
    lines = [*(str(finding) for finding in findings.items), "", "served:", *served]
    return "\n".join(lines) + "\n"


def test_there_are_malformed_files() -> None:
    assert len(FILES) >= 15


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_malformed_monograph_is_described_with_line_and_remedy(path: Path) -> None:
    assert described(path) == path.with_suffix(".txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    for file in FILES:
        file.with_suffix(".txt").write_text(described(file), encoding="utf-8")
