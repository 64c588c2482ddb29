"""Writing files so that nothing is lost if the machine stops in the middle of it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from faqbot.errors import AuthoringError


def write_text(path: Path, text: str) -> None:
    """Replace a file's content at once; its line ends and its permissions stay as given.

    Raises:
        AuthoringError: the file cannot be written.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Replace a file's content at once.

    Raises:
        AuthoringError: the file cannot be written.
    """
    target = path.resolve()  # a link stays a link
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(mode)
        Path(name).replace(target)
    except OSError as error:
        raise AuthoringError(
            f"{path}: cannot be written: {error.strerror}. Check the folder and its permissions."
        ) from error
