"""How a message speaks of the medicines that it names: as taken, added, not borne, put right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product

from faqbot.language.medicines import Ingredients, Mention

# "does it clash with these", "ok with it": the medicine under discussion is meant as well.
_TOGETHER = frozenset(
    "with w together mix mixing mixed mixes clash clashes clashing combine combined combining "
    "alongside interact interacts interaction interactions plus and add added adding both "
    "same between while whilst also top well".split()
)
_ANOTHER = _TOGETHER | {"other", "another", "different", "or", "than"}
_POINTING = frozenset(
    "it its these this them they those both combo combination tablets tabs pills meds medicine "
    "medication capsules mine top".split()
)
_POINTING_NOUNS = frozenset(
    "combo combination tablets tabs pills meds medicine medication capsules".split()
)
# "What medication not to take with lithium" points at no medicine; "my medication" does.
_AT_LARGE = frozenset(
    "what which any other another some no all every many most type types kind kinds sort sorts "
    "otc prescription herbal pain sleep sleeping cold flu allergy".split()
)
_TAKEN = frozenset("on taking using".split())
_TAKING = _TAKEN | frozenset("take takes took use uses used have has got".split())
_ASKING = frozenset(
    "what whats which how why when where who can could may should is are does do will would".split()
)
_PUTTING_RIGHT = frozenset("no nope not sorry actually".split())
_FINE = frozenset(
    "is it that this they these are still ok okay safe alright right all fine a any problem bad "
    "good then can could may should i take have use".split()
)
_BESIDE = frozenset("with w wi alongside".split())
_POSSESSING = frozenset("my me mine our her his their the this these that your".split())
_CONTINUING = frozenset("what whats how about and or also then so but ok okay".split())
# "Is it an opioid", "are these tablets just a strong painkiller", "does it work like a statin".
_SAYING = {
    *product(("is", "isnt", "does", "was"), ("it", "this", "that")),
    *product(("are", "arent", "do", "were"), ("they", "these", "those", "them")),
    *product(("it", "this", "that"), ("is", "isnt", "was")),
    *product(("they", "these", "those"), ("are", "arent")),
}
_SAYING_ALONE = frozenset({"its", "theyre", "thats"})
_BETWEEN = frozenset(
    "a an the one some just only really actually like same as kind type sort form of strong "
    "stronger weak mild classed count counted considered called work works act acts "
    "tablet tablets tabs pill pills capsule capsules meds medicine stuff".split()
)
_DENYING = frozenset({"not", "isnt", "wasnt", "arent"})
_NOT_BORNE = {(first, "to") for first in ("allergic", "allergy", "reaction", "reacted", "react")}
_CONSUMED = frozenset({"alcohol", "ethanol", "caffeine", "nicotine", "cannabis"})


def asked_about(words: Sequence[str], covered: list[Mention]) -> list[Mention]:
    """Return the mentions that a question is about, unless none is left.

    There may be a monograph on alcohol; "with alcohol" asks about the other medicine. Whoever is
    allergic to penicillin asks about amoxicillin.
    """
    return [
        mention
        for mention in covered
        if not mention.ingredients <= _CONSUMED and not _is_allergen(words, mention)
    ] or covered


def _is_allergen(words: Sequence[str], mention: Mention) -> bool:
    """Tell whether a medicine is not borne: "allergic to", "an allergy to", "reacted to"."""
    return _before(words, mention) in _NOT_BORNE


def is_the_own(words: Sequence[str], mention: Mention) -> bool:
    """Tell whether a class stands for the patient's medicine: "my new painkiller", "the SSRI"."""
    return not _POSSESSING.isdisjoint(words[max(mention.start - 3, 0) : mention.start])


def is_taken(words: Sequence[str], mention: Mention) -> bool:
    """Tell whether a medicine is taken already: "with my baclofen", "I'm on the amitriptyline".

    "Amoxicillin with hydrocodone" does not say which of them is.
    """
    before = _before(words, mention)
    beside = before[:1] and before[0] in _BESIDE and before[-1] in _POSSESSING
    return bool(beside) or not _TAKEN.isdisjoint(before)


def _is_added(words: Sequence[str], mention: Mention) -> bool:
    """Tell whether a medicine is taken besides: "I'm on insulin too, will it upset my sugars"."""
    behind = tuple(words[mention.end : mention.end + 2])
    return behind[:1] == ("too",) or behind == ("as", "well")


def tells_of_taking(words: Sequence[str], named: Sequence[Mention]) -> bool:
    """Tell whether a message only adds what else is taken: "I'm on warfarin, is that ok".

    "No, I'm on warfarin" puts right what was understood, and "I'm on metformin, does it cause
    wind" asks about that one.
    """
    taken = all(not _TAKING.isdisjoint(_before(words, mention)) for mention in named)
    if not taken or words[0] in _PUTTING_RIGHT:
        return False
    rest = _rest(words, named)
    asks = next((i for i, word in enumerate(rest) if word in _ASKING), len(rest))
    return _FINE.issuperset(rest[asks:])


def _before(words: Sequence[str], mention: Mention) -> tuple[str, ...]:
    """Return the two words before a name."""
    return tuple(words[max(mention.start - 2, 0) : mention.start])


def _rest(words: Sequence[str], mentions: Sequence[Mention]) -> list[str]:
    """Return a message without some of the names in it."""
    inside = {i for mention in mentions for i in range(mention.start, mention.end)}
    return [word for i, word in enumerate(words) if i not in inside]


def asks_together(words: Sequence[str], others: Sequence[Mention], *, spoken_of: bool) -> bool:
    """Tell whether other medicines are asked about together with the one under discussion.

    Where none was spoken of and there is just one monograph, it must be pointed at; two others
    are more likely asked about together with each other.
    """
    if _joins_it(words):
        return True
    rest = _rest(words, others)
    added = _points(rest) and any(_is_added(words, other) for other in others)
    if spoken_of and (added or tells_of_taking(words, others)):
        return True
    if _TOGETHER.isdisjoint(rest) or (len(others) > 1 and not spoken_of):
        return False
    return _points(rest) or (spoken_of and len(set(rest)) <= 4)


def only_adds(words: Sequence[str], named: Sequence[Mention]) -> bool:
    """Tell whether a message does nothing but go on to another medicine: "what about codeine?"."""
    return _CONTINUING.issuperset(_rest(words, named))


def joins_current(words: Sequence[str], named: Sequence[Mention]) -> bool:
    """Tell whether medicines are asked about with "it", the one under discussion.

    "Mix baclofen with it", "is it safe with her baclofen", "and with baclofen?".
    """
    if _joins_it(words):
        return True
    rest = _rest(words, named)
    joining = _TOGETHER - {"and"}
    joined = any(not joining.isdisjoint(_before(words, mention)) for mention in named)
    return joined and (_points(rest) or len(rest) <= 3)


def _points(words: Sequence[str]) -> bool:
    """Tell whether words point at the medicine under discussion: "it", "my tablets"."""
    return any(
        word in _POINTING and not (word in _POINTING_NOUNS and before in _AT_LARGE)
        for before, word in pairwise(("", *words))
    )


def _joins_it(words: Sequence[str]) -> bool:
    """Tell whether a message says "with it", "and these"."""
    return any(first in _TOGETHER and second in _POINTING for first, second in pairwise(words))


def is_class_of(own: Ingredients, mention: Mention, words: Sequence[str]) -> bool:
    """Tell whether a class only says what the medicine is: "is sertraline an SSRI", "this SSRI".

    "Sertraline with another SSRI" asks about a second one.
    """
    itself = mention.is_class and bool(mention.ingredients & own)
    return itself and _ANOTHER.isdisjoint(_before(words, mention))


def says_what_it_is(words: Sequence[str], mention: Mention) -> bool:
    """Tell whether a class is named to ask what the medicine under discussion is."""
    if not mention.is_class:
        return False
    end = mention.start
    while end and words[end - 1] in _BETWEEN:
        end -= 1
    before = tuple(words[max(end - 2, 0) : end])
    return before in _SAYING or not _SAYING_ALONE.isdisjoint(before[-1:])


def not_denied(words: Sequence[str], mentions: list[Mention]) -> list[Mention]:
    """Return the mentions without those that are put right: A in "not A, B" and "B not A"."""
    kept = [m for m in mentions if not (m.start and words[m.start - 1] in _DENYING)]
    return kept or mentions
