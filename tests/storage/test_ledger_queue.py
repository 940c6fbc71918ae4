"""Writes that wait for each other: they share a transaction, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import cast

import pytest
from sqlalchemy import event

from bot.bootstrap import Services
from bot.errors import LedgerConflict, UnstorableText
from bot.ledger.commands import Command, Receipt, Redeem, Request, Spend, Write
from bot.ledger.outcomes import Outcome
from bot.ports import Work
from bot.privacy.claim_code import CodeFingerprint
from bot.storage.ledger_queue import LedgerQueue
from bot.values import AccountId, Money
from tests.builders import A_MOMENT
from tests.money.till import Till


class Rush:
    """A queue whose first transaction waits until everybody else is in the queue."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._may_go = Event()
        self._has_begun = Event()
        self.queue = LedgerQueue(self._unit_of_work)
        self._threads = ThreadPoolExecutor(20)
        self.commits = 0

    @contextmanager
    def _unit_of_work(self, *, only_reads: bool = False) -> Iterator[Work]:
        self._has_begun.set()
        assert self._may_go.wait(timeout=30)
        with self._services.unit_of_work(only_reads=only_reads) as work:
            yield work

    def of(self, first: Command, *others: Command) -> list[Future[Receipt]]:
        """What becomes of them, the others having come while the first was being written."""
        asked = [self._ask(0, first)]
        assert self._has_begun.wait(timeout=30)
        asked += [self._ask(number, command) for number, command in enumerate(others, start=1)]
        while len(self.queue._waiting) < len(others):  # There is no other sign that a thread waits.
            Event().wait(0.001)
        self._may_go.set()
        for one in asked:
            one.exception(timeout=30)
        return asked

    def _ask(self, number: int, command: Command) -> Future[Receipt]:
        return self._threads.submit(self.queue, command, Request("rush", f"key {number}", "sam"), A_MOMENT)


@pytest.fixture
def rush(services: Services) -> Iterator[Rush]:
    made = Rush(services)

    def count(connection: object) -> None:
        made.commits += 1

    event.listen(services.database, "commit", count)
    yield made
    event.remove(services.database, "commit", count)


@pytest.fixture
def till(services: Services) -> Till:
    return Till(services)


def _redemptions(till: Till, count: int) -> list[Redeem]:
    accounts = till.accounts([f"customer-{number}" for number in range(count)])
    return [Redeem(till.card().code, account) for account in accounts]


def _outcomes(asked: list[Future[Receipt]]) -> list[Outcome]:
    return [one.result().outcome for one in asked]


def test_redemptions_that_come_while_one_is_written_are_committed_together(till: Till, rush: Rush) -> None:
    first, *others = _redemptions(till, 10)
    rush.commits = 0
    assert _outcomes(rush.of(first, *others)) == [Outcome.DONE] * 10
    assert rush.commits == 2
    assert till.faults() == []


def test_redemptions_for_one_account_see_each_other(till: Till, rush: Rush) -> None:
    first, *_ = _redemptions(till, 1)
    alice = till.account("alice")
    done = [one.result() for one in rush.of(first, *(Redeem(till.card().code, alice) for _ in range(3)))]
    assert sorted(receipt.balance.minor for receipt in done[1:] if receipt.balance) == [2500, 5000, 7500]
    assert till.balance(alice) == 7500


def test_one_card_that_several_want_goes_to_one_of_them(till: Till, rush: Rush) -> None:
    first, *_ = _redemptions(till, 1)
    card = till.card()
    wanted = [Redeem(card.code, account) for account in till.accounts(["a", "b", "c"])]
    outcomes = _outcomes(rush.of(first, *wanted))[1:]
    assert sorted(outcomes) == sorted([Outcome.DONE, *[Outcome.REDEEMED_ELSEWHERE] * 2])


def test_a_card_and_the_one_that_looks_like_it_are_not_decided_together(till: Till, rush: Rush) -> None:
    first, *_ = _redemptions(till, 1)
    card, (alice, bruno) = till.card(), till.accounts(["alice", "bruno"])
    wanted = [
        Redeem(card.looks_like_it, alice, accepts_look_alike=True),
        Redeem(card.code, bruno, accepts_look_alike=True),
    ]
    outcomes = _outcomes(rush.of(first, *wanted))[1:]
    assert sorted(outcomes) == sorted([Outcome.DONE, Outcome.REDEEMED_ELSEWHERE])


def test_a_write_that_cannot_be_stored_takes_no_other_with_it(till: Till, rush: Rush) -> None:
    first, *others = _redemptions(till, 3)
    broken = Redeem(CodeFingerprint(cast(str, object()), "s" * 64, "ABCD"), AccountId("customer-0"))
    broken_one = rush.of(first, others[0], broken, others[1])
    assert isinstance(broken_one[2].exception(), Exception)
    assert [_.result().outcome for _ in (broken_one[0], broken_one[1], broken_one[3])] == [Outcome.DONE] * 3
    assert till.faults() == []


@pytest.mark.parametrize("character", ["\x00", "\ud800"], ids=ascii)
def test_a_key_that_no_database_keeps_is_refused_and_what_follows_is_written(
    till: Till, character: str
) -> None:
    """SQLite would keep a NUL, and not find it again: a repeat would be a conflict for ever."""
    (redeem,) = _redemptions(till, 1)
    queue = LedgerQueue(till.services.unit_of_work)
    count = "SELECT count(*) FROM txn WHERE kind = 'redeem'"
    for _ in range(2):
        with pytest.raises(UnstorableText):
            queue(redeem, Request("rush", f"key{character}", "sam"), A_MOMENT)
    assert till.sees(count) == [(0,)]
    assert queue(redeem, Request("rush", "key", "sam"), A_MOMENT).is_done
    assert till.faults() == []


def test_a_spending_is_written_alone_and_nobody_is_forgotten(till: Till, rush: Rush) -> None:
    first, *others = _redemptions(till, 4)
    alice = till.account("alice")
    till.redeems(till.card(), alice)
    spending = [Spend(alice, Money(100, "USD"))] * 2
    assert (
        _outcomes(rush.of(first, others[0], spending[0], others[1], spending[1], others[2]))
        == [Outcome.DONE] * 6
    )
    assert till.balance(alice) == 2300


def test_a_conflict_is_tried_again_and_then_told(services: Services, till: Till) -> None:
    """What conflicts once may go through the next time; the caller hears of it only if it never does."""
    conflicts = [LedgerConflict("somebody was first")] * 2

    @contextmanager
    def unlucky(*, only_reads: bool = False) -> Iterator[Work]:
        with services.unit_of_work(only_reads=only_reads) as work:
            yield work
            if conflicts:
                raise conflicts.pop()

    (redeem,) = _redemptions(till, 1)
    assert LedgerQueue(unlucky)(redeem, Request("rush", "key", "sam"), A_MOMENT).is_done
    conflicts += [LedgerConflict("somebody was first")] * 3
    with pytest.raises(LedgerConflict, match="somebody was first"):
        LedgerQueue(unlucky)(redeem, Request("rush", "another key", "sam"), A_MOMENT)


@pytest.mark.parametrize(
    "others",
    [
        lambda till, one: Spend(one.account, Money(1, "USD")),
        lambda till, one: Redeem(till.card().code, one.account),
        lambda till, one: Redeem(one.code, till.account("somebody-else")),
    ],
    ids=["a spending", "the same account", "the same code"],
)
def test_what_could_depend_on_each_other_is_refused_as_one(
    services: Services, till: Till, others: Callable[[Till, Redeem], Command]
) -> None:
    (redeem,) = _redemptions(till, 1)
    other = others(till, redeem)
    writes = [
        Write(command, Request("rush", key, "sam"), A_MOMENT)
        for key, command in (("1", redeem), ("2", other))
    ]
    with pytest.raises(ValueError, match="share nothing"), services.unit_of_work() as work:
        work.ledger.write_all(writes)
