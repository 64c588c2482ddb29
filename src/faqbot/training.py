"""Learns all models from `data/` and chooses the thresholds: `python -m faqbot.training`.

Everything is deterministic; the same data gives the same files. What is judged is judged by
cross-validation: classifiers over five folds of their utterances, the ranker and its
calibration by leaving whole monographs out, as a ranker that has seen a monograph's questions
knows that monograph, not the language of patients.

The labelled questions in `data/questions/` are about the shipped monographs in `faqs/`.
"""

from __future__ import annotations

import gzip
import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.model_selection import GroupKFold, StratifiedKFold

from faqbot.corpus.monograph import EntryKind, Monograph
from faqbot.corpus.reader import load_corpus
from faqbot.dialogue import intent
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.decision import UNNAMED_OFF_TOPIC, Decision
from faqbot.dialogue.reply import Outcome
from faqbot.dialogue.scope import Scope, ScopeKind
from faqbot.evaluation.costs import Costs
from faqbot.evaluation.questions import LabelledQuestion
from faqbot.evaluation.reading import read_questions
from faqbot.evaluation.thresholds import Observations, choose
from faqbot.language import headings, style, topics
from faqbot.language.correction import ASKED_FILE, compile_asked_words
from faqbot.language.document import Document, Features, read_document, style_features
from faqbot.language.linear import LinearModel, train_model
from faqbot.language.medicines import Medicines, Mention, masked
from faqbot.language.text import normalise, tokens
from faqbot.language.vocabulary import COMPILED_FILE, compile_vocabulary, load_vocabulary, stem
from faqbot.matching import calibration
from faqbot.matching.calibration import RANKING_FEATURES, ranking_features
from faqbot.matching.forest import RANKER_FILE, Forest, fit_forest, fit_scale, log_odds
from faqbot.matching.index import ALL_FEATURES, MonographIndex, Question, Vector
from faqbot.matching.specific import specific_first
from faqbot.resources import data_path, read_words, shipped_monographs
from faqbot.safety import triage

FOLDS = 5
QUESTIONS = ("questions", "practice")  # folders of labelled questions
_CALIBRATOR_RATE = 0.04
_NAMED = stem("medicine")  # what stands for every name
_TOLERANCE = 1e-5  # of models whose thresholds are chosen on held-out parts, see `train_model`
# The share of questions that a classifier may take for something else.
INTENT_FALSE_ALARMS = {intent.STATEMENT: 0.02}  # it only turns "no answer" into a question back
OTHER_INTENTS_FALSE_ALARMS = 0.003
UNNAMED_FALSE_ALARMS = 0.02  # where no medicine is named, to be off topic costs little: it is asked
TRIAGE_FALSE_ALARMS = 0.012

Labels = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled question against one monograph."""

    slug: str
    question: Question
    features: Vector  # (entries, ALL_FEATURES)
    gold: Labels  # (entries,)
    alike: Vector  # how much two entries ask about the same, (entries, entries)


def data_hash(*names: str) -> str:
    """Return the hash of some files and folders of `data/`, for a model to carry."""
    hasher = hashlib.sha256()
    for place in map(data_path, names):
        for path in sorted(place.iterdir()) if place.is_dir() else [place]:
            hasher.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return hasher.hexdigest()[:16]


def words_hash() -> str:
    """Return the hash of what the list of ordinary words is made from."""
    return data_hash("topics", "medicines/english.txt.gz")


def topics_hash() -> str:
    """Return the hash of what the topic model is made from."""
    return data_hash("topics", topics.SLOTS_FILE, "vocabulary")


def intents_hash() -> str:
    """Return the hash of what the intent model is made from."""
    return data_hash("intents", "topics", topics.SLOTS_FILE, "vocabulary", "medicines", *QUESTIONS)


def triage_hash() -> str:
    """Return the hash of what the triage model is made from."""
    own = ("triage", "intents", "topics", topics.SLOTS_FILE)
    return data_hash(*own, "vocabulary", "medicines", *QUESTIONS)


def ranker_hash() -> str:
    """Return the hash of what ranker and calibrator are made from."""
    own = (*QUESTIONS, "vocabulary", "medicines", headings.FILE)
    return data_hash(*own, "topics", topics.SLOTS_FILE)


# -- classifiers ------------------------------------------------------------------------------


def train_topics() -> LinearModel:
    """Learn P(topic | message)."""
    documents, labels = topics.training_examples(
        topics.load_topics(), topics.load_phrasings(), load_vocabulary()
    )
    return train_model(
        documents,
        labels,
        topics.topic_features,
        made_from=topics_hash(),
        inverse_regularisation=20.0,
        with_evidence=True,
    )


def train_intents() -> tuple[LinearModel, dict[str, float]]:
    """Learn P(intent | message), and the thresholds from which an intent is believed."""
    documents, labels = _read([*intent.training_texts(), *_asked(intent.QUESTION)])
    held_out, classes = _held_out(documents, labels, style_features)
    thresholds = {
        name: _threshold(
            held_out[:, number],
            labels != intent.QUESTION,
            INTENT_FALSE_ALARMS.get(name, OTHER_INTENTS_FALSE_ALARMS),
        )
        for number, name in enumerate(classes)
        if name != intent.QUESTION
    }
    unnamed = np.array([_NAMED not in document.stems for document in documents])
    thresholds[UNNAMED_OFF_TOPIC] = _threshold(
        held_out[unnamed, classes.index(Decision.OFF_TOPIC)],
        labels[unnamed] != intent.QUESTION,
        UNNAMED_FALSE_ALARMS,
    )
    for number, name in enumerate(classes):
        if name != intent.QUESTION:
            caught = held_out[labels == name, number] >= thresholds[name]
            _say(f"  {name}: {caught.mean():.1%} found at {thresholds[name]:.2f}")
    return _fitted(documents, labels, style_features, intents_hash()), thresholds


def train_triage() -> tuple[LinearModel, dict[str, float]]:
    """Learn P(alarm | message), and the thresholds of an alarm."""
    texts = triage.training_texts()
    benign = [("none", text) for _, text in intent.training_texts()]
    documents, labels = _read([*texts, *benign, *_asked("none")])
    held_out, classes = _held_out(documents, labels, style_features)
    alarms = labels != "none"
    column = {name: held_out[:, number] for number, name in enumerate(classes)}
    thresholds = {
        "emergency": _threshold(column["emergency"], alarms, TRIAGE_FALSE_ALARMS),
        "crisis": _threshold(column["crisis"], alarms, TRIAGE_FALSE_ALARMS),
        "either": _threshold(1 - column["none"], alarms, TRIAGE_FALSE_ALARMS),
    }
    found = 1 - column["none"] >= thresholds["either"]
    for name in ("emergency", "crisis"):
        _say(f"  {name}: {found[labels == name].mean():.1%} found by the model alone")
    _say(f"  false alarms: {found[~alarms].mean():.2%}")
    return _fitted(documents, labels, style_features, triage_hash()), thresholds


def _asked(label: str) -> list[tuple[str, str]]:
    """Return the shipped FAQs and all labelled questions that have an answer, with a label."""
    written = [
        text
        for entry in load_corpus(shipped_monographs(), strict=False).entries
        if entry.kind is EntryKind.FAQ
        for text in (entry.title, *entry.alternates)
    ]
    asked = [
        question.text
        for folder in QUESTIONS
        for path in sorted(data_path(folder).glob("*.jsonl"))
        for question in read_questions(path)
        if question.expect is Outcome.ANSWER
    ]
    return [(label, text) for text in (*written, *asked)]


def _read(texts: Sequence[tuple[str, str]]) -> tuple[list[Document], NDArray[np.str_]]:
    vocabulary, medicines = load_vocabulary(), Medicines(())
    worded = (tokens(normalise(text)) for _, text in texts)
    documents = [
        read_document(masked(words, medicines.find_exact(words)), vocabulary) for words in worded
    ]
    return documents, np.array([label for label, _ in texts])


def _held_out(
    documents: list[Document], labels: NDArray[np.str_], features: Features
) -> tuple[Vector, tuple[str, ...]]:
    """Return P(class) of each document by a model that has not seen it."""
    classes = tuple(sorted(set(labels.tolist())))
    probabilities = np.zeros((len(documents), len(classes)), dtype=np.float32)
    splits = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    folds = list(splits.split(np.zeros(len(labels)), labels))
    found = Parallel(n_jobs=-1)(
        delayed(_on_others)(documents, labels, features, *fold) for fold in folds
    )
    for (_, test), of_test in zip(folds, found, strict=True):
        probabilities[test] = of_test
    return probabilities, classes


def _on_others(
    documents: list[Document],
    labels: NDArray[np.str_],
    features: Features,
    train: NDArray[np.intp],
    test: NDArray[np.intp],
) -> Vector:
    """Return P(class) of some documents by a model of others."""
    model = _fitted([documents[i] for i in train], labels[train], features, made_from="")
    return model.probabilities([documents[i] for i in test])


def _fitted(
    documents: list[Document], labels: NDArray[np.str_], features: Features, made_from: str
) -> LinearModel:
    """Return a model whose thresholds are chosen on others of its kind."""
    return train_model(
        documents,
        labels.tolist(),
        features,
        made_from=made_from,
        tolerance=_TOLERANCE,
        balanced=True,
    )


def _threshold(scores: Vector, positive: Labels, allowed: float) -> float:
    """Return the lowest threshold that at most a share `allowed` of the negatives reach."""
    return round(float(np.quantile(scores[~positive], 1 - allowed)) + 0.005, 3)


# -- ranker and calibrator ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingModels:
    """What ranks entries, what tells how sure that is, and where the decisions change."""

    ranker: Forest
    calibrator: Forest
    offering: Forest
    thresholds: dict[str, float]


def train_ranker() -> RankingModels:
    """Learn to rank entries, how sure a ranking is, and when to answer or to ask back."""
    examples = list(_examples())
    made_from = ranker_hash()
    held_out = _ranked_by_fold(examples, made_from)
    right = np.array([ranked.gold[0] for ranked in held_out])
    among = np.array([ranked.gold[: calibration.OFFERED].any() for ranked in held_out])
    answerable = np.array([ranked.gold.any() for ranked in held_out])
    _say(
        f"  on monographs left out, a fifth at a time: precision@1 {right[answerable].mean():.3f}, "
        f"hit@{calibration.OFFERED} {among[answerable].mean():.3f} of {answerable.sum()} answerable"
    )
    features = np.stack([ranked.features for ranked in held_out])
    slugs = np.array([example.slug for example in examples])
    calibrator, confidence = _calibrated(features, right, slugs, made_from)
    offering, offer = _calibrated(features, among, slugs, made_from)
    seen = Observations(
        confidence=confidence,
        offer=np.maximum(confidence, offer),
        right=right,
        among=among,
        answerable=answerable,
    )
    return RankingModels(
        ranker=fit_ranker(examples, made_from),
        calibrator=calibrator,
        offering=offering,
        thresholds=choose_thresholds(seen),
    )


@dataclass(frozen=True, slots=True)
class _Ranked:
    """An example as a ranker sees it that has not seen its monograph."""

    gold: Labels  # (entries,), best first
    features: Vector  # (RANKING_FEATURES,)


def _ranked_by_fold(examples: Sequence[Example], made_from: str) -> list[_Ranked]:
    groups = np.array([example.slug for example in examples])
    folds = list(GroupKFold(FOLDS).split(groups, groups=groups))
    rankers = Parallel(n_jobs=-1)(
        delayed(fit_ranker)([examples[i] for i in train], made_from) for train, _ in folds
    )
    ranked = {
        i: _ranked(
            examples[i],
            specific_first(ranker.probabilities(examples[i].features), examples[i].features),
        )
        for ranker, (_, test) in zip(rankers, folds, strict=True)
        for i in test.tolist()
    }
    return [ranked[i] for i in range(len(examples))]


def _ranked(example: Example, scores: Vector) -> _Ranked:
    order = np.argsort(-scores, kind="stable")
    features = ranking_features(
        example.question,
        scores=scores,
        features=example.features,
        alike=example.alike[order[0]],
    )
    return _Ranked(example.gold[order], features)


def _calibrated(
    features: Vector, right: Labels, slugs: NDArray[np.str_], made_from: str
) -> tuple[Forest, NDArray[np.float64]]:
    """Return a calibrator, and P of each ranking by one that has not seen its monograph."""
    folds = list(GroupKFold(2 * FOLDS).split(slugs, groups=slugs))
    fitted = Parallel(n_jobs=-1)(
        delayed(fit_calibrator)(features[train], right[train], "") for train, _ in folds
    )
    unscaled = np.zeros(len(right), dtype=np.float32)
    for forest, (_, test) in zip(fitted, folds, strict=True):
        unscaled[test] = forest.probabilities(features[test])
    # The last calibrator knows all examples by heart: its scale is that of the held-out ones.
    weight, bias = fit_scale(unscaled, right)
    calibrator = fit_calibrator(features, right, made_from).rescaled(weight, bias)
    return calibrator, expit(log_odds(unscaled) * weight + bias)


def fit_calibrator(features: Vector, right: Labels, made_from: str) -> Forest:
    """Learn how sure a ranking is; few examples, so small steps."""
    weights = np.ones(len(right), dtype=np.float32)
    return fit_forest(
        RANKING_FEATURES, features, right, weights, made_from=made_from, rate=_CALIBRATOR_RATE
    )


def fit_ranker(examples: Sequence[Example], made_from: str) -> Forest:
    """Learn to tell right from wrong entries; each question counts once, right as much as wrong."""
    weights = [
        np.where(gold, 20 / max(gold.sum(), 1), 20 / max((~gold).sum(), 1))
        for gold in (example.gold for example in examples)
    ]
    return fit_forest(
        ALL_FEATURES,
        np.vstack([example.features for example in examples]),
        np.concatenate([example.gold for example in examples]),
        np.concatenate(weights).astype(np.float32),
        made_from=made_from,
    )


def choose_thresholds(seen: Observations) -> dict[str, float]:
    """Return the thresholds with the lowest mean cost over held-out questions."""
    chosen = choose(seen, Costs())
    if chosen is None:
        raise ValueError("no thresholds can be chosen without questions")
    answered = seen.confidence >= chosen.answer
    asked = (seen.offer >= chosen.clarify) & ~answered
    can, cannot = seen.answerable, ~seen.answerable
    _say(
        f"  answer from {chosen.answer:.2f}, ask from {chosen.clarify:.2f}: of the answerable "
        f"{(answered & seen.right)[can].mean():.1%} answered rightly, "
        f"{(answered & ~seen.right)[can].mean():.1%} wrongly, {asked[can].mean():.1%} asked back; "
        f"of the others {answered[cannot].mean():.1%} answered, {asked[cannot].mean():.1%} asked"
    )
    return {"answer": chosen.answer, "clarify": chosen.clarify}


def _examples() -> Iterator[Example]:
    """Yield the labelled questions against their monographs, which differ in style.

    Shipped monographs are read twice, the second time as bare questions; with the practice
    monographs in other styles this keeps the models from leaning on long answers.
    """
    for folder, questions in (
        (shipped_monographs(), data_path("questions")),
        (data_path("practice"), data_path("practice")),
    ):
        bot = Bot(load_corpus(folder, strict=False))
        for path in sorted(questions.glob("*.jsonl")):
            monograph = bot.corpus[path.stem]
            shipped = folder == shipped_monographs()
            for variant in (monograph, _questions_only(monograph)) if shipped else (monograph,):
                yield from _examples_on(bot, variant, path)


def _examples_on(bot: Bot, monograph: Monograph, questions: Path) -> Iterator[Example]:
    index = MonographIndex(monograph, vocabulary=bot.vocabulary, topic_model=bot.topic_model)
    alike = np.stack([index.alike(number) for number in range(len(index.entries))])
    for labelled in read_questions(questions):
        if labelled.expect in (Outcome.ANSWER, Outcome.ABSTAIN):
            yield _example(bot, monograph.slug, index, labelled, alike)


def _questions_only(monograph: Monograph) -> Monograph:
    """Return a monograph without sections, and with answers that only point elsewhere."""
    faqs = (entry for entry in monograph.entries if entry.kind is EntryKind.FAQ)
    return replace(monograph, entries=tuple(replace(entry, text="See there.") for entry in faqs))


def _example(
    bot: Bot, slug: str, index: MonographIndex, labelled: LabelledQuestion, alike: Vector
) -> Example:
    message = bot.reader.read(labelled.text)
    covered = bot.medicines.ingredients_of(slug)
    others = tuple(
        item
        for item in message.found
        if isinstance(item, Mention) and (item.is_class or not item.ingredients <= covered)
    )
    scope = Scope(ScopeKind.FOUND, (slug,), others=others)
    question = bot.reader.question(message, scope, slug)
    return Example(
        slug,
        question,
        index.features(question),
        np.array([entry.id in labelled.gold for entry in index.entries]),
        alike,
    )


# -- the command --------------------------------------------------------------------------------


def main(steps: Sequence[str]) -> None:
    """Run some or all steps: vocabulary, words, topics, intents, triage, ranker."""
    decision: dict[str, Any] = yaml.safe_load(
        data_path("decision.yaml").read_text(encoding="utf-8")
    )
    work: dict[str, Callable[[], None]] = {
        "vocabulary": _keep_vocabulary,
        "words": _keep_words,
        "topics": lambda: _save(topics.MODEL_FILE, train_topics()),
        "intents": lambda: decision.update(intents=_keep(style.INTENTS_FILE, train_intents())),
        "triage": lambda: decision.update(triage=_keep(style.TRIAGE_FILE, train_triage())),
        "ranker": lambda: decision.update(_keep_ranker()),
    }
    for name in steps or list(work):
        _say(name)
        work[name]()
        _write_decision(decision)


def _keep_vocabulary() -> None:
    text = compile_vocabulary(data_hash("vocabulary"))
    # No time stamp inside, so that the same data gives the same bytes.
    data_path(COMPILED_FILE).write_bytes(gzip.compress(text.encode(), mtime=0))
    load_vocabulary.cache_clear()


def _keep_words() -> None:
    text = compile_asked_words(words_hash())
    data_path(ASKED_FILE).write_text(text, encoding="utf-8")
    read_words.cache_clear()


def _keep(name: str, trained: tuple[LinearModel, dict[str, float]]) -> dict[str, float]:
    model, thresholds = trained
    _save(name, model)
    return thresholds


def _keep_ranker() -> dict[str, float]:
    models = train_ranker()
    data_path(RANKER_FILE).write_bytes(models.ranker.to_bytes())
    data_path(calibration.MODEL_FILE).write_bytes(models.calibrator.to_bytes())
    data_path(calibration.OFFER_FILE).write_bytes(models.offering.to_bytes())
    return models.thresholds


def _save(name: str, model: LinearModel) -> None:
    path: Path = data_path(name)
    path.write_bytes(model.to_bytes())


def _write_decision(decision: dict[str, Any]) -> None:
    header = "# Where decisions change. Written by `python -m faqbot.training`; do not edit.\n"
    text = yaml.safe_dump(decision, sort_keys=True)
    data_path("decision.yaml").write_text(header + text, encoding="utf-8")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
