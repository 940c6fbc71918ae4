"""The first cards and accounts of the ledger, as a person looks through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from bot.ledger.cards import Account, Card
from bot.ports import UnitOfWork
from bot.values import Money


@dataclass(frozen=True)
class AccountWithBalances:
    account: Account
    balances: Sequence[Money]


@dataclass(frozen=True)
class LedgerList:
    """`more_cards` says that there are more than were asked for; `account_count` is all of them."""

    cards: Sequence[Card]
    more_cards: bool
    accounts: Sequence[AccountWithBalances]
    account_count: int


class ListLedger:
    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    def __call__(self, most: int = 50) -> LedgerList:
        """At most `most` cards, and as many accounts."""
        with self._unit_of_work() as work:
            cards = list(work.ledger.cards(most + 1))
            accounts = work.ledger.accounts()
            shown = [
                AccountWithBalances(account, work.ledger.balances(account.id))
                for account in islice(accounts, most)
            ]
        return LedgerList(cards[:most], len(cards) > most, shown, len(accounts))
