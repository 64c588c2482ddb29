from __future__ import annotations

import subprocess
import sys

import pytest

from faqbot.evaluation.reading import read_questions
from faqbot.language.foreign import foreign_language
from faqbot.language.text import normalise
from faqbot.resources import data_path, read_yaml


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("¿puedo beber cerveza con pregabalina?", "es"),
        ("est-ce que je peux boire de l'alcool", "fr"),
        ("wie lange dauert es bis es wirkt", "de"),
        ("ho dimenticato la pastiglia stamattina", "it"),
        ("esqueci de tomar o comprimido hoje", "pt"),
        ("czy mogę pić alkohol z tym lekiem", "pl"),
        ("bu ilacı aç karnına mı almalıyım", "tr"),
        ("mag ik alcohol drinken met pregabaline", "nl"),
        ("jag glömde ta min tablett i morse vad ska jag göra", "other"),
        ("kya main ye dawai khane ke baad le sakta hoon", "hi-latn"),
        ("هل يمكنني شرب الكحول", "ar"),
        ("کیا میں یہ دوا لے سکتا ہوں", "ur"),
        ("क्या मैं यह दवा ले सकता हूं", "hi"),
        ("আমি কি এই ওষুধ খেতে পারি", "bn"),
        ("можно ли пить алкоголь", "ru"),
        ("чи можна пити алкоголь з цими ліками", "uk"),
        ("我可以喝酒吗", "zh-hans"),
        ("我可以飲酒嗎", "zh-hant"),
        ("お酒を飲んでもいいですか", "other"),
        ("μπορώ να πιω αλκοόλ", "other"),
    ],
)
def test_other_languages_are_told(message: str, language: str) -> None:
    assert foreign_language(normalise(message)) == language


@pytest.mark.parametrize(
    "message",
    [
        "amitriptyline",
        "LEMSIP ON TOP OF CO-CODAMOL??",
        "nurofen n naproxen 2getha",
        "can a hae ma tablets wi a wee dram the nicht",
        "codeine emphysema COPD",
        "5 µg or 10 µg",
        "β-blocker and α-blocker",
        "thx 👍👍",
        "",
    ],
)
def test_drug_names_typos_dialect_and_signs_are_english(message: str) -> None:
    assert foreign_language(normalise(message)) is None


def test_no_english_question_of_ours_is_taken_for_another_language() -> None:
    texts = [
        question.text
        for path in sorted(data_path("questions").glob("*.jsonl"))
        for question in read_questions(path)
    ]
    texts += [
        text
        for group, utterances in read_yaml("triage/benign.yaml").items()
        for text in utterances
        if group != "other-languages"
    ]
    assert len(texts) > 1_900
    assert [text for text in texts if foreign_language(normalise(text)) is not None] == []


@pytest.mark.process
def test_english_never_loads_the_model_of_languages() -> None:
    code = (
        "import sys; from faqbot.language.foreign import foreign_language as f; "
        "f('can i drink on pregabalin'); print('py3langid' in sys.modules); "
        "f('puedo beber cerveza con pregabalina'); print('py3langid' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "True"]
