"""What leaves a conversation tells nobody how to reach the customer, and holds no secret."""

from __future__ import annotations

import pytest

from bot.knowledge.brand import all_code_formats
from bot.privacy.mask import mask, without_secrets
from tests.builders import A_CODE


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("mail anna.miller@example.com today", "mail a***@example.com today"),
        ("a@shop.example.co.uk", "a***@shop.example.co.uk"),
        ("call (206) 555-0142", "call ***42"),
        ("206-555-0142 or +44 20 7946 0958", "***42 or ***58"),
        ("07700 900123", "***23"),
        ("+1 206 555 0142.", "***42."),
    ],
)
def test_addresses_and_telephones_are_masked(written: str, masked: str) -> None:
    assert mask(written) == masked


@pytest.mark.parametrize(
    "text",
    [
        "order 112-4839201-5567810",
        "on 2026-11-24 at 12:00",
        "it cost $1,250.00",
        "card ending 9K2M",
        "ticket GL-7K2M9QX",
        "2 cards of 50",
        "claim_7f3a",
    ],
)
def test_what_nobody_is_reached_by_stays(text: str) -> None:
    assert mask(text) == text


def test_a_log_has_neither_codes_of_any_brand_nor_other_secrets() -> None:
    text = f"{A_CODE} K7QD-2MXP-9TRW-4HLC 4111 1111 1111 1111 jo@example.org"
    assert (
        without_secrets(text, all_code_formats())
        == "[claim code] [claim code] [card number] j***@example.org"
    )
