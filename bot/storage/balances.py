"""Balances of the ledger's accounts other than cards: changed by entries, and in no other way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import (
    ColumnElement,
    Connection,
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
from bot.storage.dialect import ForEachRow, among, insert_if_absent
from bot.storage.tables import card as cards
from bot.storage.tables import ledger_account as balances
from bot.storage.tables import posting as postings
from bot.storage.tables import redemption as redemptions

_HOLD = (
    select(balances.c.id, balances.c.balance_minor)
    .where(among(balances.c.id, "ids"))
    .order_by(balances.c.id)
    .with_for_update()
)
_CHANGE = ForEachRow(
    lambda row: (
        update(balances)
        .where(balances.c.id == row["of_account"])
        .values(balance_minor=balances.c.balance_minor + row["by_minor"], version=balances.c.version + 1)
    ),
    of_account=balances.c.id.type,
    by_minor=balances.c.balance_minor.type,
)


def held_balances(connection: Connection, held: Collection[LedgerAccount]) -> dict[str, int]:
    """What accounts hold, by id, unchangeable by anybody else until this transaction ends.

    They are held in order of name, so that two who hold several cannot block each other. One that never
    held anything is left out.
    """
    rows = connection.execute(_HOLD, {"ids": sorted(account.id for account in held)})
    return {row.id: row.balance_minor for row in rows}


def change_balances(connection: Connection, entries: Iterable[Entry]) -> dict[LedgerAccount, int]:
    """Adds the entries to their accounts, cards left out, and returns the balances after it.

    A customer's balance below zero is refused by the table itself.
    """
    changes: dict[LedgerAccount, int] = {}
    for entry in entries:
        if entry.account.kind is not LedgerAccountKind.CARD:
            changes[entry.account] = changes.get(entry.account, 0) + entry.amount_minor
    if not changes:
        return {}
    before = held_balances(connection, changes)
    new = sorted((account for account in changes if account.id not in before), key=lambda one: one.id)
    if new:
        for account in new:
            insert_if_absent(connection, balances, _nothing_on(account))
        # Somebody else may have been first with one of them.
        before = held_balances(connection, changes)
    _CHANGE(connection, [{"of_account": account.id, "by_minor": minor} for account, minor in changes.items()])
    return {account: before[account.id] + minor for account, minor in changes.items()}


def _nothing_on(account: LedgerAccount) -> dict[str, object]:
    return {
        "id": account.id,
        "kind": account.kind.value,
        "owner": account.owner,
        "currency": account.currency,
        "balance_minor": 0,
        "version": 1,
    }


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
