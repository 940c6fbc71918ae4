"""Cards, the accounts that redeem them, and the facts a diagnosis stands on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.values import AccountId, CardId, Money


class CardState(StrEnum):
    ISSUED = "issued"  # printed or sent, not yet activated at the till
    ACTIVE = "active"
    FROZEN = "frozen"  # on hold; the value is kept
    REDEEMED = "redeemed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


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
    """`redemption` is the one that holds now; a move reverses one and makes another."""

    id: CardId
    last_four: str
    state: CardState
    region: str
    face_value: Money
    retailer: str | None = None
    redemption: Redemption | None = None
    activated_at: datetime | None = None
    is_replaced: bool = False

    @property
    def value(self) -> Money:
        """What is on the card itself: nothing before activation and after it is redeemed or gone."""
        holds = self.state in (CardState.ACTIVE, CardState.FROZEN)
        return self.face_value if holds else Money(0, self.face_value.currency)


@dataclass(frozen=True)
class FoundCard:
    """The card of a code, or the only one whose code looks like it; neither if there is none."""

    match: CodeMatch = CodeMatch.NONE
    card: Card | None = None


@dataclass(frozen=True)
class CardFacts:
    """All that is known when a signed-in customer asks about one code, at one moment.

    `locked_until` is when the account, the session or the address that asks may try again; the lock
    is on who tries, never on a card.
    """

    account: Account
    now: datetime
    last_four: str
    match: CodeMatch = CodeMatch.NONE
    card: Card | None = None
    locked_until: datetime | None = None

    def with_card(self, found: FoundCard, last_four: str) -> CardFacts:
        """The same with a card from elsewhere; `last_four` is what was asked for, if it is none."""
        shown = found.card.last_four if found.card else last_four
        return replace(self, match=found.match, card=found.card, last_four=shown)

    def as_told(self, typed: str) -> CardFacts:
        """What the account may learn of it; `typed` are the last four characters that it gave.

        Whoever is locked out guesses, so no card is found for them but one that is theirs already: not
        even the last four of a card whose code looks like theirs.
        """
        if self.locked_until is None or self.redeemed_here:
            return self
        return self.with_card(FoundCard(), typed)

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
