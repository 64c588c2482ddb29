"""Which monographs a message is about: the names in it, or the medicine under discussion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, combinations

from faqbot.corpus.reader import Corpus
from faqbot.dialogue import speaking
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.routes import is_swallowed, route_of, routes_in
from faqbot.language.medicines import Ingredients, Medicines, Mention, Unclear
from faqbot.language.text import name_key


class ScopeKind(StrEnum):
    """How the question which medicine is meant was settled."""

    FOUND = "found"
    UNCLEAR = "unclear"  # a name that may be several
    NOT_COVERED = "not_covered"  # only medicines without a monograph
    SEVERAL = "several"  # several monographs fit what was named
    NONE = "none"  # nothing was named, nothing is under discussion


@dataclass(frozen=True, slots=True)
class Scope:
    """The monographs to search, and what else was named."""

    kind: ScopeKind
    slugs: tuple[str, ...] = ()
    named: tuple[Mention, ...] = ()  # medicines that the monographs cover
    others: tuple[Mention, ...] = ()  # further medicines: asked about together, or not covered
    unclear: Unclear | None = None
    apart: Mention | None = None  # a mixture that monographs cover by its parts alone
    from_conversation: bool = False


# Topics of a question that a further medicine may go on with: "can I take ibuprofen with it?",
# "what about codeine?". After drink or food only what has no monograph of its own is meant so.
_MIXING = frozenset({"interactions-drugs", "interactions-painkillers", "combination-use"})
_TAKING_IN = _MIXING | {
    "alcohol", "caffeine-smoking", "food", "grapefruit-diet", "herbal-supplements",
}  # fmt: skip
_MOST_TOGETHER = 3  # medicines that one question is searched for
_MOST_FORMS = 6  # monographs on forms of one medicine: tablets, injection, cream


class ScopeFinder:
    """Settles which monographs a message is about."""

    def __init__(self, corpus: Corpus, medicines: Medicines) -> None:
        self._corpus = corpus
        self._medicines = medicines
        self._slugs = tuple(monograph.slug for monograph in corpus.monographs)
        self._containing: dict[str, list[str]] = {}  # ingredient -> the monographs with it
        for slug in self._slugs:
            for ingredient in medicines.ingredients_of(slug):
                self._containing.setdefault(ingredient, []).append(slug)

    def find(
        self, words: Sequence[str], found: Sequence[Mention | Unclear], conversation: Conversation
    ) -> Scope:
        """Settle the scope of one message.

        Args:
            words: its tokens.
            found: the medicines in it, as `Medicines.find` returns them.
            conversation: what has been spoken of.
        """
        mentions = speaking.not_denied(words, [item for item in found if isinstance(item, Mention)])
        unclear = next((item for item in found if isinstance(item, Unclear)), None)
        covered = speaking.asked_about(words, [m for m in mentions if self._is_covered(m)])
        others = [mention for mention in mentions if not self._is_covered(mention)]
        current = conversation.medicines or (self._slugs if len(self._slugs) == 1 else ())
        own = self._own(covered, current)
        others = [other for other in others if not speaking.is_class_of(own, other, words)]
        if not covered and any(speaking.says_what_it_is(words, m) for m in mentions):
            others = [other for other in others if not other.is_class]
        elsewhere = self._in_another_form(words, covered)
        if elsewhere is not None:
            return Scope(ScopeKind.NOT_COVERED, others=(elsewhere,))
        if covered:
            joins = (
                speaking.joins_current(words, covered)
                or speaking.tells_of_taking(words, covered)
                or (speaking.only_adds(words, covered) and _asked_last(conversation) in _MIXING)
            )
            return self._among(words, covered, others, current, joins=joins)
        if unclear is not None:
            return Scope(ScopeKind.UNCLEAR, unclear=unclear, others=tuple(others))
        if others:
            spoken_of = bool(conversation.medicines)
            joins = speaking.asks_together(words, others, spoken_of=spoken_of) or (
                speaking.only_adds(words, others) and _asked_last(conversation) in _TAKING_IN
            )
            return self._only_others(words, others, current, joins=joins)
        if current:
            return Scope(ScopeKind.FOUND, current, from_conversation=True)
        return Scope(ScopeKind.NONE)

    def _in_another_form(self, words: Sequence[str], covered: Sequence[Mention]) -> Mention | None:
        """Return the only medicine named, if its one monograph is on another form: a skin cream.

        What monographs on "Lidocaine skin cream" tell does not hold for "lidocaine patches".
        """
        if len(covered) != 1:
            return None
        (mention,) = covered
        slugs = self._containing.get(min(mention.ingredients), [])
        said = routes_in(words[mention.start : mention.end + 1])
        if len(slugs) != 1 or not said or is_swallowed(self._corpus[slugs[0]].title):
            return None
        if route_of(self._corpus[slugs[0]].title) in routes_in(words):
            return None
        inside = bool(routes_in(words[mention.start : mention.end]))
        name = mention.name if inside else f"{mention.name} {words[mention.end]}"
        return replace(mention, name=name, surface=name)

    def _own(self, covered: Sequence[Mention], current: Sequence[str]) -> Ingredients:
        """Return the ingredients of what a message is about."""
        named = [mention.ingredients for mention in covered]
        spoken_of = [self._medicines.ingredients_of(slug) for slug in current]
        return frozenset().union(*(named or spoken_of))

    def _only_others(
        self,
        words: Sequence[str],
        others: list[Mention],
        current: tuple[str, ...],
        *,
        joins: bool,
    ) -> Scope:
        """Settle a message that names nothing that monographs cover."""
        if current and joins:
            return Scope(ScopeKind.FOUND, current, others=tuple(others), from_conversation=True)
        members = self._members(words, others)
        kind = ScopeKind.SEVERAL if members else ScopeKind.NOT_COVERED
        return Scope(kind, members, others=tuple(others))

    def _members(self, words: Sequence[str], mentions: Sequence[Mention]) -> tuple[str, ...]:
        """Return the monographs on members of a class, if nothing but a class was named.

        "The epilepsy tablet, is it safe with apixaban" is about the class all the same.
        """
        if not all(mention.is_class for mention in mentions):
            mentions = [m for m in mentions[:1] if m.is_class and speaking.is_the_own(words, m)]
        members = frozenset[str]().union(*(mention.ingredients for mention in mentions))
        return tuple(slug for slug in self._slugs if self._is_member(slug, members))

    def _is_member(self, slug: str, members: Ingredients) -> bool:
        """Tell whether a monograph is on members of a class, alone or as a mixture in it."""
        whole = self._medicines.ingredients_of(slug)
        return whole <= members or " + ".join(sorted(whole)) in members

    def _is_covered(self, mention: Mention) -> bool:
        """Tell whether monographs cover all that a name stands for.

        A class is never covered: what holds for one member need not hold for the next.
        """
        return not mention.is_class and mention.ingredients <= self._containing.keys()

    def _among(
        self,
        words: Sequence[str],
        covered: list[Mention],
        others: list[Mention],
        current: tuple[str, ...],
        *,
        joins: bool,
    ) -> Scope:
        wanted = frozenset[str]().union(*(mention.ingredients for mention in covered))
        spoken_of = self._own((), current)
        further = all(mention.ingredients.isdisjoint(spoken_of) for mention in covered)
        if current and further and joins:
            return self._together_with(words, current, covered, others)
        said = (*words, *(word for mention in covered for word in mention.name.split()))
        slugs = self._fitting(said, wanted, current)
        if slugs and not self._each_alone(covered, wanted):
            return Scope(self._kind(slugs), slugs, tuple(covered), tuple(others))
        # No monograph covers all of them together: each is asked about, with the others; first
        # the one that is taken already.
        taken_first = sorted(covered, key=lambda mention: not speaking.is_taken(words, mention))
        return self._each(said, taken_first, others, current)

    def _each_alone(self, covered: Sequence[Mention], wanted: Ingredients) -> bool:
        """Tell whether several medicines have a monograph each, and none just on all of them.

        "Lantus with Humalog" is not about insulins in general.
        """
        several = len({mention.ingredients for mention in covered}) > 1
        alone = several and all(
            self._medicines.covered_by(mention.ingredients) for mention in covered
        )
        return alone and not self._medicines.covered_by(wanted)

    def _kind(self, slugs: tuple[str, ...]) -> ScopeKind:
        """Several forms of one medicine are searched together; of several mixtures it is asked."""
        covers = {self._medicines.ingredients_of(slug) for slug in slugs}
        few = len(slugs) <= _MOST_FORMS and len(covers) == 1
        return ScopeKind.FOUND if few else ScopeKind.SEVERAL

    def _each(
        self,
        words: Sequence[str],
        covered: list[Mention],
        others: list[Mention],
        current: tuple[str, ...],
    ) -> Scope:
        groups = self._covered_together(covered)
        fitting = [self._fitting(words, ingredients, current) for ingredients in groups]
        if all(len(slugs) == 1 for slugs in fitting):
            slugs = tuple(dict.fromkeys(slug for slugs in fitting for slug in slugs))
            return Scope(ScopeKind.FOUND, slugs[:_MOST_TOGETHER], tuple(covered), tuple(others))
        named = tuple(m for m in covered if m.ingredients <= groups[0])
        further = (*(m for m in covered if m not in named), *others)
        if not fitting[0]:  # a mixture without a monograph of its own
            parts = chain.from_iterable(
                self._fitting(words, frozenset({i}), current) for i in sorted(groups[0])
            )
            slugs = tuple(dict.fromkeys(parts))
            return Scope(ScopeKind.SEVERAL, slugs, named, further, apart=named[0])
        kind = ScopeKind.FOUND if len(fitting[0]) == 1 else ScopeKind.SEVERAL
        return Scope(kind, fitting[0], named, further)

    def _covered_together(self, covered: Sequence[Mention]) -> list[Ingredients]:
        """Return the ingredients of each medicine; of two that one monograph covers, of both.

        "I'm on amitriptyline and pregabalin, is co-codamol safe with them?"
        """
        for pair in combinations(covered, 2):
            both = pair[0].ingredients | pair[1].ingredients
            if self._medicines.covered_by(both):
                return [both, *(m.ingredients for m in covered if m not in pair)]
        return [mention.ingredients for mention in covered]

    def _fitting(
        self, words: Sequence[str], wanted: Ingredients, current: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Return the monographs for some ingredients: exactly these, else with further ones."""
        exact = list(self._medicines.covered_by(wanted))
        wider = exact or self._with_further(wanted)
        if len(wider) > 1:
            wider = self._given_so(words, wider) or wider
        if len(wider) > 1:
            wider = self._whole_title(words, wider) or wider
        if len(wider) > 1:
            wider = self._by_title(words, wider) or [s for s in wider if s in current] or wider
        if exact and len(wider) > 1:
            wider = self._plainest(wider)
        # Who does not say how it is given mostly swallows it.
        return tuple(sorted(wider, key=lambda slug: not is_swallowed(self._corpus[slug].title)))

    def _given_so(self, words: Sequence[str], slugs: list[str]) -> list[str]:
        """Return those on the form that was spoken of: a patch, an inhaler, eye drops."""
        said = routes_in(words)
        return [slug for slug in slugs if route_of(self._corpus[slug].title) in said]

    def _with_further(self, wanted: Ingredients) -> list[str]:
        """Return the monographs for some ingredients together with others."""
        fewest = min((self._containing.get(i, []) for i in wanted), key=len, default=[])
        return [slug for slug in fewest if self._medicines.ingredients_of(slug) > wanted]

    def _whole_title(self, words: Sequence[str], slugs: list[str]) -> list[str]:
        """Return those whose title was said, the longest: niacinamide, not nicotinamide."""
        said = set(words)
        titles = {slug: set(name_key(self._corpus[slug].title).split()) for slug in slugs}
        whole = [slug for slug in slugs if titles[slug] <= said]
        longest = max((len(titles[slug]) for slug in whole), default=0)
        return [slug for slug in whole if len(titles[slug]) == longest]

    def _by_title(self, words: Sequence[str], slugs: list[str]) -> list[str]:
        """Return those whose title says more than the ingredients, and all of it was said."""
        said = set(words)
        return [slug for slug in slugs if (extra := self._extra(slug)) and extra <= said]

    def _plainest(self, slugs: list[str]) -> list[str]:
        """Return the monographs on the medicine as such, if there are any among them."""
        return [slug for slug in slugs if not self._extra(slug)] or slugs

    def _extra(self, slug: str) -> set[str]:
        """Return the title words that are no name: low, dose of "Low-dose amitriptyline"."""
        monograph = self._corpus[slug]
        names = {word for name in monograph.ingredients for word in name_key(name).split()}
        return set(name_key(monograph.title).split()) - names

    def _together_with(
        self,
        words: Sequence[str],
        current: tuple[str, ...],
        covered: list[Mention],
        others: list[Mention],
    ) -> Scope:
        """Return the medicine under discussion and what it is to be taken with."""
        fitting = [self._fitting(words, mention.ingredients, current) for mention in covered]
        added = (slug for slugs in fitting if len(slugs) == 1 for slug in slugs)
        slugs = tuple(dict.fromkeys((*current, *added)))[:_MOST_TOGETHER]
        return Scope(ScopeKind.FOUND, slugs, tuple(covered), tuple(others), from_conversation=True)


def _asked_last(conversation: Conversation) -> str:
    """Return the likeliest topic of the question before; empty if there was none."""
    return conversation.topics[0][0] if conversation.topics else ""
