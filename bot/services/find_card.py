"""Finds the card that somebody means, who has no code to show and must not have one."""

from __future__ import annotations

from bot.errors import UnknownCard
from bot.ledger.cards import Card
from bot.ports import UnitOfWork
from bot.privacy.claim_code import LAST_FOUR

_FEWEST_OF_ID = 6


class FindCard:
    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    def __call__(self, name: str) -> Card:
        """`name` is the last four of its code, or the beginning of its id.

        Raises UnknownCard if no card goes by that name, or with the candidates if several do.
        """
        if len(name) != LAST_FOUR and len(name) < _FEWEST_OF_ID:
            raise UnknownCard(
                "Name a card by the last four of its code, or by at least six characters of its id."
            )
        with self._unit_of_work() as work:
            found = work.ledger.find_cards(name)
        if not found:
            raise UnknownCard(
                "There is no card of that name. A name is the last four of its code or the beginning of its "
                "id; `giftline ledger show` lists them."
            )
        if len(found) > 1:
            listed = "\n".join(
                f"  {card.id}  ending {card.last_four}, {card.state}, {card.region}, {card.face_value}"
                for card in found
            )
            raise UnknownCard(f"Several cards go by that name; take the beginning of an id:\n{listed}")
        return found[0]
