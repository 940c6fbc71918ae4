"""Whoever changes the database past the app is found out, and the row is named.

The database itself refuses changes to the journal, so these tests first take its guards away, as
somebody with all rights on the server could. What they lack is the pepper.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import Connection, create_engine, delete, insert, select, text, update

from bot.bootstrap import bootstrap
from bot.ledger.commands import ChangeCard, Command, Kind, Receipt, Redeem, Refund, Request, Spend
from bot.ledger.entries import Entry, LedgerAccountKind, of_customer, of_house
from bot.ledger.outcomes import Outcome
from bot.settings import Settings
from bot.storage.journal import Journal, chain_of
from bot.storage.tables import posting as postings
from bot.storage.tables import txn as txns
from bot.values import AccountId, Money
from tests.builders import A_MOMENT
from tests.money.till import IssuedCard, Till

CHAIN = 12
ALICE = AccountId("alice")
USD_5 = Money(500, "USD")


class Ledger:
    """Five transactions on one chain, 12-1 to 12-5: activate, redeem, spend, refund, spend."""

    def __init__(self, till: Till) -> None:
        self.till = till
        till.account(ALICE)
        self.card: IssuedCard = till.card(active=False, key="issue")
        commands: list[Command] = [
            ChangeCard(Kind.ACTIVATE, self.card.id),
            Redeem(self.card.code, ALICE),
            Spend(ALICE, USD_5),
            Refund(ALICE, USD_5),
            Spend(ALICE, USD_5),
        ]
        for number, (command, key) in enumerate(zip(commands, _keys(), strict=False), start=1):
            assert till.asks(command, key).txn == f"{CHAIN}-{number}"
        assert till.faults() == []

    def names_of_faults(self) -> set[str]:
        return {fault.where for fault in self.till.faults()}


def _keys() -> Iterator[str]:
    """Keys that fall on the one chain."""
    return (f"key-{n}" for n in count() if chain_of("till", f"key-{n}") == CHAIN)


@pytest.fixture
def ledger(till: Till) -> Ledger:
    assert chain_of("till", "issue") != CHAIN
    return Ledger(till)


@pytest.fixture
def intruder(ledger: Ledger, settings: Settings) -> Iterator[Connection]:
    """A connection with all rights, and without the guards. Each statement is committed."""
    engine = create_engine(settings.database, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE posting DROP CONSTRAINT fk_posting_chain_seq"))
            for table in ("txn", "posting"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            for name in triggers.scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection
    engine.dispose()


def _another(value: object) -> object:
    """A value that fits the column as well as the one that stands there."""
    if isinstance(value, datetime):
        return value + timedelta(seconds=1)
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, str):
        return value[:-1] + ("b" if value.endswith("a") else "a")
    assert value is None
    return "a"


@pytest.mark.parametrize("column", txns.columns.keys())
def test_a_change_to_any_column_of_a_transaction_is_found(
    ledger: Ledger, intruder: Connection, column: str
) -> None:
    here = (txns.c.chain == CHAIN) & (txns.c.seq == 3)
    was = intruder.execute(select(txns.c[column]).where(here)).scalar_one()
    changed = _another(was)
    assert intruder.execute(update(txns).where(here).values({column: changed})).rowcount == 1
    chain, place = (changed if column == "chain" else CHAIN), (changed if column == "seq" else 3)
    assert f"transaction {chain}-{place}" in ledger.names_of_faults()


@pytest.mark.parametrize("column", postings.columns.keys())
def test_a_change_to_any_column_of_a_posting_is_found(
    ledger: Ledger, intruder: Connection, column: str
) -> None:
    here = (postings.c.chain == CHAIN) & (postings.c.seq == 3) & (postings.c.line == 1)
    was = intruder.execute(select(postings.c[column]).where(here)).scalar_one()
    assert intruder.execute(update(postings).where(here).values({column: _another(was)})).rowcount == 1
    assert "transaction 12-3" in ledger.names_of_faults()


@pytest.mark.parametrize("with_postings", [True, False])
@pytest.mark.parametrize(
    ("seq", "named"),
    [(1, "transaction 12-2"), (3, "transaction 12-4"), (5, "chain 12")],
    ids=["first", "middle", "last"],
)
def test_a_transaction_that_is_gone_is_found(
    ledger: Ledger, intruder: Connection, seq: int, named: str, with_postings: bool
) -> None:
    intruder.execute(delete(txns).where(txns.c.chain == CHAIN, txns.c.seq == seq))
    if with_postings:
        intruder.execute(delete(postings).where(postings.c.chain == CHAIN, postings.c.seq == seq))
    faults = ledger.till.faults()
    (found,) = (fault for fault in faults if fault.where == named)
    assert f"{CHAIN}-{seq - 1}" in found.what
    assert (f"posting {CHAIN}-{seq}/1" in {fault.where for fault in faults}) is not with_postings


def test_the_last_transaction_is_missed_even_if_the_end_of_its_chain_is_moved_back(
    ledger: Ledger, intruder: Connection
) -> None:
    last = (txns.c.chain == CHAIN) & (txns.c.seq == 5)
    before = intruder.execute(select(txns.c.prev_hash).where(last)).scalar_one()
    intruder.execute(delete(txns).where(last))
    intruder.execute(delete(postings).where(postings.c.chain == CHAIN, postings.c.seq == 5))
    move_back = text("UPDATE journal_head SET seq = 4, hash = :hash WHERE chain = 12")
    intruder.execute(move_back, {"hash": before})
    assert ledger.names_of_faults() == {"account customer:alice:USD", "account revenue:US:USD"}


def test_a_posting_that_is_gone_is_found(ledger: Ledger, intruder: Connection) -> None:
    here = (postings.c.chain == CHAIN) & (postings.c.seq == 3) & (postings.c.line == 2)
    intruder.execute(delete(postings).where(here))
    assert ledger.names_of_faults() == {"transaction 12-3", "account revenue:US:USD"}


def test_postings_that_were_added_are_found_even_if_all_sums_agree(
    ledger: Ledger, intruder: Connection
) -> None:
    for line, account, minor in ((3, "revenue:US:USD", -900), (4, "customer:alice:USD", 900)):
        row = {"chain": CHAIN, "seq": 4, "line": line, "account": account, "currency": "USD"}
        intruder.execute(insert(postings).values(**row, amount_minor=minor))
        change = text("UPDATE ledger_account SET balance_minor = balance_minor + :by WHERE id = :id")
        intruder.execute(change, {"by": minor, "id": account})
    assert ledger.names_of_faults() == {"transaction 12-4"}


def test_two_transactions_that_changed_places_are_found(ledger: Ledger, intruder: Connection) -> None:
    for table in (txns, postings):
        for was, becomes in ((3, 99), (4, 3), (99, 4)):
            here = (table.c.chain == CHAIN) & (table.c.seq == was)
            intruder.execute(update(table).where(here).values(seq=becomes))
    assert ledger.names_of_faults() == {"transaction 12-3", "transaction 12-4", "transaction 12-5"}


def test_a_change_to_the_first_transaction_does_not_keep_the_services_from_starting(
    ledger: Ledger, intruder: Connection, settings: Settings
) -> None:
    """Not unless every chain begins with a change: who looks for what was changed has to start them."""
    intruder.execute(update(txns).where(txns.c.chain == CHAIN, txns.c.seq == 1).values(reason="another"))
    services = bootstrap(settings)
    assert [fault.where for fault in services.verify_ledger()] == ["transaction 12-1"]
    services.close()


def test_a_transaction_written_without_the_pepper_is_found(ledger: Ledger, settings: Settings) -> None:
    key = list(zip(range(6), _keys(), strict=False))[-1][1]
    request = Request("till", key, "mallory")
    entries = [
        Entry(of_house(LedgerAccountKind.REVENUE, "US", "USD"), -900),
        Entry(of_customer(ALICE, "USD"), 900),
    ]
    with ledger.till.services.database.begin() as connection:
        journal = Journal(connection, hashlib.sha256(b"a guess").digest())
        page = journal.page(request.scope, request.key)
        receipt = Receipt(page.next_txn, Outcome.DONE, A_MOMENT, account=ALICE)
        page.add(Kind.REFUND, request, "0" * 64, receipt, entries)
        page.store()
    assert "transaction 12-6" in ledger.names_of_faults()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal_head SET seq = seq + 1 WHERE chain = 12",
        "UPDATE journal_head SET seq = seq - 1 WHERE chain = 12",
        "UPDATE journal_head SET hash = 'another' WHERE chain = 12",
        "DELETE FROM journal_head WHERE chain = 12",
    ],
)
def test_a_change_to_the_end_of_a_chain_is_found(ledger: Ledger, intruder: Connection, change: str) -> None:
    assert intruder.execute(text(change)).rowcount == 1
    assert ledger.names_of_faults() == {"chain 12"}


@pytest.mark.parametrize("account", ["customer:alice:USD", "revenue:US:USD", "liability:US:USD"])
def test_a_change_to_a_balance_is_found(ledger: Ledger, intruder: Connection, account: str) -> None:
    change = text("UPDATE ledger_account SET balance_minor = balance_minor + 1 WHERE id = :id")
    assert intruder.execute(change, {"id": account}).rowcount == 1
    assert ledger.names_of_faults() == {f"account {account}"}


def test_a_balance_that_is_gone_is_found(ledger: Ledger, intruder: Connection) -> None:
    intruder.execute(text("DELETE FROM ledger_account WHERE owner = 'alice'"))
    assert ledger.names_of_faults() == {"account customer:alice:USD"}


def test_a_change_to_what_is_on_a_card_is_found(ledger: Ledger, intruder: Connection) -> None:
    intruder.execute(text("UPDATE card SET balance_minor = 2500"))
    card = ledger.card.id
    assert ledger.names_of_faults() == {f"account card:{card}:USD", f"card {card}"}
