"""What the ledger should do, over plain dicts: written from the domain's rules, and not from bot/ledger.

Money goes from the house's liability to a card when it is activated, from the card to a customer when
it is redeemed, and from the customer to the house's revenue at checkout. A refund goes that way back,
and never exceeds what was spent. Two people decide above 200 dollars or 150 pounds, and always where
the house takes a loss by fraud.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

CURRENCIES = {"US": "USD", "GB": "GBP"}
LEAST_AND_MOST = {"USD": (2500, 200_000), "GBP": (1000, 150_000)}
TWO_PEOPLE_ABOVE = {"USD": 20_000, "GBP": 15_000}
ASKS = "sam"


@dataclass
class ModelCard:
    region: str
    face: int
    state: str = "issued"
    on_it: int = 0
    holder: str | None = None
    is_replaced: bool = False

    @property
    def currency(self) -> str:
        return CURRENCIES[self.region]


@dataclass
class Model:
    """`regions` is where each account is; `cards` are known by the numbers of their codes.

    `spent` is what each customer spent and did not get back.
    """

    regions: dict[str, str]
    cards: dict[int, ModelCard] = field(default_factory=dict)
    customers: Counter[tuple[str, str]] = field(default_factory=Counter)
    spent: Counter[tuple[str, str]] = field(default_factory=Counter)
    house: Counter[tuple[str, str]] = field(default_factory=Counter)

    def issue(self, number: int, region: str, minor: int, currency: str) -> str:
        least, most = LEAST_AND_MOST[currency]
        if not least <= minor <= most:
            return "invalid_amount"
        if currency != CURRENCIES[region]:
            return "wrong_currency"
        self.cards[number] = ModelCard(region, minor)
        return "done"

    def activate(self, number: int) -> str:
        return self._change(number, ("issued",), "active")

    def freeze(self, number: int) -> str:
        return self._change(number, ("active",), "frozen")

    def unfreeze(self, number: int) -> str:
        return self._change(number, ("frozen",), "active")

    def cancel(self, number: int) -> str:
        return self._change(number, ("issued", "active", "frozen"), "cancelled")

    def redeem(
        self, number: int, account: str, *, looks_alike: bool, accepts: bool, region: str | None
    ) -> str:
        """By an account that is there, with the code of that number or one that looks like it."""
        card = self.cards.get(number)
        if card is None:
            return "unknown_code"
        if card.state == "redeemed":
            return "redeemed_here" if card.holder == account else "redeemed_elsewhere"
        if card.state in ("cancelled", "frozen"):
            return card.state
        if card.state == "issued":
            return "not_activated"
        if (region or self.regions[account]) != card.region:
            return "wrong_region"
        if looks_alike and not accepts:
            return "mistyped"
        card.state, card.holder, card.on_it = "redeemed", account, 0
        self.customers[account, card.currency] += card.face
        return "done"

    def spend(self, account: str, minor: int, currency: str) -> str:
        if minor <= 0:
            return "invalid_amount"
        if self.customers[account, currency] < minor:
            return "insufficient_balance"
        self.customers[account, currency] -= minor
        self.spent[account, currency] += minor
        self.house[f"revenue:{self.regions[account]}", currency] += minor
        return "done"

    def refund(self, account: str, minor: int, currency: str, approved_by: str | None) -> str:
        if minor <= 0:
            return "invalid_amount"
        if minor > self.spent[account, currency]:
            return "more_than_spent"
        if minor > TWO_PEOPLE_ABOVE[currency] and approved_by in (None, ASKS):
            return "needs_second_person"
        self.spent[account, currency] -= minor
        self.customers[account, currency] += minor
        self.house[f"revenue:{self.regions[account]}", currency] -= minor
        return "done"

    def reissue(self, number: int, new: int, approved_by: str | None) -> str:
        card = self.cards[number]
        if card.is_replaced:
            return "already_replaced"
        if card.state in ("issued", "cancelled"):
            return "wrong_state"
        by_fraud = card.state == "redeemed"
        if (by_fraud or self._is_large(card)) and approved_by in (None, ASKS):
            return "needs_second_person"
        if by_fraud:
            self.house[f"fraud_loss:{card.region}", card.currency] -= card.face
        else:
            card.state, card.on_it = "cancelled", 0
        card.is_replaced = True
        self.cards[new] = ModelCard(card.region, card.face, "active", card.face)
        return "done"

    def move(self, number: int, to: str, approved_by: str | None) -> str:
        card = self.cards[number]
        if card.region != self.regions[to]:
            return "wrong_region"
        if card.is_replaced:
            return "already_replaced"
        if card.holder in (None, to):
            return "nothing_to_move"
        assert card.holder is not None
        if self.customers[card.holder, card.currency] < card.face:
            return "insufficient_balance"
        if self._is_large(card) and approved_by in (None, ASKS):
            return "needs_second_person"
        self.customers[card.holder, card.currency] -= card.face
        self.customers[to, card.currency] += card.face
        card.holder = to
        return "done"

    def sums(self) -> dict[str, int]:
        """All money there is, by currency; zero at all times."""
        total: Counter[str] = Counter()
        for card in self.cards.values():
            total[card.currency] += card.on_it
        for held in (self.customers, self.house):
            for (_, currency), minor in held.items():
                total[currency] += minor
        return dict(total)

    def _change(self, number: int, before: tuple[str, ...], after: str) -> str:
        card = self.cards[number]
        if card.state not in before:
            return "wrong_state"
        if after == "cancelled":
            self.house[f"liability:{card.region}", card.currency] += card.on_it
            card.on_it = 0
        elif card.state == "issued":
            self.house[f"liability:{card.region}", card.currency] -= card.face
            card.on_it = card.face
        card.state = after
        return "done"

    def _is_large(self, card: ModelCard) -> bool:
        return card.face > TWO_PEOPLE_ABOVE[card.currency]
