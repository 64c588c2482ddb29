"""What a button carries: an action, the corpus that it was made for, and opaque short ids.

Telegram allows 64 bytes, keeps them for ever and shows them to nobody. They hold no text: an
entry is named by the first 48 bits of a hash of its id.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from enum import StrEnum

_VERSION = "v1"
_MOST_BYTES = 64
SHORT = 8  # characters of a short id
CORPUS = 6  # characters of a corpus digest


class Action(StrEnum):
    """What pressing a button does."""

    CHOOSE = "c"  # one of the choices offered
    NOT_MEANT = "n"  # the answer was not what was asked; carries the next choices
    NONE = "x"  # none of the choices offered
    GOOD = "g"
    BAD = "b"
    WHY = "w"  # why an answer was bad: one letter, then the entry
    REGION = "r"
    MEDICINES = "m"  # a page of the list of medicines
    MEDICINE = "s"


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button."""

    action: Action
    corpus: str  # prefix of the digest of the corpus that the button was made for
    payload: str

    @property
    def ids(self) -> tuple[str, ...]:
        """The short ids in the payload."""
        return tuple(self.payload[i : i + SHORT] for i in range(0, len(self.payload), SHORT))


def encode(action: Action, digest: str, payload: str = "") -> str:
    """Return the data of a button; ValueError where it would have more than 64 bytes."""
    data = f"{_VERSION}|{action}|{digest[:CORPUS]}|{payload}"
    if len(data.encode()) > _MOST_BYTES:
        raise ValueError(f"a button holds at most {_MOST_BYTES} bytes, not {len(data.encode())}")
    return data


def decode(data: str | None) -> Press | None:
    """Return what was pressed, or None for data that this version did not write."""
    fields = (data or "").split("|")
    if len(fields) != 4 or fields[0] != _VERSION or fields[1] not in tuple(Action):
        return None
    return Press(Action(fields[1]), fields[2], fields[3])


def short(text: str) -> str:
    """Return a short id for an entry id or a choice: 48 bits, as 8 letters of base64url."""
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=6).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")
