"""Which medicines a message names: by generic, brand or other name, by class, or misspelt.

Two lexicons: the names that the corpus covers, and the far larger list of those that exist. A
name is never forced: what exists but is not covered is reported as such, what is near to
several names is reported as unclear.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from itertools import chain

from faqbot.corpus.monograph import Monograph
from faqbot.language.ingredients import base_name
from faqbot.language.spelling import SHORTEST, Near, SpellingPool
from faqbot.language.text import name_key
from faqbot.resources import read_text, read_words, read_yaml

Ingredients = frozenset[str]  # canonical names

_ANY_NAME = "medicine"
_LONGEST_NAME = 5  # words
_SHORTEST_PLURAL = 4  # letters of a name that may stand in the plural
_COUNTING = frozenset("times x or to per every a hourly".split())  # behind a number, how often
_NOT_MARKETED = 0.03  # how much a name that no product bears has to be nearer to count


@dataclass(frozen=True, slots=True)
class Mention:
    """A medicine, or a class of medicines, that a message names."""

    start: int  # index of its first token in the message
    end: int  # index behind its last token
    surface: str  # as typed, normalised
    name: str  # as read; differs from `surface` where it was misspelt
    ingredients: Ingredients  # of a class: those of all its members
    is_class: bool = False

    @property
    def corrected(self) -> bool:
        """Whether the name was misspelt, which the reply must say."""
        return self.name != self.surface


@dataclass(frozen=True, slots=True)
class Unclear:
    """A word that may be one of several medicines; only the patient can tell."""

    start: int
    end: int
    surface: str
    names: tuple[str, ...]  # at least one, most likely first


@dataclass(frozen=True, slots=True)
class _Name:
    ingredients: Ingredients
    marketed: bool
    is_class: bool = False


@dataclass(frozen=True, slots=True)
class Margins:
    """When a misspelt name is read; chosen by `python -m benchmarks.spelling --choose`."""

    accept: float  # similarity from which on a name is accepted
    margin: float  # by which it must lead over every word that means something else
    ask: float  # similarity from which on a name is asked about
    ask_margin: float  # how far behind the nearest word it may be for that
    look_alike: float  # how far behind a known look-alike still forces a question

    def as_dict(self) -> dict[str, float]:
        """Return the margins as they stand in the file."""
        return asdict(self)


class Medicines:
    """All names of medicines that exist, and which monographs cover them."""

    def __init__(self, monographs: Iterable[Monograph], margins: Margins | None = None) -> None:
        self._names = dict(_existing())
        self._covering: dict[str, Ingredients] = {}
        self._exactly: dict[Ingredients, list[str]] = {}  # the monographs on just these
        self._margins = margins or Margins(**read_yaml("medicines/spelling.yaml"))
        monographs = tuple(monographs)
        for monograph in monographs:
            self._cover(monograph)
        for monograph in monographs:
            self._add_names(monograph)
        for name, known in _where_covered().items():
            if not known.ingredients.isdisjoint(self._covered_alone()):
                self._names.setdefault(name, known)
        joined = {key.replace(" ", ""): key for key in self._names if " " in key and len(key) >= 6}
        self._joined = {short: key for short, key in joined.items() if short not in self._names}
        # Patients make the same mistakes; a comparison with all names costs milliseconds.
        self.read = lru_cache(maxsize=10_000)(self._read)
        self._begins = lru_cache(maxsize=10_000)(self._may_begin)
        self._goes_on = lru_cache(maxsize=20_000)(self._may_go_on)

    def ingredients_of(self, slug: str) -> Ingredients:
        """Return the canonical ingredients of a monograph."""
        return self._covering[slug]

    def covered_by(self, ingredients: Ingredients) -> Sequence[str]:
        """Return the slugs of the monographs on just these ingredients, in their order."""
        return self._exactly.get(ingredients, ())

    def canonical(self, name: str) -> Ingredients:
        """Return the canonical ingredients behind any name; itself if it is not known."""
        key = name_key(name)
        spelt = (key, base_name(key))
        for candidate in (*spelt, *(form.replace(" ", "") for form in spelt)):
            if candidate in self._names:
                return self._names[candidate].ingredients
        return frozenset({base_name(key)})

    def names_of(self, ingredients: Ingredients) -> list[str]:
        """Return the names that products with exactly these ingredients bear, in their order."""
        return sorted(
            name
            for name, known in self._names.items()
            if known.ingredients == ingredients and known.marketed and not known.is_class
        )

    def marketed_names(self) -> list[str]:
        """Return all names of one word that products bear, in alphabetical order."""
        return sorted(n for n, known in self._names.items() if known.marketed and " " not in n)

    def find(self, words: Sequence[str]) -> list[Mention | Unclear]:
        """Return what a message names, in its order; longest names first, never overlapping.

        Args:
            words: the tokens of the normalised message.
        """
        found: list[Mention | Unclear] = []
        position = 0
        while position < len(words):
            item = self._exact_at(words, position) or self._misspelt_at(words, position)
            if item is not None:
                found.append(item)
            position = position + 1 if item is None else item.end
        return found

    def find_exact(self, words: Sequence[str]) -> list[Mention]:
        """Return the names in a text as they are spelt; nothing is read as misspelt.

        Args:
            words: the tokens of the normalised text.
        """
        found: list[Mention] = []
        position = 0
        while position < len(words):
            begins = words[position] in self._first_words
            item = self._exact_at(words, position) if begins else None
            found += [item] if item is not None else []
            position = position + 1 if item is None else item.end
        return found

    def is_known(self, word: str) -> bool:
        """Tell whether a word is a name, or an ordinary word, as it is spelt."""
        return word in self._names or word in _ordinary()

    def _read(self, word: str) -> Mention | Unclear | None:
        """Read one word that is neither a name nor an ordinary word as a misspelt name."""
        usual = _usual_misspellings().get(word)
        if usual is not None:
            return self._mention(0, 1, word, usual)
        cut_short = self._cut_short(word)
        with_e = f"{word}e"  # half of Europe writes sertralin, duloxetin
        if len(cut_short) == 1 and with_e in self._names:
            return self._mention(0, 1, word, with_e)
        if cut_short:
            return Unclear(0, 1, word, cut_short)
        near = self._nearest(word)
        if not near:
            return None
        best, rival = near[0], self._rival(near)
        rival_score = rival.score if rival else 0.0
        accepted = best.score >= self._margins.accept
        clear = best.score - rival_score >= self._margins.margin
        within = self._name_within(word, best.word)
        doubtful = self._looks_alike(near) or within is not None
        if self._is_name(best.word) and accepted and clear and not doubtful:
            return self._mention(0, 1, word, best.word)
        names = self._plausible(near)
        if within is not None and names:
            names = (*names[:2], within)
        return Unclear(0, 1, word, names) if names else None

    # -- exact names ------------------------------------------------------------------------

    def _exact_at(self, words: Sequence[str], position: int) -> Mention | None:
        if not self._begins(words[position]):
            return None
        end = position + 1
        while end < min(position + _LONGEST_NAME, len(words)) and self._goes_on(
            " ".join(words[position : end + 1])
        ):
            end += 1
        for last in range(end, position, -1):
            if words[last - 1].isdigit() and not _COUNTING.isdisjoint(words[last : last + 1]):
                continue  # "tylenol 3 times a day" is not Tylenol 3
            known = self._as_known(" ".join(words[position:last]))
            if known is not None:
                return self._mention(position, last, known, known)
        return None

    def _may_begin(self, word: str) -> bool:
        """Tell whether a name may begin with a word; of most words none does."""
        first = self._first_words
        return word in first or word.removesuffix("s") in first or self._goes_on(word)

    def _may_go_on(self, beginning: str) -> bool:
        """Tell whether a name of several words may go on from its first ones."""
        return _any_begins(self._long_names, beginning.removesuffix("s")) or _any_begins(
            self._joined_names, beginning.replace(" ", "")
        )

    def _as_known(self, key: str) -> str | None:
        """Return a name as the lexicon has it: with or without blanks, in the singular."""
        if key in self._names:
            return key
        joined = self._joined.get(key.replace(" ", ""))
        if joined is not None:
            return joined
        singular = key.removesuffix("s")  # "EMLA's" is one word here
        plural = len(singular) >= _SHORTEST_PLURAL and singular != key and key not in _ordinary()
        return singular if plural and singular in self._names else None

    def _mention(self, start: int, end: int, surface: str, name: str) -> Mention:
        known = self._names[name]
        return Mention(start, end, surface, name, known.ingredients, known.is_class)

    # -- misspelt names ---------------------------------------------------------------------

    def _misspelt_at(self, words: Sequence[str], position: int) -> Mention | Unclear | None:
        word = words[position]
        if len(word) < SHORTEST or not word.isalpha() or self.is_known(word):
            return None
        read = self.read(word)
        if isinstance(read, Mention):
            return self._mention(position, position + 1, word, read.name)
        if isinstance(read, Unclear):
            return Unclear(position, position + 1, word, read.names)
        return None

    @cached_property
    def _first_words(self) -> frozenset[str]:
        return frozenset(name.partition(" ")[0] for name in self._names) | self._joined.keys()

    @cached_property
    def _long_names(self) -> list[str]:
        """All names of several words, in alphabetical order."""
        return sorted(name for name in self._names if " " in name)

    @cached_property
    def _joined_names(self) -> list[str]:
        return sorted(self._joined)

    @cached_property
    def _pool(self) -> SpellingPool:
        names = (name for name in self._names if " " not in name and len(name) >= SHORTEST)
        return SpellingPool(chain(names, _ordinary()))

    @cached_property
    def _single_names(self) -> list[str]:
        """All names of one word, in alphabetical order."""
        return sorted(name for name in self._names if " " not in name)

    def _nearest(self, word: str) -> list[Near]:
        near = [
            Near(item.word, item.score - (0 if self._is_common(item.word) else _NOT_MARKETED))
            for item in self._pool.nearest(word)
        ]
        return sorted(near, key=lambda item: -item.score)

    def _is_name(self, word: str) -> bool:
        return word in self._names

    def _is_common(self, word: str) -> bool:
        """Tell whether a word is ordinary English or the name of something on the market."""
        return word not in self._names or self._names[word].marketed

    def _rival(self, near: list[Near]) -> Near | None:
        """Return the nearest word that would mean something else than the nearest one."""
        best = self._names.get(near[0].word)
        return next(
            (
                item
                for item in near[1:]
                if best is None
                or item.word not in self._names
                or self._names[item.word].ingredients != best.ingredients
            ),
            None,
        )

    def _looks_alike(self, near: list[Near]) -> bool:
        """Tell whether the nearest name has a known look-alike that is near as well."""
        partners = _look_alikes().get(near[0].word, frozenset())
        floor = near[0].score - self._margins.look_alike
        return any(item.word in partners and item.score >= floor for item in near[1:])

    def _name_within(self, word: str, read: str) -> str | None:
        """Return another medicine whose whole name a word begins with: clomid in clomidine."""
        meant = self._names[read].ingredients if read in self._names else None
        return next(
            (
                word[:length]
                for length in range(len(word) - 1, SHORTEST - 1, -1)
                if word[:length] in self._names and self._names[word[:length]].ingredients != meant
            ),
            None,
        )

    def _plausible(self, near: list[Near]) -> tuple[str, ...]:
        """Return the names to ask about, or none if an ordinary word is clearly nearer."""
        floor = max(self._margins.ask, near[0].score - self._margins.ask_margin)
        if not self._is_name(near[0].word):
            floor = max(floor, near[0].score - self._margins.margin / 2)
        names: dict[Ingredients, str] = {}
        for item in near:
            if self._is_name(item.word) and item.score >= floor:
                names.setdefault(self._names[item.word].ingredients, item.word)
        return tuple(names.values())[:3]

    def _cut_short(self, word: str) -> tuple[str, ...]:
        """Return the names that a word is the beginning of: cyclobenzaprine for cyclobenza."""
        if len(word) < SHORTEST + 1:
            return ()
        names: dict[Ingredients, str] = {}
        for name in self._single_names[bisect_left(self._single_names, word) :]:
            if not name.startswith(word):
                break
            if self._is_common(name):
                names.setdefault(self._names[name].ingredients, name)
        return tuple(names.values()) if len(names) <= 2 else ()

    # -- the corpus's own names ---------------------------------------------------------------

    def _cover(self, monograph: Monograph) -> None:
        canonical = [self.canonical(ingredient) for ingredient in monograph.ingredients]
        whole = frozenset(chain.from_iterable(canonical))
        self._covering[monograph.slug] = whole
        self._exactly.setdefault(whole, []).append(monograph.slug)
        for ingredient, known in zip(monograph.ingredients, canonical, strict=True):
            self._add(ingredient, known)
        self._add(monograph.title, whole)

    def _add_names(self, monograph: Monograph) -> None:
        whole = self._covering[monograph.slug]
        for brand in monograph.brands:
            if self._is_for_author(brand, whole):
                self._add(brand, whole)
        for other in monograph.other_names:
            key = name_key(other.name)
            # What is read from running text must not override a name that is known already.
            if key not in self._names and key not in _ordinary() and len(key) >= SHORTEST:
                self._add(key, self.canonical(other.ingredient) if other.ingredient else whole)

    def _covered_alone(self) -> Ingredients:
        """Return the ingredients that have a monograph of their own."""
        return frozenset().union(*(whole for whole in self._exactly if len(whole) == 1))

    def _is_for_author(self, brand: str, whole: Ingredients) -> bool:
        """Tell whether a monograph that lists a brand decides what the brand means.

        So it does for a class ("numbing cream") and for a brand that holds more than it covers,
        unless another monograph covers just that. A brand of one half of a combination stays one.
        """
        known = self._names.get(name_key(brand))
        if known is None or known.is_class:
            return True
        return known.ingredients > whole and known.ingredients not in self._covering.values()

    def _add(self, name: str, ingredients: Ingredients) -> None:
        self._names[name_key(name)] = _Name(ingredients, marketed=True)


def masked(words: Sequence[str], found: Iterable[Mention | Unclear]) -> list[str]:
    """Return a message with each name of a medicine replaced by the word `medicine`.

    Whether something is an emergency or a request must not depend on which name is used.
    Classes stay: "sleeping pills" says more than a name.
    """
    replaced = (i for i in found if not (isinstance(i, Mention) and i.is_class))
    return with_names_as(words, ((item, _ANY_NAME) for item in replaced))


def with_names_as(
    words: Sequence[str], names: Iterable[tuple[Mention | Unclear, str]]
) -> list[str]:
    """Return a message with some of the names in it replaced by another word each."""
    kept = list(words)
    for item, word in sorted(names, key=lambda pair: -pair[0].start):
        kept[item.start : item.end] = [word]
    return kept


def tall_man(names: Sequence[str]) -> tuple[str, ...]:
    """Write names so that their difference stands out: `predniSONE`, `prednisoLONE`.

    Known look-alikes are written as their list has them; other names are set in capitals from
    the first letter on that they do not share.
    """
    written = _tall_man_forms()
    shared = _shared_prefix([name for name in names if name not in written])
    return tuple(
        written.get(name, name[:shared] + name[shared:].upper() if len(names) > 1 else name)
        for name in names
    )


def _shared_prefix(names: Sequence[str]) -> int:
    if len(names) < 2:
        return len(names[0]) if names else 0
    return next(
        (i for i, letters in enumerate(zip(*names, strict=False)) if len(set(letters)) > 1),
        min(len(name) for name in names),
    )


def _any_begins(ordered: Sequence[str], beginning: str) -> bool:
    """Tell whether any of some words in alphabetical order begins with some letters."""
    at = bisect_left(ordered, beginning)
    return at < len(ordered) and ordered[at].startswith(beginning)


@lru_cache(maxsize=1)
def _existing() -> Mapping[str, _Name]:
    """Read all names: the built list first, then what was written by hand over it."""
    names: dict[str, _Name] = {}
    meanings: dict[str, _Name] = {}  # many names mean the same
    for line in read_text("medicines/existing.tsv.gz").splitlines():
        name, _, meaning = line.partition("\t")
        if meaning not in meanings:
            target, marketed = meaning.split("\t")
            meanings[meaning] = _Name(frozenset(target.split(" + ")), marketed == "1")
        names[name] = meanings[meaning]
    common = read_yaml("medicines/common_names.yaml")
    for target, others in common["names"].items():
        for name in (target, *others):
            names[name_key(name)] = _Name(frozenset(target.split(" + ")), marketed=True)
    for name in common["additional"]:
        names[name_key(name)] = _Name(frozenset({name_key(name)}), marketed=True)
    for group in common["classes"].values():
        members = frozenset(group["members"])
        for name in group["names"]:
            key = name_key(name)
            # "Ibuprofen gel" speaks of that member alone.
            if key not in names and key.split()[0] not in members:
                # "Adrenaline pen": a class of one is another name of it.
                names[key] = _Name(members, marketed=True, is_class=len(members) > 1)
    return names


@lru_cache(maxsize=1)
def _where_covered() -> Mapping[str, _Name]:
    """Read what names a class only where monographs cover it: "iron" mostly is a blood value."""
    classes = read_yaml("medicines/common_names.yaml")["classes"].values()
    return {
        name: _Name(frozenset(group["members"]), marketed=True, is_class=True)
        for group in classes
        for name in group.get("where_covered", ())
    }


@lru_cache(maxsize=1)
def _ordinary() -> frozenset[str]:
    return read_words("medicines/english.txt.gz") | read_words("medicines/no_medicines.txt")


@lru_cache(maxsize=1)
def _usual_misspellings() -> Mapping[str, str]:
    """Read what is often written for which name."""
    misspelt = read_yaml("medicines/misspelt.yaml")
    return {wrong: name_key(name) for name, wrongs in misspelt.items() for wrong in wrongs}


@lru_cache(maxsize=1)
def _look_alikes() -> Mapping[str, frozenset[str]]:
    partners: dict[str, set[str]] = {}
    for pair in read_yaml("medicines/look_alikes.yaml"):
        keys = [name_key(name) for name in pair]
        for key in keys:
            partners.setdefault(key, set()).update(other for other in keys if other != key)
    return {key: frozenset(others) for key, others in partners.items()}


@lru_cache(maxsize=1)
def _tall_man_forms() -> Mapping[str, str]:
    return {
        name_key(name): name for pair in read_yaml("medicines/look_alikes.yaml") for name in pair
    }
