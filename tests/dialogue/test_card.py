from __future__ import annotations

import pytest

from faqbot.dialogue.card import in_language, referral, urgent_step
from faqbot.dialogue.reply import Outcome, Trace
from faqbot.resources import read_yaml
from faqbot.safety.helplines import GENERIC, helplines, known_regions
from faqbot.safety.phrases import languages_with_phrases
from faqbot.safety.triage import Alarm, Verdict

TRACE = Trace(corpus_digest="", version="")
REGIONS = (GENERIC, *known_regions())
EMERGENCY = Verdict(Alarm.EMERGENCY, "rule")
CRISIS = Verdict(Alarm.CRISIS, "rule")
BOTH = Verdict(Alarm.EMERGENCY, "rule", crisis_too=True)


def card(verdict: Verdict, region: str = "GB", language: str | None = None) -> str:
    return referral(verdict, language, region, TRACE).text


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("verdict", [EMERGENCY, CRISIS, BOTH])
def test_every_card_of_every_region_is_complete(verdict: Verdict, region: str) -> None:
    text = card(verdict, region)

    assert all(number in text for number in helplines(region).emergency)
    assert "local emergency number" in text or region != GENERIC
    assert "{" not in text
    assert "ask me your question again" in " ".join(text.split())


@pytest.mark.parametrize("verdict", [EMERGENCY, BOTH])
def test_an_emergency_card_says_what_to_do_what_not_and_what_to_tell(verdict: Verdict) -> None:
    text = " ".join(card(verdict).split())

    for words in (
        "Call **999** or **112** now", "**Do not** wait and see", "**Do not** drive yourself",
        "**Do not** make anybody vomit", "which medicine, how much and when", "age and weight",
        "Keep the pack", "NHS 111", "even if",
    ):  # fmt: skip
        assert words in text


def test_an_emergency_card_does_not_forbid_sugar_to_somebody_with_a_low() -> None:
    assert "eat" not in card(EMERGENCY).split()


@pytest.mark.parametrize("verdict", [CRISIS, BOTH])
def test_a_crisis_card_is_warm_names_lines_and_leaves_the_conversation_open(
    verdict: Verdict,
) -> None:
    text = " ".join(card(verdict).split())

    assert "glad that you" in text
    assert "Samaritans" in text
    assert "You can keep writing to me" in text


@pytest.mark.parametrize("verdict", [CRISIS, BOTH])
@pytest.mark.parametrize(
    "words", ["i must stop", "i have to stop", "i will check", "i will stay", "calm down",
              "cheer up", "cannot talk", "selfish", "it is not that bad"],
)  # fmt: skip
def test_a_crisis_card_neither_breaks_off_nor_minimises_nor_promises(
    verdict: Verdict, words: str
) -> None:
    assert words not in " ".join(card(verdict).lower().split())


def test_a_crisis_card_asks_to_remove_means_and_not_to_be_alone() -> None:
    text = " ".join(card(CRISIS).split())

    assert "out of reach" in text
    assert "be with you" in text
    assert "stay with them" in text


def test_a_deliberate_overdose_shows_both_kinds_of_lines() -> None:
    reply = referral(BOTH, None, "GB", TRACE)

    assert reply.outcome is Outcome.EMERGENCY
    assert "999" in reply.text
    assert "116 123" in reply.text


def test_the_rule_stands_in_the_trace() -> None:
    assert referral(CRISIS, None, "GB", TRACE).trace.rule == "rule"


@pytest.mark.parametrize("language", read_yaml("languages.yaml"))
def test_every_language_has_its_sentences_and_they_name_the_number(language: str) -> None:
    for key in ("emergency", "crisis", "english_only"):
        known, unknown = in_language(key, language, "US"), in_language(key, language, "XX")

        assert "911" in known
        assert "112" in unknown
        assert "{" not in known + unknown


def test_every_language_with_phrases_has_sentences() -> None:
    assert set(languages_with_phrases()) < set(read_yaml("languages.yaml"))


def test_what_cannot_wait_goes_to_the_line_of_the_region() -> None:
    assert "NHS 111 on 111" in urgent_step("GB")
    assert "local health line" in urgent_step("XX")
    assert "local health line" in urgent_step("US")


def test_no_alarm_no_card() -> None:
    with pytest.raises(ValueError, match="alarm"):
        card(Verdict(None, ""))
