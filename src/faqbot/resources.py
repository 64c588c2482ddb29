"""The knowledge files in `data/`, found wherever the package is installed."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parent / "data"
_SHIPPED = (
    Path(__file__).parent / "faqs",  # in an installed wheel
    Path(__file__).parents[2] / "faqs",  # in a checkout
)


def data_path(name: str) -> Path:
    """Return the path of a file in `data/`, given as `medicines/existing.tsv.gz`."""
    return _DATA / name


def shipped_monographs() -> Path:
    """Return the folder of the monographs that come with faqbot."""
    return next((folder for folder in _SHIPPED if folder.is_dir()), _SHIPPED[-1])


def read_text(name: str) -> str:
    """Return the text of a file in `data/`; `.gz` is unpacked."""
    data = data_path(name).read_bytes()
    return (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8")


@cache
def read_words(name: str) -> frozenset[str]:
    """Return the lines of a word list in `data/`, without blank lines and `#` comments."""
    lines = (line.partition("#")[0].strip() for line in read_text(name).splitlines())
    return frozenset(line for line in lines if line)


@cache
def read_yaml(name: str) -> Any:  # noqa: ANN401 - each caller knows its file's form
    """Return the content of a YAML file in `data/`; do not change it, it is cached."""
    return parse_yaml(read_text(name))


def parse_yaml(text: str) -> Any:  # noqa: ANN401 - each caller knows its file's form
    """Return what a text in YAML says."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
