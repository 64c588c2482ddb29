"""From a folder of Markdown files to a `Corpus`, with all problems of all files at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from faqbot.corpus.finding import Finding, Findings, Severity
from faqbot.corpus.monograph import Entry, Monograph, parse
from faqbot.corpus.review import review_text
from faqbot.errors import CorpusError

# The longest of 1,339 generated monographs has 19 kB; what is larger is no monograph.
MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class Corpus:
    """The monographs that may be served."""

    monographs: tuple[Monograph, ...]  # in the order of their slugs
    digest: str  # SHA-256 over slugs and file contents: the same files give the same digest

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All entries of all monographs that are not banned, in a stable order."""
        return tuple(
            entry
            for monograph in self.monographs
            if not monograph.is_banned
            for entry in monograph.entries
        )

    @cached_property
    def _by_slug(self) -> dict[str, Monograph]:
        return {monograph.slug: monograph for monograph in self.monographs}

    def __getitem__(self, slug: str) -> Monograph:
        """Return the monograph with this slug; KeyError if there is none."""
        return self._by_slug[slug]


@dataclass(frozen=True, slots=True)
class MonographFile:
    """One file that could be read as text, whatever it holds."""

    path: Path
    slug: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a folder gave: the monographs that can be served, and all findings."""

    corpus: Corpus
    findings: tuple[Finding, ...]  # by file and line
    files: tuple[MonographFile, ...] = ()  # in the order of their paths

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep something from being served."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


def load_corpus(folder: Path | str, *, strict: bool = True) -> Corpus:
    """Load the monographs of a folder.

    Args:
        folder: searched with its subfolders for files that end in `.md`.
        strict: raise on any error. If False, files and entries with errors are left out.

    Raises:
        CorpusError: the folder has no monograph that can be served, or `strict` and there
            is any error. The message lists all of them.
    """
    reading = read_corpus(folder)
    if reading.errors and (strict or not reading.corpus.monographs):
        raise CorpusError("\n".join(str(error) for error in reading.errors))
    return reading.corpus


def read_corpus(folder: Path | str) -> Reading:
    """Read every monograph in a folder; never raises on what the files hold."""
    root = Path(folder)
    findings: list[Finding] = []
    files: list[MonographFile] = []
    hasher = hashlib.sha256()
    monographs: dict[str, Monograph] = {}
    paths: dict[str, Path] = {}  # slug, folded -> the file that has it
    for path in _markdown_files(root, findings):
        noted = Findings(str(path))
        slug = path.name[: -len(".md")]
        first = paths.setdefault(slug.casefold(), path)
        text = _read_text(path, noted)
        if first is not path:
            noted.error(
                "duplicate-slug",
                f"The name `{slug}` is taken by {first}.",
                "Rename one of the two files; their ids would clash.",
            )
        elif text is not None:
            files.append(MonographFile(path, slug, text))
            monograph = parse(text, slug=slug, findings=noted)
            review_text(text, has_front_matter=monograph is not None, findings=noted)
            if monograph is not None:
                monographs[slug] = monograph
                hasher.update(f"{slug}\0{text}\0".encode())
        findings += sorted(noted.items, key=lambda finding: finding.line or 0)
    if not monographs:
        findings.append(_no_monographs(root))
    ordered = tuple(monographs[slug] for slug in sorted(monographs))
    return Reading(Corpus(ordered, hasher.hexdigest()), tuple(findings), tuple(files))


def _no_monographs(root: Path) -> Finding:
    noted = Findings(str(root))
    found = "There is no monograph here that can be served."
    if not root.is_dir():
        found = "This is not a folder." if root.exists() else "This folder does not exist."
    noted.error(
        "no-monographs", found, "Name a folder of monographs (`.md` files) with --faqs DIR."
    )
    return noted.items[0]


def _markdown_files(root: Path, findings: list[Finding]) -> Iterator[Path]:
    """Yield the `.md` files below a folder by name; links are followed, loops noted once."""

    def note(error: OSError) -> None:
        noted = Findings(str(error.filename))
        noted.error("unreadable", f"Cannot be read: {error.strerror}.", "Check its permissions.")
        findings.extend(noted.items)

    for folder, subfolders, files in os.walk(root, onerror=note, followlinks=True):
        here = Path(folder)
        subfolders[:] = sorted(
            name
            for name in subfolders
            if not name.startswith(".") and not _leads_back(here / name, findings)
        )
        for name in sorted(files):
            if name.lower().endswith(".md") and not name.startswith("."):
                yield here / name


def _leads_back(folder: Path, findings: list[Finding]) -> bool:
    """Tell whether a link leads to a folder that it lies in, which would never end."""
    if not folder.is_symlink():
        return False
    target = folder.resolve()
    loops = target == folder.parent.resolve() or target in folder.parent.resolve().parents
    if loops:
        noted = Findings(str(folder))
        noted.error(
            "symlink-loop",
            f"This link leads back to {target}, a folder that it lies in; it is not followed.",
            "Remove the link.",
        )
        findings.extend(noted.items)
    return loops


def _read_text(path: Path, findings: Findings) -> str | None:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            findings.error(
                "too-large",
                f"The file has {size / 1e6:.1f} MB; a monograph has at most {MAX_BYTES / 1e6:.0f}.",
                "Split it into one file for each medicine, or remove it.",
            )
            return None
        data = path.read_bytes()
    except OSError as error:  # no permission, a link to itself or to nowhere, gone meanwhile
        findings.error(
            "unreadable", f"Cannot be read: {error.strerror}.", "Check permissions and links."
        )
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        findings.error(
            "not-utf-8",
            f"The byte 0x{data[error.start]:02x} is not valid UTF-8.",
            "Save the file with the encoding UTF-8.",
            line=data.count(b"\n", 0, error.start) + 1,
        )
        return None
