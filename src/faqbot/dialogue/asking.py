"""Asks back which medicine is meant, or what is to be known about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from faqbot.corpus.monograph import EntryKind
from faqbot.corpus.reader import Corpus
from faqbot.dialogue import compose
from faqbot.dialogue.reply import (
    AbstentionReason,
    Choice,
    Clarification,
    Reply,
    Scored,
    Trace,
)
from faqbot.dialogue.scope import Scope, ScopeKind
from faqbot.dialogue.wording import listed, say
from faqbot.language.medicines import tall_man
from faqbot.matching.matcher import Candidate, Ranking


def ask_medicine(
    scope: Scope, text: str, corpus: Corpus, sure: Sequence[Ranking], trace: Trace
) -> Reply:
    """Return the reply to a message whose medicine is unclear, unknown here or missing.

    Args:
        scope: why it is not clear.
        text: the message.
        corpus: the monographs.
        sure: of the medicines that may be meant, what would be answered; the surest first.
        trace: how the reply was found.
    """
    if scope.kind is ScopeKind.UNCLEAR and scope.unclear is not None:
        written = tall_man(scope.unclear.names)
        choices = tuple(
            Choice(label=shown, query=_with_name(text, scope.unclear.surface, name))
            for shown, name in zip(written, scope.unclear.names, strict=True)
        )
        question = say("which_of_names", surface=scope.unclear.surface)
        return Clarification(question=question, choices=choices, notes=(), trace=trace)
    if scope.kind is ScopeKind.NOT_COVERED:
        names = listed([mention.name for mention in scope.others], "or")
        text = " ".join([*compose.read_as(scope), say("not_covered", names=names)])
        return compose.abstention(AbstentionReason.NOT_COVERED, trace, text=text)
    few = corpus.monographs if len(corpus.monographs) <= compose.MOST_CHOICES else ()
    slugs = scope.slugs or tuple(monograph.slug for monograph in few)
    choices = _medicines(slugs, scope, text, corpus, sure)
    return Clarification(
        question=_which_medicine(scope, corpus, len(choices)),
        choices=choices,
        notes=compose.read_as(scope),
        trace=trace,
    )


def _which_medicine(scope: Scope, corpus: Corpus, count: int) -> str:
    if scope.apart is not None:
        titles = listed([corpus[slug].title for slug in scope.slugs])
        return say("which_part", name=scope.apart.name, titles=titles)
    if count < len(scope.slugs):
        return say("which_medicine_among" if count else "which_medicine")
    return say("which_medicine_listed" if count else "which_medicine")


def _medicines(
    slugs: Sequence[str], scope: Scope, text: str, corpus: Corpus, sure: Sequence[Ranking]
) -> tuple[Choice, ...]:
    """Return the medicines that may be meant, each with its answer where that is sure.

    Of more than can be offered only those that have an answer.
    """
    best = {r.candidates[0].entry.slug: r.candidates[0].entry for r in sure}
    others = [slug for slug in slugs if slug not in best]
    offered = [*best, *(others if len(slugs) <= compose.MOST_CHOICES else ())]
    return tuple(
        Choice(
            label=compose.label_of(corpus, best[slug], with_title=True),
            query=best[slug].title,
            entry_id=best[slug].id,
            name=corpus[slug].title,
        )
        if slug in best
        else Choice(label=corpus[slug].title, query=_asked_of(corpus[slug].title, scope, text))
        for slug in offered[: compose.MOST_CHOICES]
    )


def ask_topic(corpus: Corpus, slug: str, near: Sequence[Candidate], trace: Trace) -> Clarification:
    """Return the question back to a message that names a medicine and asks nothing.

    The entries nearest to what it says come first, then those that the monograph begins with.
    """
    monograph = corpus[slug]
    said = [c.entry for c in near if c.score >= compose.WORTH_OFFERING and c.entry.slug == slug]
    first = (entry for entry in monograph.entries if entry.kind is EntryKind.FAQ)
    offered = tuple(dict.fromkeys((*said, *first)))[: compose.MOST_CHOICES]
    question = say("which_topic", title=monograph.title)
    return Clarification(
        question=question, choices=compose.choices_of(corpus, offered), notes=(), trace=trace
    )


def explain_each(trace: Trace, rankings: Sequence[Ranking]) -> Trace:
    """Add to a trace what each medicine that may be meant has, the surest first."""
    best = [ranking.candidates[0] for ranking in rankings if ranking.candidates]
    if not best:
        return trace
    return replace(
        trace,
        candidates=tuple(
            Scored(entry_id=c.entry.id, title=c.entry.title, score=round(c.score, 4))
            for c in best[: compose.EXPLAINED]
        ),
        confidence=round(rankings[0].confidence, 4),
        offer=round(rankings[0].offer, 4),
    )


def _asked_of(title: str, scope: Scope, text: str) -> str:
    """Return a message as it is asked of one of the medicines that may be meant."""
    return _with_name(text, scope.apart.surface, title) if scope.apart else f"{title}: {text}"


def _with_name(text: str, surface: str, name: str) -> str:
    return text.replace(surface, name) if surface in text else f"{name}: {text}"
