from __future__ import annotations

import os
from pathlib import Path

import pytest

from faqbot.corpus.reader import MAX_BYTES, load_corpus, read_corpus
from faqbot.errors import CorpusError

GOOD = (
    "---\ntitle: Zentral\nlastModified: '2026-01-02'\nfaqs:\n  - q: Why?\n    a: For pain.\n---\n"
)


def write(folder: Path, name: str, text: str = GOOD) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def codes(folder: Path) -> list[str]:
    return [finding.code for finding in read_corpus(folder).findings]


def test_the_shipped_monographs_have_neither_errors_nor_warnings() -> None:
    folder = Path(__file__).parents[2] / "faqs"

    assert read_corpus(folder).findings == ()


def test_good_files_load_beside_bad_ones_and_all_problems_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "good.md")
    write(tmp_path, "one.md", "no front matter")
    write(tmp_path, "two.md", "---\ntitle: [\n---\n")

    reading = read_corpus(tmp_path)

    assert [monograph.slug for monograph in reading.corpus.monographs] == ["good"]
    assert codes(tmp_path) == ["no-front-matter", "bad-yaml"]
    with pytest.raises(CorpusError, match=r"one\.md(?s:.*)two\.md"):
        load_corpus(tmp_path)
    assert len(load_corpus(tmp_path, strict=False).monographs) == 1


def test_bytes_that_are_not_utf8_are_reported_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "latin.md").write_bytes(b"---\ntitle: Zentral\ndescription: caf\xe9\n---\n")

    finding = read_corpus(tmp_path).findings[0]

    assert (finding.code, finding.line) == ("not-utf-8", 3)
    assert "0xe9" in finding.found


def test_a_huge_file_is_reported_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.md").open("wb") as file:
        file.truncate(50_000_000)

    (finding, _) = read_corpus(tmp_path).findings

    assert finding.code == "too-large"
    assert "50.0 MB" in finding.found
    assert MAX_BYTES < 50_000_000


def test_two_files_of_one_name_clash_whatever_their_case_or_folder(tmp_path: Path) -> None:
    write(tmp_path, "zentral.md")
    write(tmp_path, "sub/Zentral.md")

    reading = read_corpus(tmp_path)

    assert codes(tmp_path) == ["duplicate-slug"]
    assert len(reading.corpus.monographs) == 1


def test_links_that_lead_in_circles_are_reported_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "good.md")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.md").symlink_to(tmp_path / "self.md")

    assert sorted(codes(tmp_path)) == ["symlink-loop", "unreadable"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "secret.md").chmod(0)

    assert "unreadable" in codes(tmp_path)


@pytest.mark.parametrize("name", ["missing", "a-file.txt", "empty"])
def test_a_place_without_monographs_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a-file.txt").write_text("x", encoding="utf-8")

    with pytest.raises(CorpusError, match="--faqs DIR"):
        load_corpus(tmp_path / name, strict=False)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "zentral.md").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())

    (monograph,) = load_corpus(tmp_path).monographs

    assert monograph.entries[0].text == "For pain."


def test_the_digest_depends_on_every_file_and_on_nothing_else(tmp_path: Path) -> None:
    path = write(tmp_path, "zentral.md")
    first = load_corpus(tmp_path).digest

    assert load_corpus(tmp_path).digest == first
    path.write_text(GOOD.replace("pain", "fever"), encoding="utf-8")
    assert load_corpus(tmp_path).digest != first


def test_a_banned_monograph_has_no_entries_in_the_corpus(tmp_path: Path) -> None:
    write(tmp_path, "zentral.md", GOOD.replace("title", "is_banned: true\ntitle"))

    assert load_corpus(tmp_path).entries == ()
