"""One turn, in order: triage, small talk, which medicine, limits, match, decide, compose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from faqbot import __version__
from faqbot.corpus.reader import Corpus
from faqbot.dialogue import compose
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.decision import (
    DECLINED,
    Decision,
    Thresholds,
    decide,
    load_thresholds,
)
from faqbot.dialogue.intent import QUESTION, load_intent_model
from faqbot.dialogue.reply import (
    AbstentionReason,
    Choice,
    Reply,
    SmallTalkKind,
    Trace,
)
from faqbot.dialogue.scope import Scope, ScopeFinder, ScopeKind
from faqbot.language.correction import Corrector
from faqbot.language.document import Document, read_document
from faqbot.language.linear import LinearModel
from faqbot.language.medicines import Medicines, Mention, Unclear
from faqbot.language.text import normalise, tokens
from faqbot.language.topics import load_topic_model
from faqbot.language.vocabulary import load_vocabulary, stem
from faqbot.matching.forest import load_ranker
from faqbot.matching.index import Question, Vector
from faqbot.matching.logistic import load_logistic
from faqbot.matching.matcher import Matcher
from faqbot.safety.helplines import GENERIC
from faqbot.safety.triage import Triage, load_triage


@dataclass(frozen=True, slots=True)
class Message:
    """A patient's message, read once for all steps of the turn."""

    text: str  # normalised
    words: tuple[str, ...]  # its tokens, misspelt ordinary words corrected
    found: tuple[Mention | Unclear, ...]  # medicines
    document: Document


class Bot:
    """Answers from one corpus. Holds no conversation: state goes in and comes out.

    Args:
        corpus: the monographs to answer from.
        region: ISO 3166 code for the lines on emergency cards; unknown ones get generic cards.
        thresholds: where the decisions change; those of `data/decision.yaml` unless given.
    """

    def __init__(
        self, corpus: Corpus, *, region: str = GENERIC, thresholds: Thresholds | None = None
    ) -> None:
        self.corpus = corpus
        self.region = region
        self._thresholds = thresholds or load_thresholds()
        self.vocabulary = load_vocabulary()
        self.topic_model = load_topic_model()
        self.medicines = Medicines(corpus.monographs)
        self._corrector = Corrector(self.vocabulary, self.medicines)
        self._scopes = ScopeFinder(corpus, self.medicines)
        self._trace = Trace(corpus_digest=corpus.digest[:12], version=__version__)

    @cached_property
    def matcher(self) -> Matcher:
        """The search over the corpus."""
        return Matcher(
            self.corpus,
            vocabulary=self.vocabulary,
            topic_model=self.topic_model,
            ranker=load_ranker(),
            calibrator=load_logistic("calibrator"),
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
        read = self.read(message)
        verdict = self._triage.check(read.text, read.document)
        after = conversation.next_turn()
        if verdict.alarm is not None:
            trace = replace(self._trace, rule=verdict.rule)
            return compose.referral(verdict.alarm, self.region, trace), after
        chosen = pick(read, conversation.choices)
        if chosen is not None:
            return self._choose(chosen, after)
        return self._reply_to(read, after)

    def read(self, message: str) -> Message:
        """Normalise a message, find the medicines in it and correct its ordinary words."""
        text = normalise(message)
        words = tokens(text)
        found = tuple(self.medicines.find(words))
        inside = {i for item in found for i in range(item.start, item.end)}
        corrected = self._corrector.correct(words)
        kept = tuple(words[i] if i in inside else word for i, word in enumerate(corrected))
        return Message(text, kept, found, read_document(kept, self.vocabulary))

    def question(self, message: Message, scope: Scope) -> Question:
        """Return a message as it is matched: without the name of the medicine in scope."""
        covered = {
            ingredient for slug in scope.slugs for ingredient in self.medicines.ingredients_of(slug)
        }
        own = {
            i
            for item in message.found
            if isinstance(item, Mention) and not item.is_class and item.ingredients <= covered
            for i in range(item.start, item.end)
        }
        words = [word for i, word in enumerate(message.words) if i not in own]
        document = read_document(words, self.vocabulary)
        others = [m for m in scope.others if not m.ingredients <= covered or m.is_class]
        terms = {
            match.term
            for mention in others
            for match in self.vocabulary.find([stem(w) for w in mention.name.split()])
        }
        names = tuple(
            frozenset(stem(word) for word in name.split())
            for mention in others
            for name in {mention.name, *(() if mention.is_class else mention.ingredients)}
        )
        return Question(
            document,
            self._topics(document),
            self.vocabulary.widened(terms),
            names,
        )

    def _topics(self, document: Document) -> Vector:
        return self.topic_model.of_one(document)

    def _reply_to(self, message: Message, after: Conversation) -> tuple[Reply, Conversation]:
        if all(word.isdigit() for word in message.words):
            return compose.abstention(AbstentionReason.NOT_UNDERSTOOD, self._trace), after
        intents = self._intents.by_class(message.document)
        intent, sureness = self._intent(intents)
        names_medicine = any(isinstance(item, Mention) for item in message.found)
        if intent in tuple(SmallTalkKind) and not names_medicine:
            kind = SmallTalkKind(intent)
            rule = f"{intent}, {sureness:.2f}"
            return compose.small_talk(kind, self.corpus, replace(self._trace, rule=rule)), after
        scope = self._scopes.find(message.words, message.found, after)
        if scope.kind is ScopeKind.NONE and intent == Decision.OFF_TOPIC:
            return compose.abstention(AbstentionReason.OFF_TOPIC, self._trace), after
        if scope.kind is ScopeKind.NONE and intent in DECLINED:
            return compose.declined(Decision(intent), self._trace), after
        if scope.kind is not ScopeKind.FOUND:
            return self._ask_medicine(message, scope, after)
        after = after.about(scope.slugs) if not scope.from_conversation else after
        trace = replace(self._trace, medicines=scope.slugs)
        banned = [slug for slug in scope.slugs if self.corpus[slug].is_banned]
        if banned:
            return compose.banned(self.corpus[banned[0]], trace), after
        # Where a medicine is named, it is a question about a medicine, whatever it looks like.
        doubt = 0.0 if scope.named or scope.others else intents[Decision.OFF_TOPIC]
        return self._match(message, scope, after, intent, about_medicine=1.0 - doubt)

    def _match(
        self,
        message: Message,
        scope: Scope,
        after: Conversation,
        intent: str,
        *,
        about_medicine: float,
    ) -> tuple[Reply, Conversation]:
        question = self.question(message, scope)
        if not question.document.stems and not after.topics:  # only "pregabalin"
            reply = compose.ask_topic(self.corpus[scope.slugs[0]], self._trace)
            return reply, replace(after, choices=compose.choices_of(reply))
        if not question.document.stems:  # "and pregabalin?"
            question = replace(question, topics=self._remembered(after))
        ranking = self.matcher.rank(question, scope.slugs).weakened(about_medicine)
        trace = compose.explain(
            replace(self._trace, medicines=scope.slugs),
            question,
            ranking,
            self.topic_model,
            ranker=load_ranker(),
        )
        after = replace(after, topics=self.topic_model.best(question.topics, 5))
        decision = decide(ranking, intent, scope, self._thresholds)
        context = compose.Context(self.corpus, scope, ranking, self.medicines, trace)
        return self._compose(decision, context, after)

    def _compose(
        self, decision: Decision, context: compose.Context, after: Conversation
    ) -> tuple[Reply, Conversation]:
        reply = compose.decided(decision, context)
        return reply, replace(after, choices=compose.choices_of(reply))

    def _ask_medicine(
        self, message: Message, scope: Scope, after: Conversation
    ) -> tuple[Reply, Conversation]:
        reply = compose.ask_medicine(scope, message.text, self.corpus, self._trace)
        return reply, replace(after, choices=compose.choices_of(reply))

    def _choose(self, choice: Choice, after: Conversation) -> tuple[Reply, Conversation]:
        if choice.entry_id is not None:
            slug = choice.entry_id.partition("#")[0]
            trace = replace(self._trace, medicines=(slug,), confidence=1.0, rule="chosen")
            reply = compose.chosen_answer(self.corpus, choice.entry_id, trace)
            return reply, replace(after.about((slug,)), choices=compose.choices_of(reply))
        return self._reply_to(self.read(choice.query), after)

    def _intent(self, intents: dict[str, float]) -> tuple[str, float]:
        """Return the kind of a message; a question unless another kind is likely enough."""
        intent = max(intents, key=intents.__getitem__)
        needed = self._thresholds.intents.get(intent, 1.0)
        return (intent if intents[intent] >= needed else QUESTION), intents[intent]

    def _remembered(self, conversation: Conversation) -> Vector:
        topics = dict(conversation.topics)
        return np.array([topics.get(topic, 0.0) for topic in self.topic_model.ids], np.float32)


def pick(message: Message, choices: Sequence[Choice]) -> Choice | None:
    """Return the choice that a message picks by number, by ordinal or by its words."""
    if not choices:
        return None
    ordinals = ("first", "second", "third", "fourth")
    plain = " ".join(message.words)
    for number, choice in enumerate(choices):
        names = {str(number + 1), ordinals[number], f"the {ordinals[number]}", choice.label}
        names |= {f"{ordinals[number]} one", f"the {ordinals[number]} one", f"number {number + 1}"}
        if plain in {" ".join(tokens(normalise(name))) for name in names}:
            return choice
    agrees = {"yes", "yes please", "yeah", "yep", "correct", "right", "that one", "ok", "y"}
    return choices[0] if len(choices) == 1 and plain in agrees else None
