"""Balances of the ledger's accounts other than cards: changed by entries, and in no other way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
    union_all,
    update,
)

from bot.ledger.cards import CardState
from bot.ledger.commands import Fault
from bot.ledger.entries import Entry, LedgerAccount, LedgerAccountKind
from bot.storage.dialect import insert_if_absent
from bot.storage.tables import card as cards
from bot.storage.tables import ledger_account as balances
from bot.storage.tables import posting as postings
from bot.storage.tables import redemption as redemptions

_CHANGE = (
    update(balances)
    .where(balances.c.id == bindparam("of_account"))
    .values(balance_minor=balances.c.balance_minor + bindparam("by_minor"), version=balances.c.version + 1)
    .returning(balances.c.balance_minor)
)


_HOLD = (
    select(balances.c.id, balances.c.balance_minor)
    .where(balances.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(balances.c.id)
    .with_for_update()
)


def held_balances(connection: Connection, held: Collection[LedgerAccount]) -> dict[str, int]:
    """What accounts hold, by id, unchangeable by anybody else until this transaction ends.

    They are held in order of name, as `change_balances` changes them. One that never held anything is
    left out.
    """
    rows = connection.execute(_HOLD, {"ids": sorted(account.id for account in held)})
    return {row.id: row.balance_minor for row in rows}


def change_balances(connection: Connection, entries: Sequence[Entry]) -> dict[LedgerAccount, int]:
    """Adds the entries to their accounts, in order of name, and returns the balances after it.

    The order keeps two writers from waiting for each other. A customer's balance below zero is
    refused by the table itself.
    """
    changes: dict[LedgerAccount, int] = {}
    for entry in entries:
        if entry.account.kind is not LedgerAccountKind.CARD:
            changes[entry.account] = changes.get(entry.account, 0) + entry.amount_minor
    return {
        account: _change(connection, account, changes[account])
        for account in sorted(changes, key=lambda one: one.id)
    }


def _change(connection: Connection, account: LedgerAccount, by_minor: int) -> int:
    change = {"of_account": account.id, "by_minor": by_minor}
    after: int | None = connection.execute(_CHANGE, change).scalar_one_or_none()
    if after is None:
        first = {
            "id": account.id,
            "kind": account.kind.value,
            "owner": account.owner,
            "currency": account.currency,
            "balance_minor": 0,
            "version": 1,
        }
        insert_if_absent(connection, balances, first)
        after = connection.execute(_CHANGE, change).scalar_one()
    return after


def card_account_id() -> ColumnElement[str]:
    """The name of a card's own account, as entries.LedgerAccount.id makes it."""
    return literal(f"{LedgerAccountKind.CARD}:").concat(cards.c.id).concat(":").concat(cards.c.currency)


def accounts_that_spent(connection: Connection) -> int:
    """How many customers' balances are not what the cards redeemed on them were worth."""
    redeemed = (
        select(
            redemptions.c.account_id,
            redemptions.c.currency,
            func.sum(redemptions.c.amount_minor).label("redeemed_minor"),
        )
        .where(redemptions.c.reversed_at.is_(None))
        .group_by(redemptions.c.account_id, redemptions.c.currency)
        .subquery()
    )
    here = (redeemed.c.account_id == balances.c.owner) & (redeemed.c.currency == balances.c.currency)
    return connection.execute(
        select(func.count())
        .select_from(balances)
        .join(redeemed, here, isouter=True)
        .where(
            balances.c.kind == LedgerAccountKind.CUSTOMER.value,
            balances.c.balance_minor != func.coalesce(redeemed.c.redeemed_minor, 0),
        )
    ).scalar_one()


def balance_faults(connection: Connection) -> Iterator[Fault]:
    """Balances that are not the sum of their postings, and cards whose state and value do not agree."""
    sums = select(postings.c.account, func.sum(postings.c.amount_minor).label("posted")).group_by(
        postings.c.account
    )
    kept = union_all(
        select(balances.c.id.label("account"), balances.c.balance_minor),
        select(card_account_id().label("account"), cards.c.balance_minor),
    ).subquery("kept")
    posted = sums.subquery("posted")
    wrong = connection.execute(
        select(kept.c.account, kept.c.balance_minor, posted.c.posted)
        .join(posted, posted.c.account == kept.c.account, isouter=True)
        .where(kept.c.balance_minor != func.coalesce(posted.c.posted, 0))
        .order_by(kept.c.account)
        .execution_options(yield_per=1000)
    )
    for account, held, sum_of_postings in wrong:
        yield Fault(f"account {account}", f"it holds {held} and its postings say {sum_of_postings or 0}")
    lost = connection.execute(
        select(posted.c.account, posted.c.posted)
        .join(kept, kept.c.account == posted.c.account, isouter=True)
        .where(kept.c.account.is_(None), posted.c.posted != 0)
    )
    for account, sum_of_postings in lost:
        yield Fault(f"account {account}", f"it is gone, and its postings say {sum_of_postings}")
    holding = cards.c.state.in_([CardState.ACTIVE.value, CardState.FROZEN.value])
    for card, state in connection.execute(
        select(cards.c.id, cards.c.state)
        .where(cards.c.balance_minor != case((holding, cards.c.face_value_minor), else_=0))
        .execution_options(yield_per=1000)
    ):
        yield Fault(f"card {card}", f"what it holds does not fit a card that is {state}")
    holds = exists().where(redemptions.c.card_id == cards.c.id, redemptions.c.reversed_at.is_(None))
    for card, state in connection.execute(
        select(cards.c.id, cards.c.state).where((cards.c.state == CardState.REDEEMED.value) != holds)
    ):
        yield Fault(f"card {card}", f"it is {state}, which its redemptions do not say")
