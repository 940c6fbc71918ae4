"""Writes every card as a row that `giftline ledger load` reads, without its code: by its hashes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from bot.ledger.card_file import RowStatus
from bot.ledger.cards import Card, CardState
from bot.ports import UnitOfWork
from bot.privacy.claim_code import CodeFingerprint

_STATUS = {
    CardState.ISSUED: RowStatus.INACTIVE,
    CardState.ACTIVE: RowStatus.ACTIVE,
    CardState.FROZEN: RowStatus.FROZEN,
    CardState.REDEEMED: RowStatus.REDEEMED,
    CardState.CANCELLED: RowStatus.CANCELLED,
    CardState.EXPIRED: RowStatus.EXPIRED,
}


@dataclass(frozen=True)
class ExportedCards:
    """`accounts_that_spent` is how many accounts would hold another balance where the cards are loaded."""

    count: int
    accounts_that_spent: int


class ExportLedger:
    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    def __call__(self, write: Callable[[str], object]) -> ExportedCards:
        """Gives `write` a line of JSON a card. It must be quick: on SQLite nobody can write meanwhile."""
        count = 0
        with self._unit_of_work() as work:
            for card, code in work.ledger.cards_with_codes():
                write(json.dumps(_row(card, code)) + "\n")
                count += 1
            return ExportedCards(count, work.ledger.accounts_that_spent())


def _row(card: Card, code: CodeFingerprint) -> dict[str, str | int | None]:
    redemption = card.redemption
    return {
        "code_hash": code.exact,
        "skeleton_hash": code.skeleton,
        "pepper_version": code.pepper_version,
        "last_four": code.last_four,
        "status": _STATUS[card.state].value,
        "region": card.region,
        "face_value": str(card.face_value.major),
        "currency": card.face_value.currency,
        "redeemed_by": redemption.account if redemption else None,
        "redeemed_at": redemption.redeemed_at.isoformat() if redemption else None,
        "retailer": card.retailer,
    }
