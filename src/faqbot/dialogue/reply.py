"""What the bot can reply. Adapters render it with an exhaustive `match`.

Every reply carries the trace of how it was found. What an answer may never be shown without
(disclaimer, source, date) are required fields, so no adapter can drop them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Outcome(StrEnum):
    """How a turn ended, in the words of question sets and predictions."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    ABSTAIN = "abstain"
    EMERGENCY = "emergency"
    CRISIS = "crisis"
    SMALLTALK = "smalltalk"


class AbstentionReason(StrEnum):
    """Why a question was not answered."""

    NOT_UNDERSTOOD = "not_understood"  # no word that could be matched
    NOT_COVERED = "not_covered"  # a medicine without a monograph here
    BANNED = "banned"  # a medicine that is banned or withdrawn
    NO_ENTRY = "no_entry"  # the medicine is covered, this question about it is not
    OFF_TOPIC = "off_topic"  # not a question about a medicine
    PERSONAL_ADVICE = "personal_advice"  # asks for what only a professional may decide
    OTHER_LANGUAGE = "other_language"  # not written in English


class SmallTalkKind(StrEnum):
    """What was said besides questions."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ABOUT = "about"  # "what can you do", "are you a robot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a text stands, and how old it is."""

    title: str  # of the monograph
    slug: str
    entry_id: str  # `<slug>#q<n>` or `<slug>#<anchor>`
    last_modified: date | None  # None: the monograph does not say
    reviewed: date | None  # None: not clinically reviewed
    references: tuple[str, ...]  # the sources that the monograph names


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A candidate entry and what it scored."""

    entry_id: str
    title: str
    score: float  # P(a pharmacist would call this entry an answer), in [0, 1]
    features: tuple[tuple[str, float], ...] = ()  # what the score is made of


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How a reply was found; made for `/why`, for `ask --json` and for evaluation."""

    corpus_digest: str
    version: str
    medicines: tuple[str, ...] = ()  # slugs of the monographs that were searched
    topics: tuple[tuple[str, float], ...] = ()  # most likely topics, P in [0, 1]
    terms: tuple[tuple[str, str], ...] = ()  # (patient's words, clinical term)
    candidates: tuple[Scored, ...] = ()  # best first
    confidence: float = 0.0  # that the best candidate is right, in [0, 1]
    offer: float = 0.0  # that a right one is among those worth offering, in [0, 1]
    rule: str = ""  # the rule that decided, where one did


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the answers to a question back."""

    label: str  # what the patient reads and may type
    query: str  # what is asked in the patient's name if it is chosen
    entry_id: str | None = None  # the entry behind it, if it is one
    name: str = ""  # of the medicine, where the choice is between medicines; picks it as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The text of one entry, with what it may never be shown without."""

    entry_id: str
    question: str  # the entry's own question or heading
    text: str  # unchanged, in Markdown
    understood: str  # what the message was read as: "Pregabalin: Alcohol"
    notes: tuple[str, ...]  # what the patient must know first: a name read otherwise, staleness
    source: Source
    disclaimer: str
    confidence: float  # P(a pharmacist would call this an answer), in [0, 1]
    related: tuple[Choice, ...]
    trace: Trace
    also: tuple[Answer, ...] = ()  # the answers to further questions in the same message


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarification:
    """A question back, with two to four choices or none where any medicine may be named."""

    question: str
    choices: tuple[Choice, ...]
    notes: tuple[str, ...]
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """The bot does not know, says why, and names a human next step."""

    reason: AbstentionReason
    text: str
    next_step: str
    choices: tuple[Choice, ...]  # near questions that it could answer
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """An emergency or a crisis: help first, nothing else."""

    outcome: Outcome  # EMERGENCY or CRISIS
    text: str
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallTalk:
    """Greeting, thanks, goodbye, or what the bot is."""

    kind: SmallTalkKind
    text: str
    trace: Trace


Reply = Answer | Clarification | Abstention | Referral | SmallTalk


def outcome_of(reply: Reply) -> Outcome:
    """Return the outcome that a reply stands for."""
    match reply:
        case Answer():
            return Outcome.ANSWER
        case Clarification():
            return Outcome.CLARIFY
        case Abstention():
            return Outcome.ABSTAIN
        case Referral():
            return reply.outcome
        case SmallTalk():
            return Outcome.SMALLTALK


def text_of(reply: Reply) -> str:
    """Return what a reply says, as plain text; of an answer the entry's text alone."""
    match reply:
        case Answer():
            return "\n\n".join([reply.text, *(further.text for further in reply.also)])
        case Clarification():
            return "\n".join([*reply.notes, reply.question, *(c.label for c in reply.choices)])
        case Abstention():
            return f"{reply.text}\n\n{reply.next_step}"
        case Referral() | SmallTalk():
            return reply.text
