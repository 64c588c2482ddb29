"""One turn, in order: triage, small talk, which medicine, limits, match, decide, compose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cached_property

import numpy as np

from faqbot import __version__
from faqbot.corpus.monograph import Entry
from faqbot.corpus.reader import Corpus
from faqbot.dialogue import asking, card, choosing, compose
from faqbot.dialogue.conversation import Conversation, Mixture
from faqbot.dialogue.decision import (
    DECLINED,
    UNNAMED_OFF_TOPIC,
    Decision,
    Thresholds,
    decide,
    load_thresholds,
)
from faqbot.dialogue.finish import STALE_AFTER, Freshness, finished
from faqbot.dialogue.intent import QUESTION, STATEMENT, load_intent_model
from faqbot.dialogue.reading import Asked, Message, Reader, carried_over, says_nothing
from faqbot.dialogue.reply import (
    Abstention,
    AbstentionReason,
    Choice,
    Reply,
    SmallTalkKind,
    Trace,
)
from faqbot.dialogue.scope import Scope, ScopeFinder, ScopeKind
from faqbot.dialogue.together import Steps, ask, together
from faqbot.dialogue.written import Written
from faqbot.language.clauses import asked as asking_clauses
from faqbot.language.foreign import ROMAN_HINDI, foreign_language
from faqbot.language.linear import LinearModel
from faqbot.language.medicines import Medicines, Mention
from faqbot.language.topics import load_topic_model
from faqbot.language.vocabulary import load_vocabulary
from faqbot.matching import calibration
from faqbot.matching.forest import RANKER_FILE, load_forest
from faqbot.matching.index import Question, Vector
from faqbot.matching.matcher import Candidate, Matcher, Ranking
from faqbot.safety.helplines import GENERIC
from faqbot.safety.limits import settled
from faqbot.safety.triage import Heard, Triage, load_triage

Turn = Steps[tuple[Reply, Conversation]]

_SHORTEST_QUESTION = 3  # tokens that can ask something of their own
_REMEMBERED = 5  # topics of a question, for the next one
_EXPLAINED = 3  # of them in a trace
_MOST_QUESTIONS = 3  # answered in one reply
_MOST_SEARCHED = 12  # medicines that may be meant, when it must be asked which


class Bot:
    """Answers from one corpus. Holds no conversation: state goes in and comes out.

    Args:
        corpus: the monographs to answer from.
        region: ISO 3166 code for the lines on emergency cards; unknown ones get generic cards.
        today: for the age of texts; None leaves it unjudged. The core reads no clock.
        stale_after: months since the last change or review after which a text is said to be old.
        thresholds: where the decisions change; those of `data/decision.yaml` unless given.
    """

    def __init__(
        self,
        corpus: Corpus,
        *,
        region: str = GENERIC,
        today: date | None = None,
        stale_after: int = STALE_AFTER,
        thresholds: Thresholds | None = None,
    ) -> None:
        self.corpus = corpus
        self.region = region
        self.freshness = Freshness(today, stale_after)
        self._thresholds = thresholds or load_thresholds()
        self.vocabulary = load_vocabulary()
        self.topic_model = load_topic_model()
        self.medicines = Medicines(corpus.monographs)
        self.reader = Reader(
            self.medicines, vocabulary=self.vocabulary, topic_model=self.topic_model
        )
        self._scopes = ScopeFinder(corpus, self.medicines)
        self._written = Written(corpus, self.medicines)
        self._trace = Trace(corpus_digest=corpus.digest[:12], version=__version__)

    @cached_property
    def matcher(self) -> Matcher:
        """The search over the corpus."""
        return Matcher(
            self.corpus,
            vocabulary=self.vocabulary,
            topic_model=self.topic_model,
            ranker=load_forest(RANKER_FILE),
            calibrator=load_forest(calibration.MODEL_FILE),
            offering=load_forest(calibration.OFFER_FILE),
        )

    @cached_property
    def _triage(self) -> Triage:
        return load_triage()

    @cached_property
    def _intents(self) -> LinearModel:
        return load_intent_model()

    def reply(self, message: str, conversation: Conversation) -> tuple[Reply, Conversation]:
        """Answer one message.

        Pure and deterministic: the same message, conversation and corpus give the same reply.
        Never raises on what a patient writes, reads no clock and keeps nothing.

        Returns:
            The reply, and the conversation to hand in with the next message.
        """
        return self.replies([(message, conversation)])[0]

    def replies(
        self, turns: Sequence[tuple[str, Conversation]]
    ) -> list[tuple[Reply, Conversation]]:
        """Answer messages of different conversations: each as `reply` does, many faster."""
        done = together([self._turn(self.reader.read(text), before) for text, before in turns])
        return [
            (finished(reply, after.mixture, self.corpus, self.region, self.freshness), after)
            for reply, after in done
        ]

    def in_region(self, region: str) -> Bot:
        """Return this bot with the help lines of another region; all else is shared."""
        bot = copy(self)
        bot.region = region
        return bot

    def on_day(self, today: date) -> Bot:
        """Return this bot on a later day; all else is shared. Unchanged if age is not judged."""
        if self.freshness.today in (None, today):
            return self
        bot = copy(self)
        bot.freshness = replace(self.freshness, today=today)
        return bot

    def reading_from(self, corpus: Corpus) -> Bot:
        """Return a bot with the same settings on another corpus."""
        return Bot(
            corpus,
            region=self.region,
            today=self.freshness.today,
            stale_after=self.freshness.stale_after,
            thresholds=self._thresholds,
        )

    def _turn(self, read: Message, conversation: Conversation) -> Turn:
        language = foreign_language(read.text)
        foreign = language not in (None, ROMAN_HINDI)
        heard = Heard(read.text, read.document, read.masked, foreign)
        verdict = yield from ask(self._triage.check, heard)
        after = conversation.next_turn()
        if verdict.alarm is not None:
            spoken = verdict.language or language
            after = self._speaking_of(read, after)
            return card.referral(verdict, spoken, self.region, self._trace), after
        chosen = choosing.pick(read, conversation.choices)
        if chosen is not None:
            return (yield from self._choose(chosen, after))
        if language is not None and foreign:
            return self._english_only(language), after
        reply, after = yield from self._reply_to(read, after)
        # Many write Hindi or Urdu in Roman letters, mixed with English: the topics know much of it.
        if language is not None and _is_dead_end(reply):
            return self._english_only(language), after
        return reply, after

    def _speaking_of(self, message: Message, after: Conversation) -> Conversation:
        """Return the conversation with the medicine that a message names, to go on with."""
        scope = self._scopes.find(message.words, message.found, after)
        return after.about(scope.slugs) if scope.kind is ScopeKind.FOUND and scope.named else after

    def _english_only(self, language: str) -> Reply:
        text = card.in_language("english_only", language, self.region)
        return compose.abstention(AbstentionReason.OTHER_LANGUAGE, self._trace, text=text)

    def _reply_to(self, message: Message, after: Conversation) -> Turn:
        if all(word.isdigit() for word in message.words):
            return compose.abstention(AbstentionReason.NOT_UNDERSTOOD, self._trace), after
        intents = yield from ask(self._intents.by_class, message.document)
        intent, sureness = self._intent(intents)
        intent = settled(message.text, intent)
        names_medicine = any(isinstance(item, Mention) for item in message.found)
        if intent in tuple(SmallTalkKind) and not names_medicine:
            kind = SmallTalkKind(intent)
            rule = f"{intent}, {sureness:.2f}"
            return compose.small_talk(kind, self.corpus, replace(self._trace, rule=rule)), after
        written = self._written.find(message)
        scope = (
            self._written.scope(written, message)
            if written is not None
            else self._scopes.find(message.words, message.found, after)
        )
        if scope.kind is ScopeKind.NONE and self._is_off_topic(intents):
            return compose.abstention(AbstentionReason.OFF_TOPIC, self._trace), after
        if scope.kind is ScopeKind.NONE and intent in DECLINED:
            return compose.declined(Decision(intent), self._trace), after
        if scope.kind is not ScopeKind.FOUND:
            return (yield from self._ask_medicine(message, scope, after))
        after = after.about(scope.slugs) if not scope.from_conversation else after
        banned = [slug for slug in scope.slugs if self.corpus[slug].is_banned]
        if banned:
            trace = replace(self._trace, medicines=scope.slugs)
            return compose.banned(self.corpus[banned[0]], trace), after
        likely = _about_medicine(scope, intents)
        return (
            yield from self._match(
                message, scope, after, intent, about_medicine=likely, written=written
            )
        )

    def _match(
        self,
        message: Message,
        scope: Scope,
        after: Conversation,
        intent: str,
        *,
        about_medicine: float,
        written: Entry | None,
    ) -> Turn:
        asked_of: dict[str, Question] = {}
        for slug in scope.slugs:
            asked_of[slug] = yield from ask(self.reader.questions, Asked(message, scope, slug))
        silent = written is None and self._is_silent(scope, asked_of)
        if silent and not after.topics:
            return self._ask_topic(scope, after, self._trace)
        if after.topics:
            remembered = self._remembered(after)
            asked_of = {
                slug: carried_over(question, message, remembered)
                for slug, question in asked_of.items()
            }
        ranking = (yield from ask(self.matcher.rank_all, asked_of)).weakened(about_medicine)
        if written is not None:
            ranking = ranking.led_by(written)
        question = asked_of[scope.slugs[0]]
        topics = self.topic_model.best(question.topics, _REMEMBERED)
        best = ranking.candidates[: compose.EXPLAINED]
        trace = compose.explain(
            self._trace,
            question,
            ranking,
            medicines=scope.slugs,
            topics=topics[:_EXPLAINED],
            parts=(yield from ask(self.matcher.explained, best)),
        )
        after = replace(after, topics=topics)
        decision = decide(ranking, intent, scope, self._thresholds)
        states = intent == STATEMENT and foreign_language(message.text) is None
        if (silent or states) and decision is Decision.NO_ENTRY:
            return self._ask_topic(scope, after, trace, ranking.candidates)
        parts: tuple[Ranking, ...] = ()
        if decision in (Decision.ANSWER, Decision.CLARIFY):
            parts = yield from self._parts(message, scope)
        context = compose.Context(self.corpus, scope, ranking, self.medicines, trace, parts)
        return _with_choices(compose.decided(decision, context), after)

    def _is_silent(self, scope: Scope, asked_of: Mapping[str, Question]) -> bool:
        """Tell whether a message asks nothing of its own.

        "Is Aleve the same as naproxen" does: it has two names of one medicine.
        """
        documents = [question.document for question in asked_of.values()]
        if not all(map(says_nothing, documents)):
            return False
        names = {(mention.surface, mention.ingredients) for mention in scope.named}
        of_one = len(names) > len({ingredients for _, ingredients in names})
        compares = of_one and any(document.stems for document in documents)
        return not compares and not self.matcher.is_written(asked_of)

    def _ask_topic(
        self, scope: Scope, after: Conversation, trace: Trace, near: Sequence[Candidate] = ()
    ) -> tuple[Reply, Conversation]:
        asked = asking.ask_topic(self.corpus, scope.slugs[0], near, trace)
        return _with_choices(asked, after)

    def _parts(self, message: Message, scope: Scope) -> Steps[tuple[Ranking, ...]]:
        """Return the sure rankings of a message's questions, if it holds several."""
        asking = asking_clauses(message.clauses)
        clauses = [c for c in asking if c.end - c.start >= _SHORTEST_QUESTION]
        if len(clauses) < 2 or len(scope.slugs) > 1:
            return ()
        slug = scope.slugs[0]
        rankings = []
        for clause in clauses[:_MOST_QUESTIONS]:
            asked = Asked(message, scope, slug, clause)
            question = yield from ask(self.reader.questions, asked)
            rankings.append((yield from ask(self.matcher.rank_all, {slug: question})))
        return tuple(r for r in rankings if r.confidence >= self._thresholds.answer)

    def _ask_medicine(self, message: Message, scope: Scope, after: Conversation) -> Turn:
        trace = replace(self._trace, medicines=scope.slugs[: compose.MOST_CHOICES])
        found: tuple[Ranking, ...] = ()
        if len(scope.slugs) <= _MOST_SEARCHED and not says_nothing(message.document):
            found = yield from self._search_each(message, scope)
            trace = asking.explain_each(trace, found)
        sure = tuple(r for r in found if r.confidence >= self._thresholds.answer)
        asked = asking.ask_medicine(scope, message.text, self.corpus, sure, trace)
        reply, after = _with_choices(asked, after)
        if scope.apart is not None:
            after = replace(after, mixture=Mixture(scope.apart.name, scope.slugs))
        name_follows = scope.kind in (ScopeKind.NONE, ScopeKind.SEVERAL)
        if not name_follows or says_nothing(message.document):
            return reply, after
        # "How long before it works?" – "Which medicine?" – "amitriptyline"
        topics: Vector = yield from ask(self.topic_model.probabilities, message.document)
        return reply, replace(after, topics=self.topic_model.best(topics, _REMEMBERED))

    def _search_each(self, message: Message, scope: Scope) -> Steps[tuple[Ranking, ...]]:
        """Return what each medicine that may be meant has for a message, the surest first."""
        rankings = []
        for slug in scope.slugs:
            question = yield from ask(self.reader.questions, Asked(message, scope, slug))
            rankings.append((yield from ask(self.matcher.rank_all, {slug: question})))
        return tuple(sorted(rankings, key=lambda ranking: -ranking.confidence))

    def _choose(self, choice: Choice, after: Conversation) -> Turn:
        if choice.entry_id is not None:
            slug = choice.entry_id.partition("#")[0]
            trace = replace(
                self._trace, medicines=(slug,), confidence=1.0, offer=1.0, rule="chosen"
            )
            reply = compose.chosen_answer(self.corpus, choice.entry_id, trace)
            return _with_choices(reply, after.about((slug,)))
        return (yield from self._reply_to(self.reader.read(choice.query), after))

    def _intent(self, intents: dict[str, float]) -> tuple[str, float]:
        """Return the kind of a message; a question unless another kind is likely enough."""
        intent = max(intents, key=intents.__getitem__)
        needed = self._thresholds.intents.get(intent, 1.0)
        return (intent if intents[intent] >= needed else QUESTION), intents[intent]

    def _is_off_topic(self, intents: dict[str, float]) -> bool:
        """Tell whether a message that is about no medicine is about something else.

        It is asked for a medicine either way, so less will do than where one is spoken of.
        """
        needed = self._thresholds.intents.get(UNNAMED_OFF_TOPIC, 1.0)
        return intents[Decision.OFF_TOPIC] >= needed

    def _remembered(self, conversation: Conversation) -> Vector:
        topics = dict(conversation.topics)
        return np.array([topics.get(topic, 0.0) for topic in self.topic_model.ids], np.float32)


def _with_choices(reply: Reply, after: Conversation) -> tuple[Reply, Conversation]:
    """Return a reply, and the conversation that knows what it offers."""
    return reply, replace(after, choices=choosing.offered(reply))


def _is_dead_end(reply: Reply) -> bool:
    """Tell whether nothing was found for a message."""
    nothing = (AbstentionReason.NO_ENTRY, AbstentionReason.OFF_TOPIC)
    return isinstance(reply, Abstention) and reply.reason in nothing


def _about_medicine(scope: Scope, intents: dict[str, float]) -> float:
    """Return how likely a message is about a medicine at all, in [0, 1].

    Where one is named it is, whatever it looks like. Where one is under discussion, or there is
    just nothing else to ask about, any message would land there.
    """
    return 1.0 if scope.named or scope.others else 1.0 - intents[Decision.OFF_TOPIC]
