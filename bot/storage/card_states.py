"""Whether the states of cards are what the journal says, in SQL."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, case, func, select

from bot.ledger.cards import CardState
from bot.ledger.commands import Fault, Kind
from bot.ledger.outcomes import Outcome
from bot.storage.tables import card as cards
from bot.storage.tables import txn as txns


def state_faults(connection: Connection) -> Iterator[Fault]:
    """Cards in another state than what was done to them leads to.

    How often each thing was done is enough to know, whatever the order: nothing follows a redemption,
    a cancellation or an expiry. Cards that a file named are left out: a file may set any state.
    """
    seen = (
        select(txns.c.card_id, *(_times(kind).label(kind.value) for kind in _KINDS))
        .where(txns.c.outcome == Outcome.DONE.value, txns.c.card_id.is_not(None))
        .group_by(txns.c.card_id)
        .subquery("seen")
    )
    done = {kind: func.coalesce(seen.c[kind.value], 0) for kind in _KINDS}
    expected = case(
        (done[Kind.REDEEM] > 0, CardState.REDEEMED.value),
        (done[Kind.CANCEL] + done[Kind.REISSUE] > 0, CardState.CANCELLED.value),
        (done[Kind.EXPIRE] > 0, CardState.EXPIRED.value),
        (done[Kind.FREEZE] > done[Kind.UNFREEZE], CardState.FROZEN.value),
        ((done[Kind.ACTIVATE] > 0) | cards.c.replaces_id.is_not(None), CardState.ACTIVE.value),
        else_=CardState.ISSUED.value,
    )
    wrong = connection.execute(
        select(cards.c.id, cards.c.state, expected.label("expected"))
        .join(seen, seen.c.card_id == cards.c.id, isouter=True)
        .where(cards.c.load_id.is_(None), cards.c.state != expected)
        .order_by(cards.c.id)
        .execution_options(yield_per=1000)
    )
    for card, state, should_be in wrong:
        yield Fault(f"card {card}", f"it is {state} and its transactions say {should_be}")


_KINDS = (
    Kind.ACTIVATE,
    Kind.REDEEM,
    Kind.FREEZE,
    Kind.UNFREEZE,
    Kind.CANCEL,
    Kind.EXPIRE,
    Kind.REISSUE,
)


def _times(kind: Kind) -> ColumnElement[int]:
    return func.sum(case((txns.c.kind == kind.value, 1), else_=0))
