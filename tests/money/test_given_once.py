"""A value is given once, whatever is asked in which order."""

from __future__ import annotations

from bot.ledger.commands import Move, Refund, Reissue, Spend
from bot.ledger.outcomes import Outcome
from bot.values import AccountId, Money
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


def _spender(till: Till, minor: int) -> AccountId:
    """An account that had 500 dollars and spent some of them."""
    alice = till.account("alice")
    till.redeems(till.card(50_000), alice)
    assert till.asks(Spend(alice, Money(minor, "USD"))).is_done
    return alice


def test_what_was_spent_is_refunded_once(till: Till) -> None:
    alice = _spender(till, 1000)
    outcomes = [till.asks(Refund(alice, Money(minor, "USD"))).outcome for minor in (1001, 600, 600, 400, 1)]
    more = Outcome.MORE_THAN_SPENT
    assert outcomes == [more, Outcome.DONE, more, Outcome.DONE, more]
    assert till.balance(alice) == 50_000
    assert till.faults() == []


def test_what_is_spent_again_can_be_refunded_again(till: Till) -> None:
    alice = _spender(till, 1000)
    for command in (Refund, Spend, Refund):
        assert till.asks(command(alice, Money(1000, "USD"))).is_done
    assert till.asks(Refund(alice, Money(1, "USD"))).outcome is Outcome.MORE_THAN_SPENT


def test_what_one_account_spent_in_one_currency_is_refunded_to_no_other(till: Till) -> None:
    alice, bruno = _spender(till, 1000), till.account("bruno")
    for refund in (Refund(alice, Money(1000, "GBP")), Refund(bruno, Money(1000, "USD"))):
        assert till.asks(refund).outcome is Outcome.MORE_THAN_SPENT


def test_two_people_together_refund_no_more_than_was_spent(till: Till) -> None:
    alice = _spender(till, 25_000)
    for minor, approved_by, outcome in (
        (25_001, None, Outcome.MORE_THAN_SPENT),
        (25_001, "kim", Outcome.MORE_THAN_SPENT),
        (25_000, None, Outcome.NEEDS_SECOND_PERSON),
        (25_000, "kim", Outcome.DONE),
    ):
        assert till.asks(Refund(alice, Money(minor, "USD")), approved_by=approved_by).outcome is outcome


def test_money_that_went_elsewhere_than_to_checkout_was_not_spent(till: Till) -> None:
    alice, bruno = till.accounts(["alice", "bruno"])
    card = till.card(2500)
    till.redeems(card, alice)
    assert till.asks(Move(card.id, bruno)).is_done
    assert till.asks(Refund(alice, Money(1, "USD"))).outcome is Outcome.MORE_THAN_SPENT
