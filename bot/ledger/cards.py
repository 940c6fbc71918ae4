"""Cards, the accounts that redeem them, and the facts a diagnosis stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.values import AccountId, CardId, Money


class CardState(StrEnum):
    ISSUED = "issued"  # printed or sent, not yet activated at the till
    ACTIVE = "active"
    REDEEMED = "redeemed"
    CANCELLED = "cancelled"


class CodeMatch(StrEnum):
    """How the code a customer gave relates to the card found."""

    EXACT = "exact"
    LOOK_ALIKE = "look_alike"  # equal but for O/0, I/1, S/5, B/8
    NONE = "none"


@dataclass(frozen=True)
class Account:
    """A customer's account at the retailer. Its region is an ISO 3166 country, such as US."""

    id: AccountId
    region: str


@dataclass(frozen=True)
class Redemption:
    account: AccountId
    amount: Money
    redeemed_at: datetime


@dataclass(frozen=True)
class Card:
    id: CardId
    last_four: str
    state: CardState
    region: str
    face_value: Money
    retailer: str | None = None
    redemption: Redemption | None = None


@dataclass(frozen=True)
class ClaimantLock:
    """An account that tried too many codes. The lock is on who tries, never on a card."""

    failed_attempts: int
    unlocks_at: datetime


@dataclass(frozen=True)
class CardFacts:
    """All that is known when a signed-in customer asks about one code, at one moment."""

    account: Account
    now: datetime
    last_four: str
    match: CodeMatch = CodeMatch.NONE
    card: Card | None = None
    lock: ClaimantLock | None = None

    @property
    def locked_until(self) -> datetime | None:
        """When the account may try again, or None if it may try now."""
        return self.lock.unlocks_at if self.lock and self.lock.unlocks_at > self.now else None

    @property
    def redeemed_here(self) -> bool:
        return self._redeemed and self._redeemer == self.account.id

    @property
    def redeemed_elsewhere(self) -> bool:
        return self._redeemed and self._redeemer != self.account.id

    @property
    def _redeemed(self) -> bool:
        return self.card is not None and self.card.state is CardState.REDEEMED

    @property
    def _redeemer(self) -> AccountId | None:
        return self.card.redemption.account if self.card and self.card.redemption else None
