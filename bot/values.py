"""Values every folder may use: money, identifiers, time. No input or output, no rules of a feature."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NewType, Protocol

from babel.numbers import format_currency, get_currency_precision, is_currency

from bot.errors import InvalidMoney, InvalidRegion

AccountId = NewType("AccountId", str)
ActionId = NewType("ActionId", str)
AgentId = NewType("AgentId", str)
AgentSessionId = NewType("AgentSessionId", str)
CardId = NewType("CardId", str)
AttachmentId = NewType("AttachmentId", str)
ConversationId = NewType("ConversationId", str)
TicketId = NewType("TicketId", str)
SiteId = NewType("SiteId", str)
TrainingLineId = NewType("TrainingLineId", str)
ClaimHandle = NewType("ClaimHandle", str)


_LETTERS_BEFORE_DIGITS = re.compile(r"(?<=^[A-Z]{3})(?=\d)")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Far above any card, and far below what a column holds.
_MOST = 10**12


@dataclass(frozen=True, order=True)
class Money:
    """An amount in the minor units of its currency: `Money(1250, "EUR")` is 12.50 euros."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, amount: str | int | float | Decimal, currency: str) -> Money:
        """Reads an amount in major units, as files and people write it; never rounds.

        Raises InvalidMoney for an unknown currency, a negative or an absurd amount, or more decimals than
        it has; never with what was given, which may be a claim code in the wrong place.
        """
        currency = currency.strip().upper()
        decimals = _decimals(currency)
        if decimals is None:
            raise InvalidMoney("the currency is none of ISO 4217, such as USD or EUR")
        try:
            # Through str, so that 25.1 from a JSON file is 25.1 and not its binary neighbour.
            major = Decimal(str(amount).strip())
        except InvalidOperation:
            raise InvalidMoney("the amount is not a number, such as 25.00") from None
        if not major.is_finite() or not 0 <= major < _MOST:
            raise InvalidMoney(f"the amount is not between 0 and {_MOST:,}")
        minor = major.scaleb(decimals)
        if minor != minor.to_integral_value():
            raise InvalidMoney(f"the amount has more decimals than {currency} has")
        return cls(int(minor), currency)

    @property
    def major(self) -> Decimal:
        """The amount as people write it, which `parse` reads again: 12.50 for `Money(1250, "EUR")`."""
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    def __str__(self) -> str:
        written = format_currency(self.major, self.currency, locale="en_US")
        # A currency without a sign keeps its distance: SEK 25.00, which no line breaks apart.
        return _LETTERS_BEFORE_DIGITS.sub("\u00a0", written)


def is_storable(text: str) -> bool:
    """Whether every database keeps the text: it has no NUL, and no half of a character."""
    return _UNSTORABLE.search(text) is None


def region_code(written: str) -> str:
    """The ISO 3166 code of a country, in capitals. Raises InvalidRegion for anything but two letters."""
    code = written.strip().upper()
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise InvalidRegion("a region is a country's two letters, such as US or GB")
    # The United Kingdom's own name for itself is not its ISO code.
    return "GB" if code == "UK" else code


# Babel takes longer to look a currency up than a card's whole row to read. Anything may stand in a
# file where a currency should, so what is kept is bounded.
@lru_cache(maxsize=512)
def _decimals(currency: str) -> int | None:
    """How many decimals the currency has; None if there is no such currency."""
    return get_currency_precision(currency) if is_currency(currency) else None


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
