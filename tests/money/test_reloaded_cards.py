"""Cards that a file of cards corrects stay usable, and what their receipts say stays true."""

from __future__ import annotations

import json

from bot.ledger.commands import Redeem
from bot.services.load_ledger import CardSource
from bot.values import Money
from tests.money.till import Till, code_number


def _loads(till: Till, number: int, face_value: int) -> None:
    row = {"code": code_number(number).value, "status": "active", "face_value": face_value}
    till.services.load_ledger(CardSource("a test", [json.dumps(row)]), None)


def test_a_redeemed_card_that_a_file_makes_active_again_can_be_redeemed_again(till: Till) -> None:
    alice, bruno = till.accounts(["alice", "bruno"])
    code = till.services.fingerprinter.of(code_number(1))
    for account in (alice, bruno, alice):
        _loads(till, 1, 25)
        assert till.asks(Redeem(code, account)).is_done
    assert (till.balance(alice), till.balance(bruno)) == (2500, 0)
    assert till.faults() == []


def test_the_receipt_of_a_card_of_nothing_tells_the_balance_that_there_was(till: Till) -> None:
    alice = till.account("alice")
    till.redeems(till.card(5000), alice)
    _loads(till, 2, 0)
    receipt = till.asks(Redeem(till.services.fingerprinter.of(code_number(2)), alice))
    assert (receipt.amount, receipt.balance) == (Money(0, "USD"), Money(5000, "USD"))
    assert till.faults() == []
