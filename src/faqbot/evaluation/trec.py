"""The forms of TREC: topics and qrels in, runs out."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from faqbot.dialogue.reply import Outcome
from faqbot.errors import QuestionSetError
from faqbot.evaluation.files import opened
from faqbot.evaluation.questions import LabelledQuestion, RowError, question_of

Qrels = dict[str, dict[str, int]]  # topic → document → relevance
RUN_NAME = "faqbot"

_FIELD = re.compile(r"<(num|title)>\s*(?:Number:|Topic:)?\s*([^<]*)", re.IGNORECASE)
_LONGEST_TOPIC = 200  # lines; an unclosed one must not swallow the file


@dataclass(frozen=True, slots=True)
class Topic:
    """A question without its judgements."""

    id: str
    text: str


def read_topics(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Topic | RowError]]:
    """Yield (line, topic): `<top>` blocks with `<num>` and `<title>`, or `id<TAB>text` lines."""
    block: list[str] = []
    start = 0
    for number, line in lines:
        if "<top>" in line.lower() or (block and len(block) > _LONGEST_TOPIC):
            if block:
                yield start, RowError("the topic does not end. Close it with </top>.")
            block, start = [line], number
        elif block:
            block.append(line)
        elif line.strip():
            yield number, _tab_separated(line)
        if block and "</top>" in line.lower():
            yield start, _tagged("".join(block))
            block = []
    if block:
        yield start, RowError("the topic does not end. Close it with </top>.")


def read_qrels(path: Path) -> Qrels:
    """Read `topic iteration document relevance` lines; they are held in memory.

    Raises:
        QuestionSetError: the file cannot be read or a line has another form.
    """
    qrels: Qrels = {}
    with opened(str(path)) as file:
        for number, line in enumerate(file, start=1):
            parts = line.split()
            if len(parts) == 4 and re.fullmatch(r"-?\d+", parts[3]):
                qrels.setdefault(parts[0], {})[parts[2]] = int(parts[3])
            elif parts:
                raise QuestionSetError(
                    f"{path}:{number}: {line.strip()!r} is no judgement. "
                    "Write: topic iteration document relevance."
                )
    return qrels


def question_of_topic(topic: Topic, qrels: Qrels) -> LabelledQuestion:
    """Join a topic with its judgements.

    Documents are entries (`slug#q1`) or whole monographs (`slug`). A topic without a relevant
    document is one to decline: were it skipped, wrong answers to it would vanish.
    """
    relevant = sorted(
        ((grade, document) for document, grade in qrels.get(topic.id, {}).items() if grade > 0),
        key=lambda pair: (-pair[0], pair[1]),
    )
    entries = [(grade, document) for grade, document in relevant if "#" in document]
    return question_of(
        {
            "id": topic.id,
            "text": topic.text,
            "expect": (Outcome.ANSWER if relevant else Outcome.ABSTAIN).value,
            "gold": [document for _, document in entries],
            "grades": [grade for grade, _ in entries],
            "gold_monographs": [document for _, document in relevant if "#" not in document],
        }
    )


def run_lines(topic: str, ranked: Iterable[str]) -> str:
    """Return the lines of a run for one topic.

    Scores are 1 / rank: tools sort by score, and the order that the patient saw is what counts.
    """
    name = re.sub(r"\s+", "_", topic)  # blanks divide the columns
    return "".join(
        f"{name} Q0 {document} {rank} {1 / rank:.6f} {RUN_NAME}\n"
        for rank, document in enumerate(ranked, start=1)
    )


def _tab_separated(line: str) -> Topic | RowError:
    name, tab, text = line.strip().partition("\t")
    if not tab or not text.strip():
        return RowError(f"{line.strip()!r} is no topic. Write: id, a tab, the question.")
    return Topic(name.strip(), text.strip())


def _tagged(block: str) -> Topic | RowError:
    fields = {name.lower(): html.unescape(text).strip() for name, text in _FIELD.findall(block)}
    if not fields.get("num") or not fields.get("title"):
        return RowError("the topic lacks a number or a title. Write <num> and <title>.")
    return Topic(fields["num"], " ".join(fields["title"].split()))
