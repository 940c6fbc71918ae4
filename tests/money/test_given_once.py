"""A value is given once, whatever is asked in which order."""

from __future__ import annotations

from bot.ledger.commands import Move, Reissue
from bot.ledger.outcomes import Outcome
from tests.money.till import Till, a_new_code


def _reissued(till: Till) -> Reissue:
    card = till.card(2500)
    till.redeems(card, till.account("thief"))
    command = Reissue(card.id, till.services.fingerprinter.of(a_new_code()))
    assert till.asks(command).is_done
    return command


def test_a_redemption_is_not_moved_to_who_has_the_replacement_of_its_card(till: Till) -> None:
    card, alice = _reissued(till).card, till.account("alice")
    assert till.asks(Move(card, alice)).outcome is Outcome.ALREADY_REPLACED
    assert till.balance(alice) == 0
    assert till.faults() == []


def test_a_card_is_replaced_once(till: Till) -> None:
    again = Reissue(_reissued(till).card, till.services.fingerprinter.of(a_new_code()))
    assert till.asks(again).outcome is Outcome.ALREADY_REPLACED
    assert till.faults() == []
