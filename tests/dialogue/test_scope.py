from __future__ import annotations

from pathlib import Path

import pytest

from faqbot.corpus.reader import load_corpus
from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.scope import Scope, ScopeKind

TEXT = (
    "---\ntitle: {title}\nlastModified: '2026-01-02'\nfaqs:\n  - q: Why?\n    a: For pain.\n---\n"
)


def bot_for(folder: Path, *titles: str) -> Bot:
    for number, title in enumerate(titles):
        path = folder / f"m{number}.md"
        path.write_text(TEXT.format(title=title), encoding="utf-8")
    return Bot(load_corpus(folder))


def scope(bot: Bot, text: str, *under_discussion: str) -> Scope:
    message = bot.reader.read(text)
    conversation = Conversation(medicines=under_discussion)
    return bot._scopes.find(message.words, message.found, conversation)


def titles(bot: Bot, found: Scope) -> list[str]:
    return [bot.corpus[slug].title for slug in found.slugs]


def test_a_single_medicine_is_preferred_to_its_combinations(tmp_path: Path) -> None:
    bot = bot_for(tmp_path, "Amitriptyline + Pregabalin", "Amitriptyline")

    found = scope(bot, "how long does elavil take")

    assert titles(bot, found) == ["Amitriptyline"]


def test_both_parts_together_mean_the_combination(tmp_path: Path) -> None:
    bot = bot_for(tmp_path, "Amitriptyline + Pregabalin", "Amitriptyline", "Pregabalin")

    assert titles(bot, scope(bot, "amitriptyline with lyrica")) == ["Amitriptyline + Pregabalin"]


def test_two_that_one_monograph_covers_stay_together_beside_a_third(tmp_path: Path) -> None:
    bot = bot_for(
        tmp_path, "Amitriptyline + Pregabalin", "Amitriptyline", "Pregabalin", "Ibuprofen"
    )

    found = scope(bot, "i'm on elavil and lyrica, may i have ibuprofen")

    assert titles(bot, found) == ["Amitriptyline + Pregabalin", "Ibuprofen"]


def test_drink_is_asked_about_only_where_no_medicine_is(tmp_path: Path) -> None:
    bot = bot_for(tmp_path, "Alcohol", "Ibuprofen")

    assert titles(bot, scope(bot, "can i take ibuprofen with alcohol")) == ["Ibuprofen"]
    assert titles(bot, scope(bot, "how long does alcohol stay in the blood")) == ["Alcohol"]


def test_what_somebody_is_allergic_to_is_not_what_is_asked_about(tmp_path: Path) -> None:
    bot = bot_for(tmp_path, "Penicillin", "Amoxicillin")

    found = scope(bot, "i am allergic to penicillin, may i take amoxicillin")

    assert titles(bot, found) == ["Amoxicillin"]
    assert titles(bot, scope(bot, "am i allergic to penicillin?")) == ["Penicillin"]


def test_two_medicines_are_no_mixture_of_three(tmp_path: Path) -> None:
    bot = bot_for(tmp_path, "Aspirin + Caffeine + Codeine", "Aspirin", "Codeine")

    assert titles(bot, scope(bot, "aspirin with codeine")) == ["Aspirin", "Codeine"]


def test_of_several_combinations_the_bot_asks(tmp_path: Path) -> None:
    bot = bot_for(tmp_path, "Amitriptyline + Pregabalin", "Amitriptyline + Gabapentin")

    found = scope(bot, "amitriptyline side effects")

    assert found.kind is ScopeKind.SEVERAL
    assert len(found.slugs) == 2


def test_the_words_of_a_title_choose_between_two_monographs(tmp_path: Path) -> None:
    bot = bot_for(tmp_path, "Amitriptyline", "Low-dose amitriptyline")

    assert titles(bot, scope(bot, "amitriptyline dose")) == ["Amitriptyline"]
    assert titles(bot, scope(bot, "is low dose amitriptyline ok")) == ["Low-dose amitriptyline"]


def test_a_medicine_without_monograph_is_not_covered(tmp_path: Path) -> None:
    found = scope(bot_for(tmp_path, "Duloxetine"), "gabapentin starting dose")

    assert found.kind is ScopeKind.NOT_COVERED
    assert [mention.name for mention in found.others] == ["gabapentin"]


@pytest.mark.parametrize(
    "text",
    [
        "does codeine clash with these tablets",
        "and with tramadol?",
        "can i mix it with statins",
        "i'm on insulin too, will it put my sugars out",
    ],
)
def test_another_medicine_may_be_asked_about_together_with_this_one(
    tmp_path: Path, text: str
) -> None:
    bot = bot_for(tmp_path, "Duloxetine", "Baclofen")

    found = scope(bot, text, "m0")

    assert titles(bot, found) == ["Duloxetine"]
    assert len(found.others) == 1


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("interactions-drugs", "what about codeine", ["Duloxetine"]),
        ("alcohol", "sleeping tablets?", ["Duloxetine"]),
        ("storage", "what about codeine", []),
        ("interactions-drugs", "what is codeine", []),
        ("interactions-drugs", "and baclofen?", ["Duloxetine", "Baclofen"]),
        ("alcohol", "and baclofen?", ["Baclofen"]),
    ],
)
def test_a_question_on_mixing_goes_on_with_the_next_medicine(
    tmp_path: Path, before: str, text: str, expected: list[str]
) -> None:
    bot = bot_for(tmp_path, "Duloxetine", "Baclofen")
    message = bot.reader.read(text)
    conversation = Conversation(medicines=("m0",), topics=((before, 0.9),))

    found = bot._scopes.find(message.words, message.found, conversation)

    assert titles(bot, found) == expected


def test_of_two_covered_medicines_each_is_asked_about_the_other(tmp_path: Path) -> None:
    bot = bot_for(tmp_path, "Duloxetine", "Baclofen")
    message = bot.reader.read("can i take duloxetine with baclofen")

    found = scope(bot, "can i take duloxetine with baclofen")
    asked = [bot.reader.question(message, found, slug) for slug in found.slugs]

    assert titles(bot, found) == ["Duloxetine", "Baclofen"]
    assert [question.others for question in asked] == [
        (frozenset({"baclofen"}),),
        (frozenset({"duloxetin"}),),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "baclofen with my duloxetine",
        "is baclofen ok, im on duloxetine",
        "im on duloxetine and baclofen",
    ],
)
def test_of_two_medicines_the_one_taken_already_comes_first(tmp_path: Path, text: str) -> None:
    bot = bot_for(tmp_path, "Baclofen", "Duloxetine")

    assert titles(bot, scope(bot, text)) == ["Duloxetine", "Baclofen"]


@pytest.mark.parametrize(
    "text",
    [
        "can i take baclofen with it",
        "is it safe with baclofen",
        "can she have it with her baclofen",
        "and with baclofen?",
    ],
)
def test_a_medicine_taken_with_it_keeps_the_one_under_discussion(tmp_path: Path, text: str) -> None:
    bot = bot_for(tmp_path, "Duloxetine", "Baclofen")

    assert titles(bot, scope(bot, text, "m0")) == ["Duloxetine", "Baclofen"]
    assert titles(bot, scope(bot, "what is baclofen for", "m0")) == ["Baclofen"]


@pytest.mark.parametrize("text", ["not duloxetine, baclofen", "i mean baclofen not duloxetine"])
def test_a_medicine_that_is_put_right_is_not_asked_about(tmp_path: Path, text: str) -> None:
    bot = bot_for(tmp_path, "Duloxetine", "Baclofen")

    assert titles(bot, scope(bot, text)) == ["Baclofen"]


def test_forms_of_one_medicine_are_searched_together(tmp_path: Path) -> None:
    bot = bot_for(tmp_path, "Morphine oral", "Morphine injection", "Baclofen")

    found = scope(bot, "what is morphine")

    assert found.kind is ScopeKind.FOUND
    assert titles(bot, found) == ["Morphine oral", "Morphine injection"]
    assert titles(bot, scope(bot, "is morphine injection strong")) == ["Morphine injection"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the fentanyl patch fell off", ["Fentanyl transdermal patch"]),
        ("how many puffs of the albuterol inhaler", ["Albuterol oral inhalation"]),
        ("albuterol tablets shake", ["Albuterol"]),
        ("ketoconazole shampoo leave on how long", ["Ketoconazole topical"]),
        ("dexamethasone keeps me awake", ["Dexamethasone oral", "Dexamethasone ophthalmic"]),
        ("dexamethasone drops in my eyes", ["Dexamethasone ophthalmic"]),
    ],
)
def test_how_it_is_given_chooses_among_the_forms_of_a_medicine(
    tmp_path: Path, text: str, found: list[str]
) -> None:
    bot = bot_for(
        tmp_path,
        "Fentanyl", "Fentanyl transdermal patch", "Albuterol oral inhalation", "Albuterol",
        "Ketoconazole", "Ketoconazole topical", "Dexamethasone ophthalmic", "Dexamethasone oral",
    )  # fmt: skip

    assert titles(bot, scope(bot, text)) == found


def test_a_form_without_a_monograph_is_not_covered(bot: Bot) -> None:
    patches = scope(bot, "can I cut lidocaine patches to size")

    assert patches.kind is ScopeKind.NOT_COVERED
    assert [other.name for other in patches.others] == ["lidocaine patches"]
    for text in (
        "is lidocaine ok",
        "where does lidocaine cream go",
        "are lidocaine patches the same as the cream",
        "do duloxetine tablets help",
    ):
        assert scope(bot, text).kind is ScopeKind.FOUND


def test_of_a_class_the_bot_asks_which_member(tmp_path: Path) -> None:
    bot = bot_for(tmp_path, "Simvastatin", "Duloxetine")

    found = scope(bot, "side effects of statins")

    assert found.kind is ScopeKind.SEVERAL  # what holds for one need not hold for the next
    assert titles(bot, found) == ["Simvastatin"]
    assert scope(bot, "side effects of antibiotics").kind is ScopeKind.NOT_COVERED


def test_a_class_may_stand_for_the_medicine_under_discussion(tmp_path: Path) -> None:
    bot = bot_for(tmp_path, "Simvastatin", "Duloxetine")

    for text in ("is simvastatin a statin", "can this statin hurt my liver"):
        assert titles(bot, scope(bot, text, "m0")) == ["Simvastatin"]
        assert scope(bot, text, "m0").others == ()
    assert len(scope(bot, "can i take simvastatin with another statin").others) == 1


@pytest.mark.parametrize(
    "text",
    [
        "is it an opioid",
        "are these tablets just a strong painkiller",
        "is this an antidepressant or a painkiller",
        "does it work like an antibiotic",
        "so they're a kind of sleeping tablet",
    ],
)
def test_what_the_medicine_under_discussion_is_may_be_asked_by_a_class(
    tmp_path: Path, text: str
) -> None:
    bot = bot_for(tmp_path, "Duloxetine", "Baclofen")

    assert titles(bot, scope(bot, text, "m1")) == ["Baclofen"]
    assert scope(bot, text).kind is ScopeKind.NONE


@pytest.mark.parametrize("text", ["are opioids addictive", "is it safe with opioids"])
def test_a_class_may_be_what_is_asked_about(tmp_path: Path, text: str) -> None:
    bot = bot_for(tmp_path, "Duloxetine", "Baclofen")

    assert [other.name for other in scope(bot, text, "m1").others] == ["opioids"]


def test_a_monograph_may_list_a_class_or_a_richer_brand_among_its_names(tmp_path: Path) -> None:
    listed = TEXT.replace("faqs:", "brands: [EMLA, numbing cream]\nfaqs:")
    (tmp_path / "x.md").write_text(listed.format(title="Lidocaine"), encoding="utf-8")
    bot = bot_for(tmp_path, "Duloxetine")

    for text in ("can emla go on broken skin", "where does the numbing cream go"):
        assert titles(bot, scope(bot, text)) == ["Lidocaine"]


def test_nothing_named_is_about_the_only_monograph_or_about_none(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = bot_for(tmp_path / "one", "Duloxetine"), bot_for(tmp_path / "two", "A", "B")

    assert scope(one, "can i drink").kind is ScopeKind.FOUND
    assert scope(two, "can i drink").kind is ScopeKind.NONE


@pytest.mark.parametrize(
    "text",
    [
        "im on baclofen",
        "i take baclofen as well",
        "forgot to say, i only use baclofen now and then",
        "i'm on baclofen, is that ok",
    ],
)
def test_what_is_taken_besides_is_asked_about_with_the_one_under_discussion(
    tmp_path: Path, text: str
) -> None:
    bot = bot_for(tmp_path, "Duloxetine", "Baclofen")

    assert titles(bot, scope(bot, text, "m0")) == ["Duloxetine", "Baclofen"]
    not_covered = scope(bot, text.replace("baclofen", "warfarin"), "m0")
    assert titles(bot, not_covered) == ["Duloxetine"]
    assert [other.name for other in not_covered.others] == ["warfarin"]


@pytest.mark.parametrize(
    "text",
    [
        "no i'm on baclofen",
        "i'm on baclofen, how long until it works",
        "i have baclofen, does it make me sleepy",
    ],
)
def test_a_medicine_that_is_taken_and_asked_about_is_the_subject(tmp_path: Path, text: str) -> None:
    bot = bot_for(tmp_path, "Duloxetine", "Baclofen")

    assert titles(bot, scope(bot, text, "m0")) == ["Baclofen"]
