"""The ledger actions of a conversation, and those that wait for a second person."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ledger.actions import ActionState, LedgerAction
from bot.ports import UnitOfWork
from bot.values import Clock, ConversationId

_WAITING = (ActionState.PENDING, ActionState.DECIDED)


class ListLedgerActions:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    def of(self, conversation: ConversationId) -> Sequence[LedgerAction]:
        """Oldest first."""
        now = self._clock.now()
        with self._unit_of_work() as work:
            return [action.as_of(now) for action in work.ledger_actions.of(conversation)]

    def waiting(self) -> Sequence[LedgerAction]:
        """Oldest first, those too that were decided and that the ledger was not asked about yet."""
        now = self._clock.now()
        with self._unit_of_work() as work:
            current = [action.as_of(now) for action in work.ledger_actions.waiting()]
        return [action for action in current if action.state in _WAITING]
