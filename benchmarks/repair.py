"""How well the generator's residue is undone, checked against the body's own clean list.

The generated monographs hold each FAQ twice: damaged in the front matter, clean in the body's
"FAQs" section. A repair is right where the two agree.

    python -m benchmarks.repair FOLDER
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from faqbot.corpus.body import is_faq_section, split_sections
from faqbot.corpus.finding import Findings
from faqbot.corpus.front_matter import read_front_matter
from faqbot.corpus.repair import repair

_NUMBERED = re.compile(
    r"^[ \t]*(?:[-*][ \t]+)?(?:#{1,6}[ \t]*)?\**Q\d+[.:]\**[ \t]*(.+?)\**[ \t]*$", re.MULTILINE
)
_ANSWER = re.compile(r"\s*\**A\**:\**(.*?)(?=^#{1,6}[ \t]|\Z)", re.MULTILINE | re.DOTALL)


def listed(body: str) -> list[tuple[str, str]]:
    """Return the questions and answers of the body's FAQ section; "" where there is no answer."""
    text = "\n".join(
        f"### {section.heading}\n{section.text}"
        for section in split_sections(body)
        if is_faq_section(section)
    )
    _, *parts = _NUMBERED.split(text)
    answers = (_ANSWER.match(rest) for rest in parts[1::2])
    return [
        (question, "" if answer is None else answer[1])
        for question, answer in zip(parts[::2], answers, strict=True)
    ]


def main(folder: Path) -> None:
    """Print the share of files in which all questions, and all answers, are right."""
    files = right_questions = right_answers = 0
    wrong: list[str] = []
    for path in sorted(folder.glob("*.md")):
        front_matter = read_front_matter(path.read_text(encoding="utf-8"), Findings(str(path)))
        if front_matter is None or not front_matter.values.get("faqs"):
            continue
        files += 1
        repaired = [repair(faq["q"], faq["a"]) for faq in front_matter.values["faqs"]]
        clean = listed(front_matter.body)
        questions = [_plain(item.question) for item in repaired]
        answers = [_plain(item.answer) for item in repaired]
        same_questions = questions == [_plain(question) for question, _ in clean]
        same_answers = answers == [_plain(answer) for _, answer in clean]
        right_questions += same_questions
        right_answers += same_answers
        if not (same_questions and same_answers):
            wrong.append(f"  {path.name}: {_first_difference(repaired, clean)}")
    print(f"{files} files with FAQs")
    print(
        f"questions right in {right_questions / files:.2%}, answers in {right_answers / files:.2%}"
    )
    print("\n".join(wrong))


def _plain(text: str) -> str:
    return re.sub(r"[\s*]+", "", text)


def _first_difference(repaired: list, clean: list) -> str:  # type: ignore[type-arg]
    for item, (question, answer) in zip(repaired, clean, strict=False):
        if _plain(item.question) != _plain(question):
            return f"question {item.question!r}, listed {question!r}"
        if _plain(item.answer) != _plain(answer):
            return f"answer {item.answer!r}, listed {answer!r}"
    return f"{len(repaired)} in the front matter, {len(clean)} listed"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
