"""Which entry a message repeats word for word, the names of medicines included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, combinations

from faqbot.corpus.monograph import Entry, EntryKind
from faqbot.corpus.reader import Corpus
from faqbot.dialogue.reading import Message
from faqbot.dialogue.scope import Scope, ScopeKind
from faqbot.language.medicines import Ingredients, Medicines, Mention, Unclear, with_names_as
from faqbot.language.text import normalise, tokens

Key = tuple[str, ...]  # words; a name stands as its ingredients, in whatever way it was written

_MOST_INGREDIENTS = 4  # of a message whose wordings are looked up; a class may have dozens


class Written:
    """The wordings of all FAQs, to be recognised before anything is searched.

    A question that names two medicines stands in the monograph on one of them, and only its
    wording tells in which: "Is paracetamol allowed with codeine?" is not about co-codamol.
    """

    def __init__(self, corpus: Corpus, medicines: Medicines) -> None:
        self._corpus = corpus
        self._medicines = medicines
        self._titles: dict[str, Key] = {}
        self._wordings: dict[str, dict[Key, Entry]] = {}  # by slug, read when first named

    def find(self, message: Message) -> Entry | None:
        """Return the entry that has a message as a wording; None if none or several have it."""
        named = [m for m in message.found if isinstance(m, Mention) and not m.is_class]
        mentioned = frozenset[str]().union(*(mention.ingredients for mention in named))
        if not 0 < len(mentioned) <= _MOST_INGREDIENTS:
            return None
        key = _key(tokens(message.text), message.found)
        found = [self._in(slug, key) for slug in self._about(mentioned)]
        entries = [entry for entry in found if entry is not None]
        return entries[0] if len(entries) == 1 else None

    def scope(self, entry: Entry, message: Message) -> Scope:
        """Return the scope of a message that is a wording of an entry."""
        own = self._medicines.ingredients_of(entry.slug)
        mentions = [item for item in message.found if isinstance(item, Mention)]
        return Scope(
            ScopeKind.FOUND,
            (entry.slug,),
            named=tuple(m for m in mentions if m.ingredients <= own),
            others=tuple(m for m in mentions if not m.ingredients <= own),
        )

    def _about(self, mentioned: Ingredients) -> list[str]:
        """Return the monographs that cover nothing but what was mentioned."""
        groups = chain.from_iterable(
            combinations(sorted(mentioned), count) for count in range(1, len(mentioned) + 1)
        )
        return [slug for group in groups for slug in self._medicines.covered_by(frozenset(group))]

    def _in(self, slug: str, key: Key) -> Entry | None:
        """Return the entry of a monograph with a wording, with or without its title before it."""
        if slug not in self._wordings:
            self._read(slug)
        title, wordings = self._titles[slug], self._wordings[slug]
        behind = key[len(title) :] if key[: len(title)] == title else None
        return wordings.get(key) or (wordings.get(behind) if behind else None)

    def _read(self, slug: str) -> None:
        monograph = self._corpus[slug]
        self._titles[slug] = self._key_of(monograph.title)
        wordings: defaultdict[Key, list[Entry]] = defaultdict(list)
        for entry in monograph.entries:
            if entry.kind is EntryKind.FAQ:
                for key in {self._key_of(text) for text in (entry.title, *entry.alternates)}:
                    wordings[key].append(entry)
        self._wordings[slug] = {key: of[0] for key, of in wordings.items() if len(of) == 1}

    def _key_of(self, text: str) -> Key:
        words = tokens(normalise(text))
        return _key(words, self._medicines.find_exact(words))


def _key(words: Sequence[str], found: Sequence[Mention | Unclear]) -> Key:
    names = (item for item in found if isinstance(item, Mention) and not item.is_class)
    return tuple(with_names_as(words, ((m, "+".join(sorted(m.ingredients))) for m in names)))
