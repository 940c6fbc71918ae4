"""The states of cards follow from the journal, and the database guards the journal itself."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.ledger.commands import Kind, Reissue
from bot.values import CardId
from tests.money.till import Till, a_new_code


def _a_card_that_is(till: Till, state: str) -> CardId:
    card = till.card(active=state != "issued")
    if state == "frozen":
        till.changes(Kind.FREEZE, card.id)
    if state == "cancelled":
        till.changes(Kind.CANCEL, card.id)
    if state == "redeemed":
        assert till.redeems(card, till.account("alice")).is_done
    if state == "reissued":
        new = till.asks(Reissue(card.id, till.services.fingerprinter.of(a_new_code()))).new_card
        assert new is not None
        return new
    return card.id


STATES = ("issued", "active", "frozen", "redeemed", "cancelled", "expired")


@pytest.mark.parametrize("made", ["issued", "active", "frozen", "redeemed", "cancelled", "reissued"])
def test_a_card_in_another_state_than_the_journal_says_is_found(till: Till, made: str) -> None:
    card = _a_card_that_is(till, made)
    true_state, _ = till.on_card(card)
    assert till.faults() == []
    for state in STATES:
        till.changes_by_hand("UPDATE card SET state = :state WHERE id = :id", state=state, id=card)
        found = {fault.where for fault in till.faults()}
        assert found == (set() if state == true_state else {f"card {card}"}), state


def test_a_freeze_that_was_lifted_leaves_no_fault(till: Till) -> None:
    card = till.card()
    for kind in (Kind.FREEZE, Kind.UNFREEZE, Kind.FREEZE, Kind.UNFREEZE):
        till.changes(kind, card.id)
    assert till.faults() == []


def test_a_redemption_that_is_gone_is_found(till: Till) -> None:
    card = _a_card_that_is(till, "redeemed")
    till.changes_by_hand("DELETE FROM redemption WHERE card_id = :id", id=card)
    assert [fault.where for fault in till.faults()] == [f"card {card}"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE txn SET reason = 'another'",
        "UPDATE posting SET amount_minor = 0",
        "DELETE FROM posting",
        "DELETE FROM txn",
    ],
)
def test_the_database_refuses_to_change_the_journal(till: Till, change: str) -> None:
    till.card()
    with pytest.raises(DBAPIError, match="the journal is append-only"):
        till.changes_by_hand(change)
    assert till.faults() == []


@pytest.mark.parametrize(
    ("database_url", "change"),
    [
        ("sqlite", "REPLACE INTO txn SELECT * FROM txn"),
        ("sqlite", "REPLACE INTO posting SELECT * FROM posting"),
        ("postgresql", "TRUNCATE posting"),
        ("postgresql", "TRUNCATE txn, posting"),
    ],
    indirect=["database_url"],
)
def test_the_database_refuses_to_replace_or_empty_the_journal(till: Till, change: str) -> None:
    till.card()
    with pytest.raises(DBAPIError, match="the journal is append-only"):
        till.changes_by_hand(change)


_A_TXN = """INSERT INTO txn (chain, seq, kind, scope, idem_key, request_hash, outcome, receipt, actor,
    reason, at, prev_hash, hash)
    VALUES (1, 900, 'refund', 'x', 'y', '', 'done', '{}', 'x', '', '2026-11-24T12:00:00+00:00', '', '')"""
_POSTINGS = "INSERT INTO posting (chain, seq, line, account, currency, amount_minor) VALUES "


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "lines",
    [
        "(1, 900, 1, 'customer:alice:USD', 'USD', 900)",
        "(1, 900, 1, 'customer:alice:USD', 'USD', 900), (1, 900, 2, 'revenue:US:USD', 'EUR', -900)",
        "(1, 900, 2, 'customer:alice:USD', 'USD', 900)",
        "(1, 900, 0, 'customer:alice:USD', 'USD', 900), (1, 900, 5, 'revenue:US:USD', 'USD', -901)",
        "(1, 900, 1, 'customer:alice:USD', 'USD', 900), (1, 901, 1, 'revenue:US:USD', 'USD', -900)",
    ],
    ids=["one line", "two currencies", "no first line", "other lines", "two transactions"],
)
def test_postgresql_refuses_postings_that_do_not_sum_to_zero(till: Till, lines: str) -> None:
    with till.services.database.connect() as connection:
        connection.execute(text(_A_TXN))
        with pytest.raises(DBAPIError, match="must sum to zero"):
            connection.execute(text(_POSTINGS + lines))
    assert till.sees("SELECT count(*) FROM txn") == [(0,)]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_refuses_a_posting_that_comes_after_the_others(till: Till) -> None:
    till.card()
    (chain, seq), *_ = till.sees("SELECT chain, seq FROM posting")
    with pytest.raises(DBAPIError, match="must sum to zero"):
        till.changes_by_hand(_POSTINGS + f"({chain}, {seq}, 3, 'customer:alice:USD', 'USD', 900)")
    assert till.faults() == []
