from __future__ import annotations

import re
from datetime import date

import pytest

from faqbot.safety.helplines import GENERIC, Line, Way, helplines, known_regions

# Typed a second time, from memory of the number everybody in the country knows: a slip of the
# finger in the data file does not pass.
BEST_KNOWN = {
    "GB": ("999", "116 123"), "IE": ("112", "116 123"), "US": ("911", "988"),
    "CA": ("911", "988"), "AU": ("000", "13 11 14"), "NZ": ("111", "1737"),
    "ZA": ("10177", "0800 567 567"), "IN": ("112", "14416"), "SG": ("995", "1767"),
    "DE": ("112", "0800 111 0 111"), "AT": ("144", "142"), "CH": ("144", "143"),
    "FR": ("15", "3114"), "ES": ("112", "024"), "IT": ("112", "02 2327 2327"),
    "NL": ("112", "113"), "PL": ("112", "116 123"),
}  # fmt: skip
POISON = {
    "GB": "111", "IE": "01 809 2166", "US": "1-800-222-1222", "CA": "1-844-764-7669",
    "AU": "13 11 26", "NZ": "0800 764 766", "ZA": "0861 555 777", "IN": "1800 116 117",
    "DE": "030 19240", "AT": "01 406 43 43", "CH": "145", "FR": "01 40 05 48 48",
    "ES": "91 562 04 20", "IT": "02 66101029",
}  # fmt: skip
LINES = [
    (region, line)
    for region in (GENERIC, *known_regions())
    for line in (
        *helplines(region).poison, *helplines(region).crisis, *helplines(region).non_urgent
    )
]  # fmt: skip


def test_all_regions_of_the_intended_use_have_cards() -> None:
    assert set(known_regions()) == set(BEST_KNOWN)


@pytest.mark.parametrize("region", known_regions())
def test_each_region_has_an_emergency_number_and_a_crisis_line(region: str) -> None:
    lines = helplines(region)
    emergency, crisis = BEST_KNOWN[region]

    assert lines.emergency[0] == emergency
    assert crisis in [line.address for line in lines.crisis]


@pytest.mark.parametrize("region", known_regions())
def test_a_poison_line_is_the_one_that_two_people_typed(region: str) -> None:
    poison = [line.address for line in helplines(region).poison]

    assert (poison[0] if poison else None) == POISON.get(region)


@pytest.mark.parametrize("region", known_regions())
def test_each_emergency_number_can_be_dialled(region: str) -> None:
    assert all(re.fullmatch(r"\d{2,5}", number) for number in helplines(region).emergency)


@pytest.mark.parametrize(("region", "line"), LINES)
def test_each_line_can_be_reached_as_it_is_written(region: str, line: Line) -> None:
    assert line.name, region
    if line.way is Way.WEB:
        assert re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", line.address)
    else:
        assert re.fullmatch(r"\d[\d -]*\d", line.address), "digits, blanks and hyphens only"
        assert 3 <= sum(char.isdigit() for char in line.address) <= 15
    assert line.send == line.send.upper()
    assert line.way is Way.TEXT or not line.send


@pytest.mark.parametrize("region", [GENERIC, *known_regions()])
def test_each_card_names_its_sources_and_the_day_of_its_review(region: str) -> None:
    lines = helplines(region)

    assert re.search(r"\w+\.[a-z]{2,}", lines.source)
    assert lines.reviewed > date(2026, 1, 1)


def test_an_unknown_region_gets_the_generic_card_and_never_a_wrong_number() -> None:
    assert helplines("XX") == helplines(GENERIC)
    assert helplines("gb") == helplines("GB")
    assert helplines(GENERIC).emergency == ()
