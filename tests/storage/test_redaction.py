from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faqbot.storage.redaction import LONGEST, redact, without_placeholders

CASES = [
    ("my name is john smith and i take 75 mg", "[name] and i take 75 mg"),
    ("Hi I'm Dr Patel, can I drink?", "Hi I'm Dr [name], can I drink?"),
    ("I'm Sarah. Is it safe?", "I'm [name]. Is it safe?"),
    ("MY SON JOHN HAS A RASH", "MY SON [name] HAS A RASH"),
    ("my mum is called Margaret Rose", "my mum is called [name]"),
    ("her name's Priya and Mr. P is 80", "[name] and Mr. [name] is 80"),
    ("my daughter Emily has a rash", "my daughter [name] has a rash"),
    ("dr brown prescribed 10mg", "dr [name] prescribed 10mg"),
    ("my nurse is Ms O'Neil", "my nurse is Ms [name]"),
    ("is it ok? Thanks, Mary Ann", "is it ok? Thanks, [name]"),
    ("ring me on 07700 900123", "ring me on [number]"),
    ("ring +44 (0)7700-900.123 now", "ring [number] now"),
    ("ring (555) 123-4567 now", "ring [number] now"),
    ("ring 555 123 4567 75 mg pregabalin", "ring [number] 75 mg pregabalin"),
    ("ring ０７７００ ９００１２３", "ring [number]"),
    ("zero seven seven double zero nine zero zero", "[number]"),
    ("NHS number 943 476 5919", "NHS number [number]"),
    ("ssn 123-45-6789", "ssn [number]"),
    ("NI QQ 12 34 56 C", "NI [number]"),
    ("patient H1234567", "patient [number]"),
    ("born 12/03/1984 or 1984-03-12", "born [date] or [date]"),
    ("born 12th of March 84, 12 dec 2001", "born [date], [date]"),
    ("dob: 1984", "dob: [date]"),
    ("12 high street M1 1AE", "[address] [postcode]"),
    ("flat 4b, 221b Baker Street, NW1 6XE", "[address], [address], [postcode]"),
    ("i live in manchester and drink", "i live in [place] and drink"),
    ("D02 X285 or K1A 0B1", "[postcode] or [postcode]"),
    ("john.doe+x@example.co.uk", "[email]"),
    ("write john at gmail dot com", "write [email]"),
    ("see https://t.me/john?x=1 or t.me/john", "see [link] or [link]"),
    ("I am @johnny_99", "I am [handle]"),
]
KEPT = [
    "can i take 2 x 50mg or 20000 iu, 3 times a day since 2019",
    "go from 25 to 50 to 75 mg or 25, 50, 75, 100 mg over 4 weeks",
    "increase 25 50 75 100 mg",
    "10/325 mg; 37.5/325mg; 1-0-1; 10-10-20 mg; 1,000 mg; 0.5-1 mg",
    "vitamin b12 5ug daily, b6 10 mg and d3 1000 iu",
    "my name is on the box, and my dr said i can",
    "I live in constant pain. I live alone",
    "i have ms and miss doses",
    "take 2 @ 8.30? 1 in 10 people, 5 pills the wrong way",
    "very rare, 1 in 10000; my sugar is still 240, 235, 250",
    "does it live in the fridge? It is called SAMe",
    "MR tablets? MR vs IR. the name's different here, my dr hasn't asked",
    "He has MS. His doctor. But MY SON HAS IT AND MY DOCTOR GAVE IT",
    "Can I drink alcohol on Pregabalin 300 mg capsules",
]
PIECES = [*(text for text, _ in CASES), *KEPT, *" ".join([*KEPT, *(t for t, _ in CASES)]).split()]
LETTERS = "abcdefghijklmnoprstuvw"


@pytest.mark.parametrize(("text", "redacted"), CASES)
def test_what_identifies_is_taken_out(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize("text", KEPT)
def test_what_the_question_is_about_stays(text: str) -> None:
    assert redact(text) == text


def test_a_matcher_reads_no_placeholder() -> None:
    assert without_placeholders("[name] takes [75] mg, [link]").split() == "takes [75] mg,".split()


@given(
    st.integers(1, 9999),
    st.sampled_from(["mg", " mg", " mcg", "ml", " tablets", " iu", " times a day", " weeks"]),
    st.sampled_from(["can I take {} of it", "{} too much?", "from {} to less", "is it {}, or not"]),
)
def test_no_dose_is_taken_out(number: int, unit: str, question: str) -> None:
    text = question.format(f"{number}{unit}")

    assert redact(text) == text


@given(
    st.text("0123456789", min_size=7, max_size=15),
    st.lists(st.integers(1, 14), max_size=4),
    st.sampled_from([" ", "-", ".", " - "]),
    st.sampled_from(["ring {} please", "{}", "my number: {}, 75 mg", "tel {} can i drink"]),
)
def test_no_long_number_stays(digits: str, cuts: list[int], mark: str, sentence: str) -> None:
    ends = sorted({cut for cut in cuts if cut < len(digits)})
    groups = [digits[i:j] for i, j in zip([0, *ends], [*ends, len(digits)], strict=True)]

    left = redact(sentence.format(mark.join(groups))).replace("75 mg", "")

    assert not any(group in left for group in groups if len(group) > 2)
    assert sum(character.isdigit() for character in left) < 7


@given(
    st.text(LETTERS, min_size=1, max_size=20),
    st.text(LETTERS, min_size=2, max_size=12),
    st.sampled_from(["{}@{}.com", "https://{}.{}.org/x", "www.{}.{}", "@{}{}"]),
)
def test_no_address_on_the_net_stays(first: str, second: str, form: str) -> None:
    hidden = form.format(first, second)

    assert hidden not in redact(f"write to {hidden} about 75 mg")
    assert "75 mg" in redact(f"write to {hidden} about 75 mg")


@given(st.text(max_size=2000) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_is_redacted_once_and_not_longer_than_allowed(text: str) -> None:
    once = redact(text)

    assert len(once) <= LONGEST
    assert redact(once) == once
