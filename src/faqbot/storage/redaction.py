"""Takes out of a question what could tell who asked it: names, numbers, dates, addresses.

Rules run one after another; each leaves a placeholder, so that a reader sees that something stood
there. In doubt a rule takes too much rather than too little, but never a dose: "75 mg" and
"2 tablets" are what the question is about. What no rule recognises stays: a first name in the
middle of a sentence, a rare disease in a small town. Hence such questions are kept only where the
operator switched it on, and not for long.
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial

LONGEST = 500  # characters that are kept of a question

_FEWEST_DIGITS = 7  # of a phone number; shorter rows of numbers are doses and times

_UNIT = (
    r"(?:mc?g|[µμu]g|kg|g|grams?|milligrams?|micrograms?|mls?|l|iu|units?|mmol|percent|tab(?:let)?s?"
    r"|pills?|cap(?:sule)?s?|drops?|puffs?|patch(?:es)?|doses?|times?|x|h|hrs?|hours?|min(?:ute)?s?"
    r"|days?|weeks?|wks?|months?|mths?|years?|yrs?|yo|am|pm|lbs?|stones?|cm|bpm|%)(?!\w)"
)
_AMOUNT = r"\d{1,6}(?:[.,]\d{1,3})?"
# 75 mg, 0.5mg, 25-50 mg, 1,000 mg, 20000 iu, 10 to 14 days
_DOSE = rf"(?:{_AMOUNT}\s?(?:-|–|/|to|or)\s?)?{_AMOUNT}\s?-?{_UNIT}"
_DIGITS = rf"(?!{_DOSE})\d+"
_DIGIT_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)"

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:\d{4}|['’]?\d{2})\b"

_DOMAIN = r"(?:com|org|net|info|io|me|co|uk|us|in|ie|ca|au|nz|de|fr|eu|nhs|gov|edu|app|health)"
_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|close|court|crescent|way|place|square|terrace"
    r"|gardens|boulevard|blvd|highway|grove|hill|park|row|mews|walk)"
)
_VITAMIN = r"[bdkt]\d{1,2}\s+\d(?:ug|hr|st|nd|th)"  # "b12 5ug" has the form of a postcode

# Words that follow "Dr", "my son" or "I live in" and are no names.
_NO_NAME = (
    "a about add added after all also always am an and are as ask asked asking at be because been "
    "before both but by called came can cant come could did didnt do does doesnt dont down ever "
    "every for from gave get gets give gives given going got had has hasnt have having he her "
    "here his how i if im in increased is isnt it its just keeps know knows left let like lowered "
    "may me mentioned might more must my need never new no not now of off office on only or our "
    "out over please prescribe prescribed prescribes put recommended refuses refused said say "
    "saying says seems sent she should so start started stopped suggested surgery switched take "
    "takes taking telling than that thats the their then there these they think thinks this to "
    "told too took tried up upped us want wanted wants was wasnt we were what when where which "
    "who why will with without wont would wrote yet you your agony anxiety constant fear hope "
    "pain capsules morphine preparations release tablet tablets version vs"  # "MR tablets"
)
_STOP = rf"(?:(?:{_NO_NAME.replace(' ', '|')})\b|[^\W\d_]+n['’]t\b)"
_WORD = rf"(?!{_STOP})[^\W\d_]+(?:['’-][^\W\d_]+)*"
_NAME = rf"{_WORD}(?:\s+{_WORD})?"
_LETTERS = r"(?:[^\W\d_]|['’][^\W\d_])+(?:-[^\W\d_]+)*"
_CAPITAL = rf"(?!{_STOP}|I['’])(?-i:[A-ZÀ-ÞŠŽ]){_LETTERS}"
_CAPITALS = rf"{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}}"
_WHO = r"(?:i|we|he|she|they|who|family)"
_KIN = (
    r"(?:son|daughter|wife|husband|partner|mum|mom|mother|dad|father|brother|sister|baby|child"
    r"|friend|boyfriend|girlfriend|gran|grandma|grandad|grandpa|aunt|uncle|neighbou?r)"
)

# What stands in the group `lead` stays.
_RULES = (
    # Mail first: its parts look like links and handles.
    ("[email]", r"(?<![\w.+%-])[\w.+%-]{1,64}\s?@\s?[\w-]+(?:\s?\.\s?[\w-]+)*\s?\.\s?[a-z]{2,}"),
    (
        "[email]",
        r"(?<![\w.+%-])[\w.+%-]{1,64}\s?[\[(]?\bat\b[\])]?\s?[\w-]+"
        r"(?:\s?[\[(]?\bdot\b[\])]?\s?[\w-]+)+",
    ),
    ("[link]", r"\b(?:https?://|tg://|www\.)\S+"),
    ("[link]", rf"(?<![\w.-])(?:[a-z0-9-]{{1,63}}\.){{1,5}}{_DOMAIN}\b(?:/\S*)?"),
    ("[handle]", r"(?<![\w@])@\w+"),
    (
        "[date]",
        rf"(?<![\d/.-])(?:\d{{4}}|\d{{1,2}})([/.-])\d{{1,2}}\1\d{{2,4}}(?![/.-]?\d|\s?-?{_UNIT})",
    ),
    ("[date]", rf"\b{_DAY}\s?(?:of\s)?{_MONTH}\b(?:,?\s?{_YEAR})?"),
    ("[date]", rf"\b{_MONTH}\s?{_DAY},?\s?\d{{4}}\b"),
    ("[date]", rf"\b{_MONTH}\s?\d{{1,2}}(?:st|nd|rd|th)\b"),
    ("[date]", rf"(?P<lead>\b(?:born|dob|birthday)\b:?\s(?:in\s|on\s|is\s)?){_YEAR}"),
    ("[postcode]", rf"\b(?!{_VITAMIN}\b)[a-z]{{1,2}}\d[a-z\d]?\s?\d[abd-hjlnp-uw-z]{{2}}\b"),  # GB
    ("[postcode]", r"\b[a-z]\d[a-z][\s-]?\d[a-z]\d\b"),  # CA
    ("[postcode]", r"\b(?:[a-z]\d\d|d6w)\s?(?=[a-z]{0,3}\d)[a-z\d]{4}\b"),  # IE
    ("[address]", r"\b(?:flat|apt|apartment|suite|p\.?\s?o\.?\s?box)\s?#?\d+[a-z]?\b"),
    ("[address]", rf"(?<!\d){_DIGITS}[a-z]?,?\s+(?:{_WORD}\s+){{1,3}}{_STREET}\b"),
    ("[place]", rf"(?P<lead>\b{_WHO}(?:\s\w+)?\slives?\s(?:in|at|near)\s(?:the\s)?){_NAME}"),
    ("[number]", r"\b[a-z]{2}\s?\d\d\s?\d\d\s?\d\d\s?[a-d]\b"),  # national insurance, GB
    ("[number]", rf"(?<!\d)\+?\(?{_DIGITS}(?:(?:[\s()./–-]{{1,3}}|,){_DIGITS})+"),
    ("[number]", rf"(?<!\d)(?<!\b1 in )(?!{_DOSE})(?:\b[a-z]{{1,3}})?\d{{5,}}[a-z]{{0,3}}"),
    ("[number]", rf"\b{_DIGIT_WORD}(?:[\s,-]+{_DIGIT_WORD}){{{_FEWEST_DIGITS - 1},}}\b"),
    ("[name]", rf"\b(?:my|his|her|their)\s(?:full\s|first\s|last\s)?name(?:\sis|['’]s)\s{_NAME}"),
    ("[name]", rf"(?P<lead>\bcall\sme\s){_NAME}"),
    (
        "[name]",
        rf"(?P<lead>\b(?:{_KIN}|{_WHO})(?:\sis|\swas|['’]s|\sam)?\s(?:called|named)\s){_CAPITALS}",
    ),
    ("[name]", rf"(?P<lead>\b(?:dr|mr|mrs|prof|professor)\b\.?\s+){_NAME}"),
    ("[name]", rf"(?P<lead>\b(?:ms|miss|doctor|nurse|sir|lady|(?-i:Ms\.))\s+){_CAPITALS}"),
    ("[name]", rf"(?P<lead>\bmy\s{_KIN}\s){_CAPITALS}"),
    ("[name]", rf"(?P<lead>\b(?:i am|i['’]?m|this is)\s){_CAPITALS}(?=\s*(?:[,.!;]|and\b|$))"),
    ("[name]", rf"(?P<lead>\b(?:regards|thanks|cheers|sincerely)\b[\s,.!-]+){_CAPITALS}(?=\W*$)"),
)
_PLACEHOLDER = re.compile("|".join(sorted({re.escape(place) for place, _ in _RULES})))
_COMPILED = tuple((place, re.compile(rule, re.IGNORECASE)) for place, rule in _RULES)


def redact(text: str) -> str:
    """Return a text without what identifies a person, with placeholders, cut to `LONGEST`."""
    text = _plain(text)
    for placeholder, rule in _COMPILED:
        text = rule.sub(partial(_replaced, placeholder), text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def without_placeholders(text: str) -> str:
    """Return a redacted text with gaps in place of the placeholders, to be read by a matcher."""
    return _PLACEHOLDER.sub(" ", text)


def _plain(text: str) -> str:
    """Return a text with one form of each letter and digit, and one blank between words."""
    kinds = ((c, unicodedata.category(c)) for c in unicodedata.normalize("NFKC", text))
    # Invisible characters (Cf) could split a number; databases refuse NUL (Cc) and half pairs (Cs).
    visible = (" " if kind in ("Cc", "Cs") else c for c, kind in kinds if kind != "Cf")
    return " ".join("".join(visible).split())


def _replaced(placeholder: str, match: re.Match[str]) -> str:
    if placeholder == "[number]" and _is_row_of_doses(match.group()):
        return match.group()
    return (match.groupdict().get("lead") or "") + placeholder


def _is_row_of_doses(text: str) -> bool:
    """Tell whether numbers are too short to be one long number: "25, 50 then 75"."""
    digits = re.findall(r"\d+", text)
    few = sum(map(len, digits)) < _FEWEST_DIGITS and max(map(len, digits), default=0) < 5
    return bool(digits) and few and not re.search(r"[a-z]", text, re.IGNORECASE)
