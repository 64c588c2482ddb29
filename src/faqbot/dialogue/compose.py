"""Puts replies together: entries' texts unchanged, with what they may not be shown without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from faqbot.corpus.monograph import Entry, EntryKind, Monograph
from faqbot.corpus.reader import Corpus
from faqbot.dialogue.decision import Decision, is_offered
from faqbot.dialogue.reply import (
    Abstention,
    AbstentionReason,
    Answer,
    Choice,
    Clarification,
    Reply,
    Scored,
    SmallTalk,
    SmallTalkKind,
    Source,
    Trace,
)
from faqbot.dialogue.scope import Scope
from faqbot.dialogue.wording import listed, next_step, say
from faqbot.language.medicines import Medicines
from faqbot.matching.calibration import OFFERED
from faqbot.matching.index import Question
from faqbot.matching.matcher import Candidate, Parts, Ranking

MOST_CHOICES = OFFERED
_RELATED = 3
EXPLAINED = 5  # candidates in a trace
WORTH_OFFERING = 0.05  # score below which an entry is not even offered
_SAME_TOPIC = 0.3  # P(same topic) from which on two entries tell the same


@dataclass(frozen=True, slots=True)
class Context:
    """What a reply to a matched question is made of."""

    corpus: Corpus
    scope: Scope
    ranking: Ranking
    medicines: Medicines
    trace: Trace
    parts: tuple[Ranking, ...] = ()  # of the questions in a message that holds several


def decided(decision: Decision, context: Context) -> Reply:
    """Return the reply to a matched question."""
    match decision:
        case Decision.ANSWER:
            return _answers(context)
        case Decision.CLARIFY if len(distinct := _distinct(context.parts)) > 1:
            return _answers(replace(context, ranking=distinct[0], parts=tuple(distinct[1:])))
        case Decision.CLARIFY:
            return _which_question(context)
        case Decision.OFF_TOPIC:
            return abstention(AbstentionReason.OFF_TOPIC, context.trace)
        case Decision.NO_ENTRY:
            titles = listed([context.corpus[slug].title for slug in context.scope.slugs])
            others = [mention.name for mention in context.scope.others]
            text = (
                say("other_not_covered", title=titles, names=listed(others))
                if others
                else say("no_entry", titles=titles)
            )
            return _abstain(AbstentionReason.NO_ENTRY, text, context)
        case _:
            return _decline(decision, context)


def small_talk(kind: SmallTalkKind, corpus: Corpus, trace: Trace) -> SmallTalk:
    """Return what is said to greetings, thanks, goodbyes and questions about the bot."""
    count = len(corpus.monographs)
    titles = (monograph.title for monograph in corpus.monographs)
    medicines = listed(list(titles)) if count <= 3 else f"{count} medicines"
    return SmallTalk(kind=kind, text=say(kind, medicines=medicines), trace=trace)


def abstention(
    reason: AbstentionReason, trace: Trace, *, text: str | None = None, step: str | None = None
) -> Abstention:
    """Return an abstention without choices; text and step are the reason's own unless given."""
    return Abstention(
        reason=reason,
        text=say(reason) if text is None else text,
        next_step=next_step(reason) if step is None else step,
        choices=(),
        trace=trace,
    )


def declined(decision: Decision, trace: Trace) -> Abstention:
    """Return the refusal of a request that names no medicine."""
    return abstention(
        AbstentionReason.PERSONAL_ADVICE, trace, text=say(decision), step=next_step(decision)
    )


def banned(monograph: Monograph, trace: Trace) -> Abstention:
    """Return the notice on a banned medicine; nothing of its monograph is shown."""
    return abstention(AbstentionReason.BANNED, trace, text=say("banned", title=monograph.title))


def chosen_answer(corpus: Corpus, entry_id: str, trace: Trace) -> Reply:
    """Return the entry that the patient chose from those offered."""
    slug = entry_id.partition("#")[0]
    entry = next((entry for entry in corpus[slug].entries if entry.id == entry_id), None)
    if entry is None:  # the corpus has changed since it was offered
        return abstention(AbstentionReason.NOT_UNDERSTOOD, trace)
    monograph = corpus[slug]
    return Answer(
        entry_id=entry.id,
        question=entry.title,
        text=entry.text,
        understood=f"{monograph.title}: {entry.title}",
        notes=(),
        source=_source(monograph, entry),
        disclaimer=say("disclaimer"),
        confidence=1.0,
        related=(),
        trace=trace,
    )


def explain(
    trace: Trace,
    question: Question,
    ranking: Ranking,
    *,
    medicines: tuple[str, ...],
    topics: tuple[tuple[str, float], ...],
    parts: Sequence[Parts],
) -> Trace:
    """Add to a trace how the candidates were found.

    Args:
        trace: of the corpus.
        question: what was asked, of the first monograph.
        ranking: what was found.
        medicines: slugs of the monographs that were searched.
        topics: the question's most likely ones.
        parts: of the scores of the first `EXPLAINED` candidates.
    """
    best = ranking.candidates[:EXPLAINED]
    return replace(
        trace,
        medicines=medicines,
        topics=topics,
        terms=tuple(
            dict.fromkeys((match.words, match.term) for match in question.document.matches)
        ),
        candidates=tuple(
            Scored(
                entry_id=candidate.entry.id,
                title=candidate.entry.title,
                score=round(candidate.score, 4),
                features=added,
            )
            for candidate, added in zip(best, parts, strict=True)
        ),
        confidence=round(ranking.confidence, 4),
        offer=round(ranking.offer, 4),
    )


def _answers(context: Context) -> Answer:
    """Return the answer, with those to further questions in the same message."""
    if not context.parts:
        return _answer(context, context.ranking)
    first, *further = _distinct((context.ranking, *context.parts))
    also = (replace(_answer(context, ranking), notes=(), related=()) for ranking in further)
    return replace(_answer(context, first), also=tuple(also))


def _distinct(rankings: Sequence[Ranking]) -> list[Ranking]:
    """Return the rankings whose best entries tell different things, in their order."""
    kept: list[Ranking] = []
    for ranking in rankings:
        best = ranking.candidates[0]
        if not any(_tells_the_same(best, other.candidates[0]) for other in kept):
            kept.append(ranking)
    return kept


def _tells_the_same(one: Candidate, other: Candidate) -> bool:
    return one.entry.id == other.entry.id or float(np.dot(one.topics, other.topics)) >= _SAME_TOPIC


def _answer(context: Context, ranking: Ranking) -> Answer:
    best = ranking.candidates[0]
    monograph = context.corpus[best.entry.slug]
    return Answer(
        entry_id=best.entry.id,
        question=best.entry.title,
        text=best.entry.text,
        understood=f"{monograph.title}: {best.entry.title}",
        notes=_notes(context),
        source=_source(monograph, best.entry),
        disclaimer=say("disclaimer"),
        confidence=ranking.confidence,
        related=choices_of(context.corpus, _related(ranking)),
        trace=context.trace,
    )


def _which_question(context: Context) -> Clarification:
    """Return the question back with the best candidates, naming the medicine that they are about.

    Of several medicines, each choice names its own.
    """
    offered = [candidate.entry for candidate in context.ranking.candidates[:MOST_CHOICES]]
    titles = {context.corpus[entry.slug].title for entry in offered}
    return Clarification(
        question=(
            say("which_question")
            if len(titles) > 1
            else say("which_question_of", title=titles.pop())
        ),
        choices=choices_of(context.corpus, offered),
        notes=_notes(context),
        trace=context.trace,
    )


def _abstain(reason: AbstentionReason, text: str, context: Context) -> Abstention:
    near = [c.entry for c in context.ranking.candidates if c.score >= WORTH_OFFERING]
    return Abstention(
        reason=reason,
        text=" ".join([*_notes(context), text]),
        next_step=next_step(reason),
        choices=choices_of(context.corpus, near[:_RELATED]),
        trace=context.trace,
    )


def _decline(decision: Decision, context: Context) -> Abstention:
    """Return a refusal with the general texts that are truthful all the same."""
    near = [
        candidate.entry
        for candidate in context.ranking.candidates
        if candidate.score >= WORTH_OFFERING and is_offered(candidate, decision)
    ]
    return replace(
        declined(decision, context.trace),
        text=" ".join([*_notes(context), say(decision)]),
        choices=choices_of(context.corpus, near[:_RELATED]),
    )


def _notes(context: Context) -> tuple[str, ...]:
    scope = context.scope
    notes = [*read_as(scope)]
    if len(scope.slugs) == 1 and scope.named:
        whole = context.medicines.ingredients_of(scope.slugs[0])
        asked = frozenset[str]().union(*(mention.ingredients for mention in scope.named))
        if asked < whole:
            names = listed(list(dict.fromkeys(mention.name for mention in scope.named)))
            title = context.corpus[scope.slugs[0]].title
            notes.append(say("about_combination", asked=names, title=title))
    if len(scope.slugs) > 1 and _one_medicine(context):
        titles = listed([context.corpus[slug].title for slug in scope.slugs])
        notes.append(say("several_forms", titles=titles))
    return tuple(dict.fromkeys(notes))


def read_as(scope: Scope) -> tuple[str, ...]:
    """Return what must be said of names that were misspelt."""
    return tuple(
        say("read_as", surface=mention.surface, name=mention.name)
        for mention in (*scope.named, *scope.others)
        if mention.corrected
    )


def _one_medicine(context: Context) -> bool:
    """Tell whether the monographs searched are about forms of one and the same medicine."""
    covers = {context.medicines.ingredients_of(slug) for slug in context.scope.slugs}
    return len(covers) == 1


def choices_of(corpus: Corpus, entries: Sequence[Entry]) -> tuple[Choice, ...]:
    """Return entries as choices; of several medicines each names its own."""
    several = len({entry.slug for entry in entries}) > 1
    return tuple(
        Choice(
            label=label_of(corpus, entry, with_title=several),
            query=entry.title,
            entry_id=entry.id,
        )
        for entry in entries
    )


def label_of(corpus: Corpus, entry: Entry, *, with_title: bool) -> str:
    """Return what an entry is offered as: its question, or its headings."""
    title = corpus[entry.slug].title
    label = entry.title
    if entry.kind is EntryKind.SECTION:
        headings = (heading for heading in entry.context if heading != title)
        label = " – ".join((*headings, entry.title))
    return f"{title}: {label}" if with_title else label


def _related(ranking: Ranking) -> list[Entry]:
    """Return further entries on other topics than the best one, best first."""
    best = ranking.candidates[0]
    return [
        candidate.entry
        for candidate in ranking.candidates[1:8]
        if candidate.score >= WORTH_OFFERING and not _tells_the_same(candidate, best)
    ][:_RELATED]


def _source(monograph: Monograph, entry: Entry) -> Source:
    return Source(
        title=monograph.title,
        slug=monograph.slug,
        entry_id=entry.id,
        last_modified=monograph.last_modified,
        reviewed=monograph.reviewed,
        references=tuple(reference.name for reference in monograph.sources),
    )
