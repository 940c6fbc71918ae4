"""Many at once: one code is redeemed once, one key is one transaction, and nobody waits for ever.

200 threads are let go together. Their requests meet at the 15 connections that the app itself uses, so
that PostgreSQL has 15 transactions at a time on one row, and SQLite as many waiting for its one writer.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import TypeVar

import pytest

from bot.ledger.cards import CardState
from bot.ledger.commands import ChangeCard, Command, Kind, Move, Redeem, Refund, Spend
from bot.ledger.outcomes import Outcome
from bot.services.load_ledger import CardSource
from bot.values import AccountId, Money
from tests.money.till import Till, code_number

pytestmark = pytest.mark.proof

AT_ONCE = 200
ROUNDS = 50

T = TypeVar("T")


class Crowd:
    """AT_ONCE threads that start what they are given at the same moment."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE)
        self._start = Barrier(AT_ONCE)

    def does(self, tasks: Sequence[Callable[[], T]]) -> list[T]:
        assert len(tasks) == AT_ONCE

        def started(task: Callable[[], T]) -> T:
            self._start.wait(timeout=60)
            return task()

        return [done.result() for done in [self._threads.submit(started, task) for task in tasks]]

    def leaves(self) -> None:
        self._threads.shutdown()


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    made = Crowd()
    yield made
    made.leaves()


@pytest.fixture
def accounts(till: Till) -> list[AccountId]:
    return till.accounts([f"customer-{number}" for number in range(AT_ONCE)])


def test_of_200_who_redeem_one_code_at_once_exactly_one_gets_its_value(
    till: Till, crowd: Crowd, accounts: list[AccountId]
) -> None:
    expected = Counter[AccountId]()
    for _ in range(ROUNDS):
        card = till.card()
        receipts = crowd.does([partial(till.redeems, card, name) for name in accounts])
        assert Counter(receipt.outcome for receipt in receipts) == {
            Outcome.DONE: 1,
            Outcome.REDEEMED_ELSEWHERE: AT_ONCE - 1,
        }
        (winner,) = (receipt for receipt in receipts if receipt.is_done)
        assert winner.account is not None
        expected[winner.account] += 2500
        assert winner.balance == Money(expected[winner.account], "USD")
        assert till.on_card(card.id) == (CardState.REDEEMED, 0)
    assert {name: till.balance(name) for name in accounts} == {name: expected[name] for name in accounts}
    assert till.faults() == []


def test_200_requests_with_one_key_are_one_transaction_with_one_receipt(till: Till, crowd: Crowd) -> None:
    card, alice = till.card(), till.account("alice")
    receipts = crowd.does([partial(till.asks, Redeem(card.code, alice), "the key")] * AT_ONCE)
    assert len(set(receipts)) == 1
    assert receipts[0].is_done
    assert till.sees("SELECT count(*) FROM txn WHERE idem_key = 'the key'") == [(1,)]
    assert till.balance(alice) == 2500
    assert till.faults() == []


def test_200_who_spend_one_balance_at_once_spend_no_more_than_it_holds(till: Till, crowd: Crowd) -> None:
    alice = till.account("alice")
    till.redeems(till.card(10_000), alice)
    receipts = crowd.does([partial(till.asks, Spend(alice, Money(300, "USD")))] * AT_ONCE)
    assert Counter(receipt.outcome for receipt in receipts) == {
        Outcome.DONE: 33,
        Outcome.INSUFFICIENT_BALANCE: AT_ONCE - 33,
    }
    left = [receipt.balance.minor for receipt in receipts if receipt.balance]
    assert sorted(left) == list(range(100, 10_000, 300))
    assert till.balance(alice) == 100
    assert till.faults() == []


@pytest.mark.parametrize("names", [("alice", "bruno"), ("B", "a")], ids=["same case", "mixed case"])
def test_moves_from_one_to_another_and_back_do_not_block_each_other(
    till: Till, crowd: Crowd, names: tuple[str, str]
) -> None:
    ends = till.accounts(names)
    cards = [till.card() for _ in range(AT_ONCE)]
    for number, card in enumerate(cards):
        till.redeems(card, ends[number % 2])
    receipts = crowd.does(
        [partial(till.asks, Move(card.id, ends[1 - number % 2])) for number, card in enumerate(cards)]
    )
    assert {receipt.outcome for receipt in receipts} == {Outcome.DONE}
    assert [till.balance(end) for end in ends] == [250_000, 250_000]
    assert till.faults() == []


def test_200_who_refund_one_spending_at_once_give_back_no_more_than_was_spent(
    till: Till, crowd: Crowd
) -> None:
    alice = till.account("alice")
    till.redeems(till.card(10_000), alice)
    assert till.asks(Spend(alice, Money(10_000, "USD"))).is_done
    receipts = crowd.does([partial(till.asks, Refund(alice, Money(300, "USD")))] * AT_ONCE)
    outcomes = Counter(receipt.outcome for receipt in receipts)
    assert outcomes == {Outcome.DONE: 33, Outcome.MORE_THAN_SPENT: AT_ONCE - 33}
    assert till.balance(alice) == 9900
    assert till.faults() == []


def test_a_card_redeemed_moved_frozen_and_cancelled_at_once_comes_to_one_end(
    till: Till, crowd: Crowd
) -> None:
    alice, bruno = till.accounts(["alice", "bruno"])
    for _ in range(5):
        card = till.card()
        commands: list[Command] = [
            Redeem(card.code, alice),
            Move(card.id, bruno),
            ChangeCard(Kind.FREEZE, card.id),
            ChangeCard(Kind.UNFREEZE, card.id),
            ChangeCard(Kind.CANCEL, card.id),
        ]
        crowd.does([partial(till.asks, command) for command in commands * (AT_ONCE // 5)])
        assert till.on_card(card.id)[0] in (CardState.REDEEMED, CardState.CANCELLED)
    assert till.faults() == []


def test_a_file_that_names_a_card_which_is_redeemed_at_that_moment_makes_no_money(
    till: Till, crowd: Crowd, accounts: list[AccountId]
) -> None:
    for number in range(3):
        row = json.dumps({"code": code_number(number).value, "status": "active", "face_value": 25})

        def load(row: str = row) -> None:
            till.services.load_ledger(CardSource("a test", [row]), None)

        load()
        code = till.services.fingerprinter.of(code_number(number))
        tasks: list[Callable[[], object]] = [load] * (AT_ONCE // 2)
        tasks += [partial(till.asks, Redeem(code, name)) for name in accounts[: AT_ONCE // 2]]
        crowd.does(tasks)
        assert till.faults() == []


def test_verifying_while_others_write_finds_no_fault(till: Till, crowd: Crowd) -> None:
    alice = till.account("alice")
    till.redeems(till.card(100_000), alice)

    def spend() -> None:
        assert till.asks(Spend(alice, Money(100, "USD"))).is_done

    def verify() -> None:
        assert till.faults() == []

    crowd.does([spend, verify, spend, spend] * (AT_ONCE // 4))
