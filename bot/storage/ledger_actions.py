"""Ledger actions of agents, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from bot.ledger.actions import ActionKind, ActionState, LedgerAction
from bot.ledger.outcomes import Outcome
from bot.storage.dialect import insert_if_absent
from bot.storage.tables import ledger_action as actions
from bot.values import ActionId, CardId, ClaimHandle, ConversationId, Money


class SqlLedgerActions:
    """Implements ports.LedgerActions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, action: LedgerAction) -> LedgerAction:
        insert_if_absent(self._connection, actions, _row(action))
        return self._all(
            select(actions).where(
                actions.c.conversation_id == action.conversation,
                actions.c.asked_by == action.asked_by,
                actions.c.client_id == action.client_id,
            )
        )[0]

    def hold(self, action: ActionId) -> LedgerAction | None:
        found = self._all(select(actions).where(actions.c.id == action).with_for_update())
        return found[0] if found else None

    def put(self, action: LedgerAction) -> None:
        self._connection.execute(update(actions).where(actions.c.id == action.id).values(_row(action)))

    def of(self, conversation: ConversationId) -> Sequence[LedgerAction]:
        return self._all(
            select(actions)
            .where(actions.c.conversation_id == conversation)
            .order_by(actions.c.asked_at, actions.c.id)
        )

    def waiting(self) -> Sequence[LedgerAction]:
        waiting = (ActionState.PENDING.value, ActionState.DECIDED.value)
        return self._all(
            select(actions).where(actions.c.state.in_(waiting)).order_by(actions.c.asked_at, actions.c.id)
        )

    def _all(self, query: Select[Any]) -> list[LedgerAction]:
        return [_action(row) for row in self._connection.execute(query)]


def _row(action: LedgerAction) -> dict[str, Any]:
    return {
        "id": action.id,
        "conversation_id": action.conversation,
        "client_id": action.client_id,
        "kind": action.kind.value,
        "asked_by": action.asked_by,
        "asked_at": action.asked_at,
        "reason": action.reason,
        "needs_second": action.needs_second,
        "state": action.state.value,
        "handle": action.handle,
        "card_id": action.card,
        "last_four": action.last_four,
        "to_account": action.to_account,
        "amount_minor": action.amount.minor if action.amount else None,
        "currency": action.amount.currency if action.amount else None,
        "confirmed_at": action.confirmed_at,
        "decided_by": action.decided_by,
        "decided_at": action.decided_at,
        "decision_reason": action.decision_reason,
        "outcome": action.outcome.value if action.outcome else None,
        "txn": action.txn,
        "new_card_id": action.new_card,
    }


def _action(row: Row[Any]) -> LedgerAction:
    return LedgerAction(
        id=ActionId(row.id),
        conversation=ConversationId(row.conversation_id),
        client_id=row.client_id,
        kind=ActionKind(row.kind),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        reason=row.reason,
        needs_second=row.needs_second,
        state=ActionState(row.state),
        handle=ClaimHandle(row.handle) if row.handle else None,
        card=CardId(row.card_id) if row.card_id else None,
        last_four=row.last_four,
        to_account=row.to_account,
        amount=None if row.amount_minor is None else Money(row.amount_minor, row.currency),
        confirmed_at=row.confirmed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
        outcome=Outcome(row.outcome) if row.outcome else None,
        txn=row.txn,
        new_card=CardId(row.new_card_id) if row.new_card_id else None,
    )
