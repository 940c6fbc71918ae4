"""What the journal says of one card, or of one account."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import UnknownAccount
from bot.ledger.commands import Transaction
from bot.ports import UnitOfWork
from bot.values import AccountId, CardId


class LedgerHistory:
    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    def of_card(self, card: CardId) -> Sequence[Transaction]:
        """Oldest first."""
        with self._unit_of_work() as work:
            return work.ledger.history(card=card)

    def of_account(self, account: AccountId) -> Sequence[Transaction]:
        """Oldest first. Raises UnknownAccount."""
        with self._unit_of_work() as work:
            if work.ledger.account(account) is None:
                raise UnknownAccount("There is no such account.")
            return work.ledger.history(account=account)
