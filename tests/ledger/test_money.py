"""Money is exact, in the minor units of its currency."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.errors import InvalidMoney
from bot.values import Money


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("25", "USD", 2500),
        ("25.00", "USD", 2500),
        (" 12.5 ", "eur", 1250),
        (25, "USD", 2500),
        (25.1, "USD", 2510),
        (0.07, "USD", 7),
        (1.15, "GBP", 115),
        (Decimal("19.99"), "USD", 1999),
        ("0", "USD", 0),
        ("1000", "JPY", 1000),
        ("1.234", "BHD", 1234),
        ("25.000", "USD", 2500),
    ],
)
def test_an_amount_is_read_exactly(written: str | float | Decimal, currency: str, minor: int) -> None:
    assert Money.parse(written, currency) == Money(minor, currency.upper())


@pytest.mark.parametrize(
    ("written", "currency"),
    [
        ("-1", "USD"),
        ("25.005", "USD"),
        ("1.5", "JPY"),
        (0.1 + 0.2, "USD"),
        ("NaN", "USD"),
        (float("inf"), "USD"),
        ("-Infinity", "USD"),
        ("twenty", "USD"),
        ("25,00", "EUR"),
        ("$25", "USD"),
        ("", "USD"),
    ],
)
def test_what_the_currency_cannot_hold_is_refused(written: str | float, currency: str) -> None:
    with pytest.raises(InvalidMoney, match=r"the amount (is not|has more decimals)"):
        Money.parse(written, currency)


@pytest.mark.parametrize("currency", ["", "US", "DOLLARS", "XXQ", "12"])
def test_an_unknown_currency_is_refused_with_an_example(currency: str) -> None:
    with pytest.raises(InvalidMoney, match="such as USD or EUR"):
        Money.parse("1", currency)


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (Money(2500, "USD"), "$25.00"),
        (Money(5, "USD"), "$0.05"),
        (Money(123456, "USD"), "$1,234.56"),
        (Money(3000, "GBP"), "£30.00"),
        (Money(1250, "EUR"), "€12.50"),
        (Money(1000, "JPY"), "¥1,000"),
    ],
)
def test_an_amount_shows_with_its_currency(money: Money, shown: str) -> None:
    assert str(money) == shown
