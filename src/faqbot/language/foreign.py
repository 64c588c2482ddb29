"""In which language a message is, if not in English.

Other scripts tell by themselves. Latin letters are judged by py3langid, and only where a message
is long enough and hardly any of its words is English: a drug name, a typo or dialect is never
taken for another language. Hindi and Urdu in Roman letters, which py3langid does not know, are
told by their commonest words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

from faqbot.language.text import tokens
from faqbot.resources import read_words

ROMAN_HINDI = "hi-latn"
OTHER = "other"  # a language that the bot has no sentence in

# Measured on 26,373 English messages (shipped and development sets): with these, none is taken
# for another language; 8 of 10 short messages in another Latin language are seen.
_FEWEST_WORDS = 3
_FEWEST_LETTERS = 15
_MOST_ENGLISH = 0.5  # share of words that are English
_CONFIDENT = 0.8  # of py3langid, in [0, 1]
_FEWEST_HINDI_WORDS = 2

_SPOKEN_TO = ("de", "es", "fr", "it", "nl", "pl", "pt", "tr")
# Candidates besides these, so that Swedish is not taken for German.
_NEIGHBOURS = ("cs", "da", "fi", "hu", "no", "ro", "sk", "sv")
_SCRIPTS = {"ARABIC": "ar", "BENGALI": "bn", "CJK": "zh-hans", "CYRILLIC": "ru", "DEVANAGARI": "hi"}
# Letters that only one of the languages of a script has.
_URDU = frozenset("ٹڈڑںےھہ")
_UKRAINIAN = frozenset("іїєґ")
_TRADITIONAL = frozenset("藥嗎過後個們這來說還為點開時間題醫頭體關應該會對沒嚴飲壓覺樣話問當經發現")
_HINDI = frozenset(
    "hai hain nahi nahin nhi nai kya kyu kyun kaise kab kitni kitna kitne mujhe mujhko mera meri "
    "aap mere mein aapko hoon hun raha rahi rahe rha rhi karna karu karun karein sakta sakti lena "
    "sakte leni lene dawa dawai dawaiyan goli goliyan khana khane baad saath bahut bohat zyada "
    "jyada yeh koi kuch aur mai hota hoti chahiye liye wali wala abhi subah raat din thoda batao "
    "ke ki ka ko se ho gaya gayi".split()
)
_ASCII_OR_LATIN = re.compile(r"[\u0000-\u024f\u1e00-\u1eff\u2000-\u2bff]*")


def foreign_language(text: str) -> str | None:
    """Return the language of a normalised message; None for English, and where that is open.

    Returns:
        A code of `data/languages.yaml`, `OTHER` among them.
    """
    return _by_script(text) or _by_words(tokens(text))


def _by_script(text: str) -> str | None:
    if _ASCII_OR_LATIN.fullmatch(text):
        return None
    scripts = Counter(_script(char) for char in text if char.isalpha())
    if not scripts:
        return None
    script, count = scripts.most_common(1)[0]
    if script == "LATIN" or count < 2 or count * 2 <= scripts.total():
        return None
    letters = set(text)
    if script == "CJK" and letters & _TRADITIONAL:
        return "zh-hant"
    if script == "CJK" and scripts.keys() & {"HIRAGANA", "KATAKANA", "HANGUL"}:
        return OTHER
    if script == "ARABIC" and letters & _URDU:
        return "ur"
    if script == "CYRILLIC" and letters & _UKRAINIAN:
        return "uk"
    return _SCRIPTS.get(script, OTHER)


def _script(letter: str) -> str:
    """Return the first word of a letter's Unicode name: LATIN, ARABIC, CJK."""
    return unicodedata.name(letter, "").partition(" ")[0]


def _by_words(words: Sequence[str]) -> str | None:
    words = [word for word in words if word.isalpha()]
    if len(words) < _FEWEST_WORDS or sum(map(len, words)) < _FEWEST_LETTERS:
        return None
    if sum(_is_english(word) for word in words) >= _MOST_ENGLISH * len(words):
        return None
    if len(_HINDI.intersection(words)) >= _FEWEST_HINDI_WORDS:
        return ROMAN_HINDI
    language, confidence = _classifier()(" ".join(words))
    if language == "en" or confidence < _CONFIDENT:
        return None
    return language if language in _SPOKEN_TO else OTHER


def _is_english(word: str) -> bool:
    # The word list begins at four letters; the stop words have the shorter ones.
    return word in read_words("medicines/english.txt.gz") or word in read_words("stop_words.txt")


@lru_cache(maxsize=1)
def _classifier() -> Callable[[str], tuple[str, float]]:
    """Load the model on first use: it takes half a second, and English messages need none."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["en", *_SPOKEN_TO, *_NEIGHBOURS])

    def classify(text: str) -> tuple[str, float]:
        language, confidence = identifier.classify(text)
        return str(language), float(confidence)

    return classify
