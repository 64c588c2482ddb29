r"""Undo the residue that a generator left in the front matter's FAQs.

The generator split `**Q?**\n\n**A:** text` in the wrong place. What it left behind::

    q: "How long does it take?**\n\n**A:** It may take several weeks."
    a: "A:** It may take several weeks."

The answer is in there twice, so a repair can be proved: where the text behind the marker in
`q` says the same as `a`, cutting it off loses nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# `A:**`, `A**:`, `**A:**`, `A:` and `**A**:`, with the blanks around them.
_MARKER = r"\*{0,2}A\*{0,2}:\*{0,2}"
_LEADING_MARKER = re.compile(rf"\s*{_MARKER}\s*")
_INNER_MARKER = re.compile(rf"\s*(?:\*\*\s*|\n\s*){_MARKER}\s*")
_LEADING_NUMBER = re.compile(r"^\s*\**\s*Q\s*\d+\s*[.:]\s*\**\s*")


_LEFT_OF_NUMBER = re.compile(r"\s*[.:)]\s+")  # of "Q10. How …" the generator cut off "Q10"
_NEXT_SECTION = re.compile(r"\n\s*#{1,2}\s")


@dataclass(frozen=True, slots=True)
class Repaired:
    """A question and its answer as their author wrote them."""

    question: str
    answer: str
    doubt: str | None = None  # what was cut without proof, for the author to look at


def repair(question: str, answer: str) -> Repaired:
    """Take generator residue out of a question and its answer; clean text passes unchanged.

    The question is cut at the marker that glues an answer to it, which is proved where that
    answer equals `answer`. The answer loses the marker at its start and, where the generator
    ran on into the next section of the body, that section; the rest of its text is unchanged.
    """
    cleaned = _strip_marker(question, answer)
    end = _glue(question, cleaned)
    section = _NEXT_SECTION.search(cleaned)
    doubt = None
    if end is None:
        glued = _INNER_MARKER.search(question)
        if glued is not None:
            end = glued.start()
            doubt = "goes on with an answer that is not its answer"
    if section is not None:
        cleaned = cleaned[: section.start()].rstrip()
        doubt = "has an answer that runs on into the next section"
    return Repaired(_clean_question(question[:end]), cleaned, doubt)


def _glue(question: str, answer: str) -> int | None:
    """Return where the question ends and a copy of its answer begins."""
    for marker in _INNER_MARKER.finditer(question):
        if _squash(question[marker.end() :]) == _squash(answer):
            return marker.start()
    return None


def _strip_marker(question: str, answer: str) -> str:
    """Drop a leading `A:**`; a bare `A:` only where the question shows the same residue.

    Without that evidence, `A: 5000 IU daily` may be what the author wrote of vitamin A.
    """
    marker = _LEADING_MARKER.match(answer)
    if marker is None:
        return answer.strip()
    if "*" in marker.group() or _INNER_MARKER.search(question):
        return answer[marker.end() :].strip()
    return answer.strip()


def _clean_question(question: str) -> str:
    question = _LEADING_NUMBER.sub("", question, count=1)
    question = _LEFT_OF_NUMBER.sub("", question, count=1) if question[:1] in ".:)" else question
    question = question.strip()
    if question.count("**") % 2:  # the closing half of a bold span whose opening half is gone
        question = question.removesuffix("**")
    return " ".join(question.split())


def _squash(text: str) -> str:
    return "".join(text.split())
