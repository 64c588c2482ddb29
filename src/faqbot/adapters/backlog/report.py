"""Groups what was kept by medicine and topic, and finds the nearest entries of today's corpus."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from faqbot.corpus.monograph import Entry
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Outcome, Reply, outcome_of
from faqbot.language.medicines import Mention
from faqbot.language.topics import load_topics
from faqbot.storage import BadlyRated, Reason, Unanswered
from faqbot.storage.redaction import without_placeholders

_NEAREST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """An entry that comes near to what was asked."""

    entry_id: str
    title: str
    score: float  # P(a pharmacist would call it an answer), in [0, 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedInVain:
    """A question that had no answer when it was asked."""

    text: str  # redacted
    count: int  # how often it was asked in these words
    answered_now: bool  # today's corpus has an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedBadly:
    """An entry that did not help."""

    entry_id: str
    title: str  # empty if the entry is no longer there
    good: int  # persons
    bad: int  # persons
    reasons: tuple[tuple[Reason, int], ...]  # most frequent first


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All about one medicine and topic."""

    medicine: str  # title of the monograph, or the name as read; empty: none was named
    topic: str  # title; empty: none was recognised
    questions: tuple[AskedInVain, ...]  # most frequent first
    entries: tuple[RatedBadly, ...]  # most bad ratings first
    nearest: tuple[Near, ...]  # best first
    last: date  # when the last of it came

    @property
    def asked(self) -> int:
        """How many questions had no answer."""
        return sum(question.count for question in self.questions)

    @property
    def bad(self) -> int:
        """How many bad ratings there are."""
        return sum(entry.bad for entry in self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What to write or to mend next: the largest groups first."""

    made: date
    corpus: str  # digest of the corpus that `nearest` is from
    groups: tuple[Group, ...]

    @property
    def asked(self) -> int:
        """How many questions had no answer."""
        return sum(group.asked for group in self.groups)

    @property
    def bad(self) -> int:
        """How many bad ratings there are."""
        return sum(group.bad for group in self.groups)


@dataclass(frozen=True, slots=True)
class _Item:
    """A question or an entry with where it belongs."""

    key: tuple[str, str]  # medicine, topic
    content: AskedInVain | RatedBadly
    nearest: tuple[Near, ...]
    day: date


def make_report(
    bot: Bot, questions: Sequence[Unanswered], rated: Sequence[BadlyRated], *, made: date
) -> Report:
    """Group what was kept; the same rows and corpus give the same report."""
    grouped: dict[tuple[str, str], list[_Item]] = defaultdict(list)
    for item in (*_questions(bot, questions), *(_rated(bot, row) for row in rated)):
        grouped[item.key].append(item)
    groups = [_group(key, items) for key, items in grouped.items()]
    groups.sort(key=lambda g: (-(g.asked + g.bad), not g.medicine, g.medicine, g.topic))
    return Report(made=made, corpus=bot.corpus.digest[:12], groups=tuple(groups))


def _group(key: tuple[str, str], items: list[_Item]) -> Group:
    questions = [i.content for i in items if isinstance(i.content, AskedInVain)]
    entries = [i.content for i in items if isinstance(i.content, RatedBadly)]
    return Group(
        medicine=key[0],
        topic=key[1],
        questions=tuple(sorted(questions, key=lambda q: (-q.count, q.text))),
        entries=tuple(sorted(entries, key=lambda e: (-e.bad, e.entry_id))),
        nearest=_best(near for item in items for near in item.nearest),
        last=max(item.day for item in items),
    )


def _best(nearest: Iterable[Near]) -> tuple[Near, ...]:
    """Return the nearest entries, each once with its best score."""
    best: dict[str, Near] = {}
    for near in sorted(nearest, key=lambda near: (-near.score, near.entry_id)):
        best.setdefault(near.entry_id, near)
    return tuple(best.values())[:_NEAREST]


def _questions(bot: Bot, rows: Sequence[Unanswered]) -> Iterable[_Item]:
    counts = Counter((row.text.casefold(), row.medicines) for row in rows)
    latest = {(row.text.casefold(), row.medicines): row for row in rows}
    for key, row in latest.items():
        slugs = tuple(slug for slug in row.medicines if _has(bot, slug))
        reply, _ = bot.reply(without_placeholders(row.text), Conversation(medicines=slugs))
        content = AskedInVain(
            text=row.text, count=counts[key], answered_now=outcome_of(reply) is Outcome.ANSWER
        )
        place = (_medicine(bot, row, slugs), _topic(row.topic or _likeliest(reply)))
        yield _Item(place, content, _nearest(reply), row.at.date())


def _rated(bot: Bot, row: BadlyRated) -> _Item:
    slug = row.entry_id.partition("#")[0]
    entry = _entry(bot, slug, row.entry_id)
    content = RatedBadly(
        entry_id=row.entry_id,
        title=entry.title if entry else "",
        good=row.good,
        bad=row.bad,
        reasons=row.reasons,
    )
    if entry is None:
        place = (bot.corpus[slug].title if _has(bot, slug) else slug, "")
        return _Item(place, content, (), row.last.date())
    reply, _ = bot.reply(entry.title, Conversation(medicines=(slug,)))
    others = tuple(near for near in _nearest(reply) if near.entry_id != row.entry_id)
    place = (bot.corpus[slug].title, _topic(entry.topic or _likeliest(reply)))
    return _Item(place, content, others, row.last.date())


def _medicine(bot: Bot, row: Unanswered, slugs: Sequence[str]) -> str:
    """Return what a question is about: what was searched, else what it names."""
    names = [bot.corpus[slug].title for slug in slugs]
    if not names:
        names = [m.name for m in bot.reader.read(row.text).found if isinstance(m, Mention)]
    return " + ".join(dict.fromkeys(names or row.medicines))


def _topic(topic: str | None) -> str:
    known = load_topics().get(topic or "")
    return known.title if known else ""


def _likeliest(reply: Reply) -> str | None:
    return reply.trace.topics[0][0] if reply.trace.topics else None


def _nearest(reply: Reply) -> tuple[Near, ...]:
    return tuple(
        Near(entry_id=c.entry_id, title=c.title, score=c.score) for c in reply.trace.candidates
    )


def _has(bot: Bot, slug: str) -> bool:
    return any(monograph.slug == slug for monograph in bot.corpus.monographs)


def _entry(bot: Bot, slug: str, entry_id: str) -> Entry | None:
    if not _has(bot, slug):
        return None
    return next((entry for entry in bot.corpus[slug].entries if entry.id == entry_id), None)
