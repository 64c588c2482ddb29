from __future__ import annotations

import re
from pathlib import Path

import pytest

from faqbot.settings import Settings
from tests import transcript

ROOT = Path(__file__).parents[1]


@pytest.mark.process
def test_the_transcript_is_what_the_program_prints() -> None:
    assert len(transcript.commands()) >= 3
    assert transcript.run() == transcript.written()


def test_the_map_names_every_room() -> None:
    readme = transcript.README.read_text(encoding="utf-8")
    rooms = {path.name for path in (ROOT / "src" / "faqbot").iterdir() if path.is_dir()}

    assert [room for room in sorted(rooms) if room[0] != "_" and f"{room}/" not in readme] == []


def test_every_setting_is_documented() -> None:
    readme = transcript.README.read_text(encoding="utf-8")
    names = [
        str(field.validation_alias or f"FAQBOT_{name.upper()}")
        for name, field in Settings.model_fields.items()
    ]

    assert names
    assert [name for name in names if f"| `{name}` |" not in readme] == []


def test_no_file_names_an_address_of_a_registry() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    assert "==" in lock
    assert not re.search(r"https?://|file://|--index|--find-links", lock)
