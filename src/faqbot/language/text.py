"""Patients' text made uniform: Unicode, case, punctuation, stretched letters, tokens."""

from __future__ import annotations

import re
import unicodedata

# Nobody asks a question that is longer; a pasted book must not hold up the next patient.
MAX_CHARACTERS = 8_000

_SINGLE_QUOTES = dict.fromkeys(map(ord, "‘’‚‛`´ʼ＇"), "'")
_DOUBLE_QUOTES = dict.fromkeys(map(ord, "“”„‟«»"), '"')
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_TYPOGRAPHY = _SINGLE_QUOTES | _DOUBLE_QUOTES | _DASHES | {ord("…"): "..."}
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")  # "pleeeease", but neither "11111" nor "all"
_THRICE = [3 * letter for letter in "abcdefghijklmnopqrstuvwxyz"]
_DOSE = re.compile(r"(\d)(mg|mcg|ml|g|kg|hrs?|x)\b")  # "75mg" holds two words
_TOKEN = re.compile(r"[^\W_]+(?:['.][^\W_]+)*")
_ASCII_TOKEN = re.compile(_TOKEN.pattern, re.ASCII)  # finds the same in ASCII, quicker


def normalise(text: str) -> str:
    """Return `text` in one form for all ways to type it; the meaning does not change.

    Compatibility characters become plain ones (NFKC), letters lower case, typographic quotes
    and dashes ASCII, three or more equal letters two, any run of blanks one. What is
    longer than `MAX_CHARACTERS` keeps its first and last halves: long messages open with the
    story and end with the question.
    """
    if len(text) > MAX_CHARACTERS:
        half = MAX_CHARACTERS // 2
        text = f"{text[:half]} {text[-half:]}"
    text = text.replace("`", "'").lower() if text.isascii() else _plain(text)
    # Hardly any text has such letters; to search for each is quicker than the expression.
    if not text.isascii() or any(letters in text for letters in _THRICE):
        text = _STRETCHED.sub(r"\1\1", text)
    return " ".join(_DOSE.sub(r"\1 \2", text).split())


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHY).casefold()
    return _INVISIBLE.sub("", text)


def tokens(text: str) -> list[str]:
    """Return the words and numbers of normalised text, with one-letter words ("vitamin c").

    Apostrophes inside a word vanish, as half of the patients leave them out: `can't` and
    `cant` are one token. Signs and emoji are no tokens.
    """
    found: list[str] = (_ASCII_TOKEN if text.isascii() else _TOKEN).findall(text)
    return [token.replace("'", "") for token in found] if "'" in text else found


def name_key(name: str) -> str:
    """Return a name as it is looked up: `Co-Codamol®` is `co codamol`."""
    return " ".join(tokens(normalise(name)))
