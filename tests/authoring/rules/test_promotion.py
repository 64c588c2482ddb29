from __future__ import annotations

import pytest

from faqbot.authoring.rules.promotion import check_promotion, promotion_in, shop_sign
from tests.authoring.drafts import draft, found_by


@pytest.mark.parametrize(
    "line",
    [
        "This miracle drug helps everybody.",
        "It is 100% safe and clinically proven.",
        "Duloxetine has no side effects.",
        "Order it online in our store.",
        "Get 20% off with this code.",
        "A breakthrough treatment for pain.",
    ],
)
def test_language_that_sells_is_found(line: str) -> None:
    assert promotion_in(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "It is for breakthrough pain between doses.",
        "No medicine is completely safe.",
        "Never buy it online.",
        "Results are not guaranteed to last.",
        "Side effects are common.",
        "It isn't risk-free.",
    ],
)
def test_information_and_warnings_are_left_alone(line: str) -> None:
    assert promotion_in(line) is None


@pytest.mark.parametrize(
    ("url", "sign"),
    [
        ("https://www.example-shop.com/pills", "shop"),
        ("https://example.com/cart?id=3", "cart"),
        ("https://example.com/a?utm_source=x", "utm_source"),
        ("https://www.nhs.uk/medicines/duloxetine/", None),
        ("https://www.gov.uk/workshop/", None),
    ],
)
def test_a_link_to_a_shop_is_known_by_its_address(url: str, sign: str | None) -> None:
    assert shop_sign(url) == sign


def test_the_whole_file_is_looked_at_with_its_lines() -> None:
    head = "sources:\n  - name: A\n    url: https://buy.example.com/x\n"
    written = draft(head=head, body="## Use\n\nAn amazing medicine.\n")

    findings = found_by(check_promotion, written)

    assert [(f.code, f.line) for f in findings] == [("shop-link", 8), ("promotion", 12)]
