"""Double entry: accounts of the ledger, and entries between them that sum to zero. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.values import AccountId, CardId, Money


class LedgerAccountKind(StrEnum):
    CARD = "card"  # what is on one card
    CUSTOMER = "customer"  # a customer's balance at the retailer
    LIABILITY = "liability"  # owed to whoever holds cards and balances
    REVENUE = "revenue"  # spent at checkout, or expired
    FRAUD_LOSS = "fraud_loss"  # given out a second time because somebody else took the first
    REISSUE = "reissue"  # on its way from a cancelled card to its replacement


@dataclass(frozen=True, order=True)
class LedgerAccount:
    """`owner` is a card's id, a customer's account, or a region for what belongs to the house."""

    kind: LedgerAccountKind
    owner: str
    currency: str

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.owner}:{self.currency}"


@dataclass(frozen=True)
class Entry:
    """Money that comes to an account (positive) or leaves it (negative), in minor units."""

    account: LedgerAccount
    amount_minor: int


def of_card(card: CardId, currency: str) -> LedgerAccount:
    return LedgerAccount(LedgerAccountKind.CARD, card, currency)


def of_customer(account: AccountId, currency: str) -> LedgerAccount:
    return LedgerAccount(LedgerAccountKind.CUSTOMER, account, currency)


def of_house(kind: LedgerAccountKind, region: str, currency: str) -> LedgerAccount:
    return LedgerAccount(kind, region, currency)


def transfer(value: Money, *path: LedgerAccount) -> tuple[Entry, ...]:
    """The entries that take `value` along the path: from the first account to the last."""
    entries: list[Entry] = []
    for source, target in pairwise(path):
        entries += [Entry(source, -value.minor), Entry(target, value.minor)]
    return tuple(entries) if value.minor else ()


def unbalanced_currencies(entries: Sequence[Entry]) -> list[str]:
    """The currencies in which the entries do not sum to zero; a good transaction has none."""
    sums: Counter[str] = Counter()
    for entry in entries:
        sums[entry.account.currency] += entry.amount_minor
    return sorted(currency for currency, total in sums.items() if total)
