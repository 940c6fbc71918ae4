"""Values every folder may use: money, identifiers, time. No input or output, no rules of a feature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import NewType, Protocol

from babel.numbers import format_currency, get_currency_precision, is_currency

from bot.errors import InvalidMoney

AccountId = NewType("AccountId", str)
CardId = NewType("CardId", str)
ConversationId = NewType("ConversationId", str)
TicketId = NewType("TicketId", str)
ClaimHandle = NewType("ClaimHandle", str)


@dataclass(frozen=True, order=True)
class Money:
    """An amount in the minor units of its currency: `Money(1250, "EUR")` is 12.50 euros."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, amount: str | int | float | Decimal, currency: str) -> Money:
        """Reads an amount in major units, as files and people write it; never rounds.

        Raises InvalidMoney for an unknown currency, a negative amount, or more decimals than it has.
        """
        currency = currency.strip().upper()
        if not is_currency(currency):
            raise InvalidMoney(f"'{currency}' is not an ISO 4217 currency, such as USD or EUR")
        try:
            # Through str, so that 25.1 from a JSON file is 25.1 and not its binary neighbour.
            major = Decimal(str(amount).strip())
        except InvalidOperation:
            raise InvalidMoney(f"'{amount}' is not an amount, such as 25.00") from None
        minor = major.scaleb(get_currency_precision(currency)) if major.is_finite() else major
        if not major.is_finite() or minor < 0 or minor != minor.to_integral_value():
            raise InvalidMoney(f"'{amount}' is not an amount that {currency} can hold")
        return cls(int(minor), currency)

    def __str__(self) -> str:
        major = Decimal(self.minor).scaleb(-get_currency_precision(self.currency))
        return format_currency(major, self.currency, locale="en_US")


class Clock(Protocol):
    """What time it is. Rules take a time as an argument; only the edge asks a clock."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still, for scripts that must give the same answer tomorrow."""

    at: datetime

    def now(self) -> datetime:
        return self.at
