"""The ledger, in SQL: what is read of cards, accounts and balances, and the ways in which they change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, select, text, update

from bot.knowledge.brand import BrandPolicy
from bot.ledger.cards import Account, Card, CardFacts, FoundCard
from bot.ledger.claimants import Bucket
from bot.ledger.commands import Command, Fault, Receipt, Request, Transaction, Write
from bot.ledger.entries import LedgerAccountKind
from bot.privacy.claim_code import CodeFingerprint, Fingerprinter
from bot.storage.balances import accounts_that_spent, balance_faults
from bot.storage.card_import import SqlCardImport
from bot.storage.card_states import state_faults
from bot.storage.cards import SqlCards
from bot.storage.claimants import SqlClaimants
from bot.storage.dialect import insert_if_absent, large_cache
from bot.storage.journal import Journal
from bot.storage.ledger_writes import LedgerWrites
from bot.storage.tables import account as accounts
from bot.storage.tables import ledger_account as balances
from bot.values import AccountId, CardId, Money

_SEE_ONE_MOMENT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


class SqlLedger:
    """Implements ports.Ledger, over one open transaction."""

    def __init__(self, connection: Connection, fingerprinter: Fingerprinter, policy: BrandPolicy) -> None:
        self._connection = connection
        self._fingerprinter = fingerprinter
        self._journal = Journal(connection, fingerprinter.journal_key)
        self._claimants = SqlClaimants(connection, policy.lock)
        self._cards = SqlCards(connection)
        self._writes = LedgerWrites(connection, self._journal, self._claimants, policy)
        self._policy = policy

    # Reading

    def account(self, account: AccountId) -> Account | None:
        row = self._connection.execute(select(accounts).where(accounts.c.id == account)).one_or_none()
        return Account(AccountId(row.id), row.region) if row else None

    def accounts(self) -> Sequence[Account]:
        rows = self._connection.execute(select(accounts).order_by(accounts.c.id))
        return [Account(AccountId(row.id), row.region) for row in rows]

    def cards(self, most: int | None = None) -> Iterator[Card]:
        return self._cards.by_last_four(most)

    def find_cards(self, beginning: str) -> Sequence[Card]:
        return self._cards.named(beginning)

    def find(self, code: CodeFingerprint) -> FoundCard:
        return self._cards.find(code)

    def sealed_code(self, card: CardId) -> str | None:
        return self._cards.sealed_code(card)

    def code_of(self, card: CardId) -> CodeFingerprint | None:
        return self._cards.code_of(card)

    def cards_with_codes(self) -> Iterator[tuple[Card, CodeFingerprint]]:
        return self._cards.with_codes()

    def facts(
        self, account: Account, code: CodeFingerprint, claimant: Sequence[Bucket], now: datetime
    ) -> CardFacts:
        # The tries are held before the card is read: of several guesses at once each sees the one before.
        locked_until = self._claimants.locked_until(claimant, now)
        facts = CardFacts(account, now, code.last_four, locked_until=locked_until)
        return facts.with_card(self.find(code), code.last_four)

    def locked_until(self, claimant: Sequence[Bucket], now: datetime) -> datetime | None:
        return self._claimants.locked_until(claimant, now)

    def balances(self, account: AccountId) -> Sequence[Money]:
        rows = self._connection.execute(
            select(balances.c.balance_minor, balances.c.currency)
            .where(balances.c.kind == LedgerAccountKind.CUSTOMER.value, balances.c.owner == account)
            .order_by(balances.c.currency)
        )
        return [Money(row.balance_minor, row.currency) for row in rows]

    def accounts_that_spent(self) -> int:
        return accounts_that_spent(self._connection)

    def history(
        self, *, card: CardId | None = None, account: AccountId | None = None
    ) -> Sequence[Transaction]:
        return self._journal.history(card=card, account=account)

    def faults(self) -> Iterator[Fault]:
        if self._connection.dialect.name == "postgresql":
            # All statements must see one moment, or a write between two of them would look like a fault.
            self._connection.execute(_SEE_ONE_MOMENT)
        yield from self._journal.faults()
        yield from balance_faults(self._connection)
        yield from state_faults(self._connection)

    # Writing

    @contextmanager
    def importing(self, account: AccountId | None, now: datetime) -> Iterator[SqlCardImport]:
        with large_cache(self._connection):
            yield SqlCardImport(
                self._connection,
                self._fingerprinter,
                self._journal,
                self._claimants,
                self._policy.lock,
                account,
                now,
            )

    def wrong_code(self, claimant: Sequence[Bucket], code: CodeFingerprint, now: datetime) -> datetime | None:
        return self._claimants.failed(claimant, code.exact, now)

    def unlock(self, claimant: Sequence[Bucket]) -> None:
        self._claimants.unlock(claimant)

    def meet(self, account: Account) -> None:
        insert_if_absent(self._connection, accounts, {"id": account.id, "region": account.region})

    def add_account(self, account: Account) -> None:
        self.meet(account)
        self._connection.execute(
            update(accounts)
            .where(accounts.c.id == account.id, accounts.c.region != account.region)
            .values(region=account.region)
        )

    def write(self, command: Command, request: Request, now: datetime) -> Receipt:
        (receipt,) = self.write_all([Write(command, request, now)])
        return receipt

    def write_all(self, writes: Sequence[Write]) -> Sequence[Receipt]:
        return self._writes.write(writes)
