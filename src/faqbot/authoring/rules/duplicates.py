"""Questions that ask the same: then nobody can say which of the two answers a patient gets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from faqbot.authoring.asking import without_names
from faqbot.authoring.draft import Draft, faqs_of
from faqbot.corpus.finding import Findings
from faqbot.corpus.monograph import Entry
from faqbot.language.document import content_words, read_document
from faqbot.language.medicines import Medicines
from faqbot.language.text import normalise, tokens
from faqbot.language.vocabulary import load_vocabulary

NEAR = 0.8  # share of the content words of both questions that they have in common
_FEWEST = 3  # content words from which on a part in common says anything

# Stop words that make another question of the same words.
_ASKING = frozenset(
    "how long often much many soon when where who why which before after not".split()
)

# Words that are no stop words to the search, but make no other question.
_FILLING = frozenset("can may with on some any ok okay its this".split())

Wording = frozenset[str]  # stems of the content words


def check_duplicates(draft: Draft, findings: Findings) -> None:
    """Warn of two FAQs of one monograph with the same or nearly the same wording."""
    faqs = faqs_of(draft.monograph.entries)
    wordings = {entry.id: _wordings(entry, draft) for entry in faqs}
    for first, second in combinations(faqs, 2):
        pair = _nearest(wordings[first.id], wordings[second.id])
        if pair is not None:
            findings.warning(
                "near-duplicate",
                f"“{pair[1]}” ({second.id}) asks the same as “{pair[0]}” ({first.id}).",
                "Make one of it, or word them so that each asks what its answer says.",
                line=draft.line_of(second, pair[1]),
            )


def check_across(
    drafts: Sequence[Draft], findings: dict[str, Findings], medicines: Medicines
) -> None:
    """Note questions that two monographs on the same medicine both ask.

    The same question about another medicine is another question. About the same one, the bot
    has to tell by the titles which monograph is meant.
    """
    same: dict[frozenset[str], list[Draft]] = defaultdict(list)
    for draft in drafts:
        same[medicines.ingredients_of(draft.monograph.slug)].append(draft)
    for group in same.values():
        for first, second in combinations(group, 2):
            _note_across(first, second, findings[second.monograph.slug])


def _note_across(first: Draft, second: Draft, findings: Findings) -> None:
    theirs = [(entry, _wordings(entry, first)[:1]) for entry in faqs_of(first.monograph.entries)]
    for entry in faqs_of(second.monograph.entries):
        own = _wordings(entry, second)[:1]
        twin = next((other for other, words in theirs if _nearest(words, own)), None)
        if twin is not None:
            findings.note(
                "near-duplicate-across",
                f"“{entry.title}” is asked about the same medicine in {twin.id}: “{twin.title}”.",
                "Make sure that the titles tell the two monographs apart, and the answers agree.",
                line=entry.line,
            )


def _nearest(
    first: Iterable[tuple[str, Wording]], second: Iterable[tuple[str, Wording]]
) -> tuple[str, str] | None:
    """Return two wordings that ask the same, one of each, if there are any."""
    theirs = list(second)
    return next(
        (
            (text, other)
            for text, words in first
            for other, others in theirs
            if _same(words, others)
        ),
        None,
    )


def _same(first: Wording, second: Wording) -> bool:
    if not first or not second:
        return False
    if first == second:
        return True
    if first & _ASKING != second & _ASKING:
        return False
    shared = len(first & second)
    return shared >= _FEWEST and shared / len(first | second) >= NEAR


def _wordings(entry: Entry, draft: Draft) -> list[tuple[str, Wording]]:
    return [(text, _content(text, draft)) for text in (entry.title, *entry.alternates)]


def _content(text: str, draft: Draft) -> Wording:
    """Return the stems of what is asked about the medicine, so without its name.

    Where a question names one of two ingredients, or two brands, the names are what is asked.
    """
    words, named = without_names(text, draft.names)
    whole = len(named) >= len(draft.monograph.ingredients) > 1
    if named and not whole and (len(named) > 1 or len(draft.monograph.ingredients) > 1):
        words = tuple(tokens(normalise(text)))
    words = tuple(word for word in words if word not in _FILLING)
    stems = content_words(read_document(words, load_vocabulary()))
    return frozenset(stems) | (_ASKING & set(words) if stems else set())
