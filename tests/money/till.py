"""Whoever asks the ledger for something in these tests, and what they can see of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import cycle
from typing import Any

from sqlalchemy import text

from bot.bootstrap import Services
from bot.ledger.cards import Account
from bot.ledger.claimants import Bucket
from bot.ledger.commands import ChangeCard, Command, Fault, Issue, Kind, Receipt, Redeem, Request
from bot.privacy.claim_code import ClaimCode, CodeFingerprint
from bot.storage.ledger_queue import LedgerQueue
from bot.values import AccountId, CardId, Money
from tests.builders import A_MOMENT

# Without the characters that people confuse, so that no two numbers make codes that look alike.
# As many as the connections that one process uses at most.
PROCESSES = 15
_ALPHABET = "ACDEFGHJKLMNPQRTUVWXYZ234679"


def code_number(number: int, *, ends_in: str = "S") -> ClaimCode:
    """A code for each number. One that ends in 5 instead looks like the one that ends in S."""
    written = ""
    for _ in range(13):
        number, digit = divmod(number, len(_ALPHABET))
        written = _ALPHABET[digit] + written
    return ClaimCode.parse(written + ends_in)


def a_new_code() -> ClaimCode:
    return code_number(uuid.uuid4().int % len(_ALPHABET) ** 13)


@dataclass(frozen=True)
class IssuedCard:
    id: CardId
    code: CodeFingerprint
    looks_like_it: CodeFingerprint


@dataclass(frozen=True)
class Till:
    """Asks for one thing at a time, each under a key of its own unless one is given.

    Through one of many queues in turn: as many processes of the app would send it at one moment.
    """

    services: Services

    @cached_property
    def _queues(self) -> Iterator[LedgerQueue]:
        return cycle([LedgerQueue(self.services.unit_of_work) for _ in range(PROCESSES)])

    def asks(
        self,
        command: Command,
        key: str | None = None,
        *,
        scope: str = "till",
        approved_by: str | None = "kim",
        now: datetime = A_MOMENT,
    ) -> Receipt:
        request = Request(scope, key or uuid.uuid4().hex, "sam", approved_by)
        return next(self._queues)(command, request, now)

    def account(self, name: str, region: str = "US") -> AccountId:
        with self.services.unit_of_work() as work:
            work.ledger.add_account(Account(AccountId(name), region))
        return AccountId(name)

    def accounts(self, names: Sequence[str]) -> list[AccountId]:
        with self.services.unit_of_work() as work:
            for name in names:
                work.ledger.add_account(Account(AccountId(name), "US"))
        return [AccountId(name) for name in names]

    def card(self, minor: int = 2500, *, active: bool = True, key: str | None = None) -> IssuedCard:
        """A new card of the US."""
        code = a_new_code()
        of = self.services.fingerprinter.of
        looks_like_it = of(ClaimCode.parse(code.value[:-1] + "5"))
        receipt = self.asks(Issue(of(code), Money(minor, "USD"), "US"), key)
        assert receipt.card is not None
        if active:
            self.changes(Kind.ACTIVATE, receipt.card)
        return IssuedCard(receipt.card, of(code), looks_like_it)

    def changes(self, kind: Kind, card: CardId, key: str | None = None) -> Receipt:
        receipt = self.asks(ChangeCard(kind, card), key)
        assert receipt.is_done
        return receipt

    def redeems(self, card: IssuedCard, account: AccountId, *buckets: Bucket) -> Receipt:
        return self.asks(Redeem(card.code, account, buckets=buckets))

    def balance(self, account: AccountId) -> int:
        """What the account has, in dollars' minor units."""
        with self.services.unit_of_work() as work:
            return sum(money.minor for money in work.ledger.balances(account) if money.currency == "USD")

    def on_card(self, card: CardId) -> tuple[str, int]:
        (row,) = self.sees("SELECT state, balance_minor FROM card WHERE id = :id", id=card)
        return row[0], row[1]

    def faults(self) -> list[Fault]:
        with self.services.unit_of_work() as work:
            return list(work.ledger.faults())

    def sees(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """What stands in the database, read past the ledger's own code."""
        with self.services.database.begin() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values)]

    def changes_by_hand(self, statement: str, **values: Any) -> None:
        """Changes the database past the ledger's own code."""
        with self.services.database.begin() as connection:
            connection.execute(text(statement), values)
