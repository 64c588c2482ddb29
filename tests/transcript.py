"""The transcript in the README: `python -m tests.transcript` writes it, a test compares it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
_BLOCK = re.compile(r"```console\n(?P<body>.*?)```", re.DOTALL)


def commands() -> list[str]:
    """The command lines of the README's transcript."""
    body = _BLOCK.search(README.read_text(encoding="utf-8"))
    assert body is not None
    return [line[2:] for line in body["body"].splitlines() if line.startswith("$ ")]


def written() -> str:
    """The transcript as it stands in the README."""
    body = _BLOCK.search(README.read_text(encoding="utf-8"))
    assert body is not None
    return body["body"]


def run() -> str:
    """The transcript as the program writes it today, in a terminal of 90 columns."""
    parts = []
    for command in commands():
        program, *arguments = shlex.split(command)
        assert program == "faqbot"
        done = subprocess.run(
            [sys.executable, "-m", "faqbot.cli", *arguments],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "COLUMNS": "90", "NO_COLOR": "1"},
        )
        lines = (line.rstrip() for line in done.stdout.splitlines())
        parts.append(f"$ {command}\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    README.write_text(
        _BLOCK.sub(lambda _: f"```console\n{run()}```", text, count=1), encoding="utf-8"
    )
