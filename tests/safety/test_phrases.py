from __future__ import annotations

import pytest

from faqbot.dialogue.bot import Bot
from faqbot.dialogue.conversation import Conversation
from faqbot.dialogue.reply import Outcome, Referral
from faqbot.evaluation.reading import read_questions
from faqbot.language.text import normalise
from faqbot.resources import data_path, read_yaml
from faqbot.safety.helplines import helplines
from faqbot.safety.phrases import find_phrases, fold, languages_with_phrases, phrases_of

LANGUAGES = languages_with_phrases()
# How scared people write: without accents, with accents, in a hurry. Emergencies, then crises.
SCARED = {
    "ar": ("ابني بلع حبوب الضغط", "مش قادر اتنفس", "أريد أن أموت", "لا أريد أن أعيش"),
    "bn": ("শ্বাস নিতে পারছি না", "আমার ছেলে ওষুধ খেয়ে ফেলেছে", "আমি মরতে চাই", "আর বাঁচতে চাই না"),
    "de": ("hilfe ich krieg keine luft", "meine Tochter hat Tabletten verschluckt",
           "ich will nicht mehr leben", "ich bring mich um"),
    "es": ("mi hija se trago mis pastillas", "no puede respirar ayuda", "ya no quiero vivir",
           "me voy a matar"),
    "fr": ("mon bébé a avalé mes comprimés", "jarrive plus à respirer", "je veux mourir",
           "j’ai envie d’en finir"),
    "hi": ("सांस नहीं आ रही", "बच्चे ने गोली निगल ली", "मैं मरना चाहता हूँ", "जीना नहीं चाहती"),
    "hi-latn": ("saans nhi aa rahi", "bete ne goliyan kha li", "mai suicide karna chahta hu",
                "jeene ka mann nahi karta"),
    "it": ("non riesco a respirare", "mia figlia ha ingoiato le pastiglie", "voglio morire",
           "non voglio piu vivere"),
    "pl": ("nie moge oddychac", "synek połknął tabletki", "chcę się zabić", "nie chce mi sie zyc"),
    "pt": ("não consigo respirar", "meu filho engoliu os remedios", "quero morrer",
           "nao quero mais viver"),
    "ru": ("не могу дышать помогите", "ребенок проглотил таблетки", "хочу умереть",
           "я не хочу жить"),
    "tr": ("nefes alamıyorum", "cocugum ilac yuttu", "ölmek istiyorum", "intihar etmek istiyorum"),
    "uk": ("не можу дихати", "дитина проковтнула таблетки", "хочу померти", "не хочу жити"),
    "ur": ("سانس نہیں آ رہی", "بچے نے گولیاں کھا لیں", "میں مرنا چاہتا ہوں", "خودکشی کرنا"),
    "ur-latn": ("saans nahin aa rahi", "bachay ne goliyan nigal lin", "khudkushi karna chahti hun",
                "zindagi se tang"),
    "zh-hans": ("我喘不过气", "孩子误食了药", "我不想活了", "想自杀"),
    "zh-hant": ("我喘不過氣", "小孩誤食了藥", "我唔想做人", "想自殺"),
}  # fmt: skip

# What is asked in these languages without any alarm: information, the past, a missed dose.
HARMLESS = (
    "¿puede causar dolor en el pecho?", "¿cuántas pastillas puedo tomar al día?",
    "mi madre murió de un infarto hace años, ¿puedo tomarla?",
    "est-ce que ça peut donner des idées suicidaires", "quels sont les signes de surdosage",
    "kann es selbstmordgedanken auslösen", "was sind die zeichen einer überdosis",
    "ich habe eine tablette vergessen", "quali sono i sintomi di overdose",
    "può causare pensieri suicidi", "quais os sinais de overdose na bula do remédio",
    "czy może powodować myśli samobójcze", "jakie są objawy przedawkowania",
    "aşırı doz belirtileri neler", "هل يسبب أفكارا انتحارية", "ما هي أعراض الجرعة الزائدة",
    "может ли вызвать суицидальные мысли", "какие симптомы передозировки",
    "чи може викликати суїцидальні думки", "क्या इससे आत्महत्या के विचार आते हैं",
    "ओवरडोज के लक्षण क्या हैं", "এতে কি আত্মহত্যার চিন্তা আসে",
    "اوورڈوز کی علامات کیا ہیں", "کیا اس سے خودکشی کے خیالات آتے ہیں",
    "一天可以吃几片药", "会不会引起自杀念头", "過量的症狀是什麼",
)  # fmt: skip


def alarms(text: str) -> set[tuple[str, str]]:
    hits = find_phrases(normalise(text))
    return {(hit.kind, hit.language) for hit in hits if hit.kind in ("emergency", "crisis")}


def test_each_language_of_the_intended_use_has_phrases_and_examples() -> None:
    assert set(LANGUAGES) == set(SCARED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_at_least_25_core_phrases_of_both_kinds(language: str) -> None:
    phrases = phrases_of(language)

    assert len(phrases["emergency"]) + len(phrases["crisis"]) >= 25
    assert len(phrases["crisis"]) >= 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_scared_people_are_understood_in_their_language(language: str) -> None:
    first, second, third, fourth = SCARED[language]

    assert ("emergency", language) in alarms(first)
    assert ("emergency", language) in alarms(second)
    assert ("crisis", language) in alarms(third)
    assert ("crisis", language) in alarms(fourth)


def test_no_phrase_of_another_language_fires_on_english_questions() -> None:
    asked = [
        question.text
        for path in sorted(data_path("questions").glob("*.jsonl"))
        for question in read_questions(path)
        if question.expect == "answer"
    ]
    benign = [text for texts in read_yaml("triage/benign.yaml").values() for text in texts]
    phrasings = [
        phrasing
        for path in sorted(data_path("topics").glob("*.yaml"))
        for phrasing in read_yaml(f"topics/{path.name}")["phrasings"]
    ]
    fired = [
        (text, language)
        for text in (*asked, *benign, *phrasings)
        for _, language in alarms(text)
        if language != "en"
    ]

    assert len(asked) > 500
    assert len(benign) > 600
    assert len(phrasings) > 5_000
    assert fired == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_says_the_number_in_the_language_of_the_message(bot: Bot, language: str) -> None:
    reply, _ = bot.in_region("GB").reply(SCARED[language][0], Conversation())

    assert isinstance(reply, Referral)
    assert reply.outcome is Outcome.EMERGENCY
    first, rest = reply.text.split("\n\n", maxsplit=1)
    assert " / ".join(helplines("GB").emergency) in first
    assert "Call **999** or **112** now." in rest


def test_accents_apostrophes_and_case_count_for_nothing() -> None:
    assert fold(normalise("NIE MOGĘ, ŻYĆ")) == " nie moge zyc "
    assert fold(normalise("j’ai")) == fold(normalise("jai"))


def test_vowel_signs_do_not_split_words() -> None:
    assert fold(normalise("मैं मरना")).split() == ["मैं", "मरना"]


def test_equal_readings_of_a_message_are_searched_once() -> None:
    once = find_phrases("i took all my tablets")

    assert once
    assert find_phrases("i took all my tablets!", "i took all my tablets") == once
    assert find_phrases("hello", "i took all my tablets") == once


def test_a_word_in_front_can_refuse_a_phrase() -> None:
    taken = [hit.kind for hit in find_phrases("i took all my tablets")]
    supposed = [hit.kind for hit in find_phrases("if i took all my tablets")]

    assert "taken" in taken
    assert "taken" not in supposed


@pytest.mark.parametrize("message", HARMLESS)
def test_questions_in_other_languages_raise_no_alarm(bot: Bot, message: str) -> None:
    reply, _ = bot.reply(message, Conversation())

    assert not isinstance(reply, Referral), reply.trace.rule


def test_a_number_of_two_digits_is_many_and_one_digit_is_not() -> None:
    assert ("emergency", "tr") in alarms("eşim 20 hap içti")
    assert alarms("sabah 1 hap içti") == set()
