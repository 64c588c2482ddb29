from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.process
def test_the_wheel_carries_monographs_knowledge_models_and_types(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )

    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())

    assert "faqbot/py.typed" in names
    assert "faqbot/faqs/duloxetine.md" in names
    assert "faqbot/data/models/topics.npz" in names
    assert "faqbot/data/topics/onset.yaml" in names
    assert {"faqbot/data/gates.yaml", "faqbot/evaluation/report.html"} <= names
    assert "faqbot/data/authoring/core_topics.yaml" in names
    assert "faqbot/authoring/templates/coverage.html" in names
    assert "faqbot/storage/migrations/v0001_first_tables.py" in names
    assert "faqbot/adapters/backlog/page.html.jinja" in names
    assert not [name for name in names if name.startswith("tests")]
