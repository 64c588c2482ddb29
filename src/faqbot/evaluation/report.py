"""A report of a run that a pharmacist can read: one HTML file that needs nothing else.

Owns jinja2. Everything that comes from question sets and monographs is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from faqbot import __version__
from faqbot.corpus.monograph import Entry
from faqbot.corpus.reader import Corpus
from faqbot.dialogue.reply import Outcome
from faqbot.evaluation import plots
from faqbot.evaluation.gates import GateResult, Light
from faqbot.evaluation.judgement import Failure
from faqbot.evaluation.measures import BY_NAME
from faqbot.evaluation.prediction import Prediction
from faqbot.evaluation.questions import LabelledQuestion
from faqbot.evaluation.summary import CONFIDENCE_TITLES, Summary, questions_of
from faqbot.evaluation.tally import Tally
from faqbot.language.topics import load_topics

MOST_GROUPS = 40  # rows of each table; all of them stand in --json
LONGEST = 420  # characters of an entry in the list of failures
GROUP_COLUMNS = ("precision_at_1", "answered_right", "wrong_answer", "wrong_medicine", "coverage")
TITLES = {
    Failure.MISSED_ALARM: ("Missed alarm", "an emergency or a crisis got no help card"),
    Failure.WRONG_MEDICINE: ("Wrong medicine", "the text shown is about another medicine"),
    Failure.ANSWERED_TO_DECLINE: ("Should have declined", "there is no answer to this here"),
    Failure.WRONG_ANSWER: ("Wrong answer", "the right medicine, but another question"),
    Failure.CRISIS_AS_EMERGENCY: ("Crisis as emergency", "help was shown, without crisis lines"),
    Failure.FALSE_ALARM: ("False alarm", "a help card where there was no alarm"),
    Failure.ASKED_IN_VAIN: ("Asked back in vain", "none of the choices offered is right"),
    Failure.NOT_ANSWERED: ("Not answered", "there is an answer, and it was not given"),
    Failure.OTHER: ("Other", "taken for another kind of message"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a report is about."""

    questions: tuple[str, ...]  # names of the sets, without their folders
    corpus: Corpus
    made: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureView:
    """One failure, in words."""

    kind: Failure
    question: LabelledQuestion
    reply: str  # what was done
    reply_text: str
    expected: str  # what should have been done
    expected_text: str
    why: str


def render(summary: Summary, tally: Tally, results: Sequence[GateResult], origin: Origin) -> str:
    """Return the report as HTML."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["questions"] = questions_of
    environment.filters["percent"] = lambda value: f"{value:.1%}"
    return environment.get_template("report.html").render(
        summary=summary,
        origin=origin,
        version=__version__,
        gates=results,
        missed=[result.gate.title for result in results if result.light is Light.MISSED],
        lights=Light,
        outcomes=_outcomes(summary),
        figures=[(*_words(name), figure) for name, figure in summary.overall.items()],
        plots=list(_plots(summary, tally)),
        groups=summary.groups,
        group_columns=[(name, BY_NAME[name].title) for name in GROUP_COLUMNS],
        most_groups=MOST_GROUPS,
        failures=list(_failures(tally, origin.corpus)),
        kinds=[(kind, *TITLES[kind], tally.failures[kind]) for kind in TITLES
               if tally.failures[kind]],
        shown=sum(map(len, tally.failed.values())),
        total=tally.failures.total(),
    )  # fmt: skip


def _words(name: str) -> tuple[str, str]:
    if name in BY_NAME:
        return BY_NAME[name].title, BY_NAME[name].meaning
    return CONFIDENCE_TITLES[name]


def _outcomes(summary: Summary) -> list[tuple[str, str, float]]:
    """Return what became of the questions that have an answer: (class, words, share)."""
    figures = summary.overall
    if "answered_right" not in figures:
        return []
    right, wrong = figures["answered_right"].value, figures["wrong_answer"].value
    asked = figures["asked_back"].value
    parts = (
        ("right", "answered rightly", right),
        ("asked", "asked back", asked),
        ("silent", "not answered", max(0.0, 1 - right - wrong - asked)),
        ("wrong", "answered wrongly", wrong),
    )
    return [part for part in parts if part[2] > 0]


def _plots(summary: Summary, tally: Tally) -> Iterator[tuple[str, str, Markup, bool]]:
    """Yield (title, what to see, SVG, whether it needs a row); SVGs are ours, and escaped."""
    if summary.risk_coverage:
        yield (
            "Risk and coverage",
            "If only the surest questions were answered, then more and more: how many answers "
            "would be wrong? Questions that have no answer here are among them.",
            Markup(plots.risk_coverage(summary.risk_coverage)),  # noqa: S704
            False,
        )
    if summary.reliability:
        yield (
            "Is the confidence reliable?",
            "Of answers given with 80 % confidence, 80 % should be right: dots on the dashed "
            "line. Below it the bot is too sure of itself. Large dots stand for many questions.",
            Markup(plots.reliability(summary.reliability)),  # noqa: S704
            False,
        )
    if tally.latencies:
        yield (
            "How long does a reply take?",
            "The scale is logarithmic: each step to the right takes many times as long.",
            Markup(plots.latency(tally.latencies)),  # noqa: S704
            False,
        )
    if any(expected != answered for expected, answered in tally.topics):
        titles = {name: topic.title for name, topic in load_topics().items()}
        yield (
            "Which topics are confused?",
            "Each row is a topic asked about, each column the topic of the answer. What lies "
            "off the diagonal was confused.",
            Markup(plots.topic_confusion(tally.topics, titles)),  # noqa: S704
            True,
        )


def _failures(tally: Tally, corpus: Corpus) -> Iterator[FailureView]:
    entries = {entry.id: entry for entry in corpus.entries}
    for kind in TITLES:
        for failed in tally.failed.get(kind, ()):
            question, prediction = failed.question, failed.prediction
            reply, reply_text = _reply(prediction, entries)
            expected, expected_text = _expected(question, entries)
            yield FailureView(
                kind=kind,
                question=question,
                reply=reply,
                reply_text=reply_text,
                expected=expected,
                expected_text=expected_text,
                why=_why(kind, question, prediction),
            )


def _reply(prediction: Prediction, entries: Mapping[str, Entry]) -> tuple[str, str]:
    match prediction.outcome:
        case Outcome.ANSWER:
            return _entry(prediction.sources[0], entries)
        case Outcome.CLARIFY:
            titles = [_entry(choice, entries)[0] for choice in prediction.choices]
            return "Asked back", "\n".join(titles) or "which medicine is meant"
        case Outcome.ABSTAIN:
            return f"Declined ({prediction.reason.replace('_', ' ')})", ""
        case Outcome.EMERGENCY | Outcome.CRISIS:
            return f"Help card for {_a(prediction.outcome)}", ""
        case Outcome.SMALLTALK:
            return "Small talk", ""


def _expected(question: LabelledQuestion, entries: Mapping[str, Entry]) -> tuple[str, str]:
    if question.expect is not Outcome.ANSWER:
        words = {
            Outcome.ABSTAIN: "Declined" + (" or asked back" if question.clarify_ok else ""),
            Outcome.SMALLTALK: "Small talk",
        }
        return words.get(question.expect, f"Help card for {_a(question.expect)}"), ""
    if not question.gold:
        return f"An answer from {' or '.join(question.gold_monographs)}", ""
    heading, text = _entry(question.gold[0], entries)
    others = ", ".join(question.gold[1:])
    return f"{heading}; or {others}" if others else heading, text


def _entry(name: str, entries: Mapping[str, Entry]) -> tuple[str, str]:
    entry = entries.get(name)
    if entry is None:
        return f"{name} (not in these monographs)", ""
    text = entry.text if len(entry.text) <= LONGEST else f"{entry.text[:LONGEST].rstrip()} […]"
    return f"{entry.title} ({name})", text


def _why(kind: Failure, question: LabelledQuestion, prediction: Prediction) -> str:
    parts = [TITLES[kind][1]]
    if prediction.outcome in (Outcome.EMERGENCY, Outcome.CRISIS):
        parts.append(f"rule: {prediction.reason}")
    if prediction.candidates:
        parts.append(f"confidence {prediction.confidence:.2f}")
    if question.gold and prediction.candidates:
        places = [i for i, c in enumerate(prediction.candidates, 1) if c in question.gold]
        parts.append(
            f"a right entry was number {places[0]} of the candidates"
            if places
            else f"no right entry among the first {len(prediction.candidates)} candidates"
        )
    return "; ".join(parts)


def _a(outcome: Outcome) -> str:
    return "an emergency" if outcome is Outcome.EMERGENCY else "a crisis"
