"""The log has no gaps and the owner one writer at a time, whoever else is writing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta, timezone
from typing import TypeVar

import pytest
from sqlalchemy.exc import IntegrityError

from bot.bootstrap import Services
from bot.conversations.conversation import Owner, Reply, Turn
from bot.errors import UnknownConversation
from bot.values import ConversationId
from tests.builders import A_MOMENT, Customer, a_change_to, a_customer

T = TypeVar("T")
WRITERS = 4


def _at_once(*actions: Callable[[], T]) -> list[T]:
    """What each gives back, all having started together."""
    start = threading.Barrier(len(actions), timeout=30)

    def run(action: Callable[[], T]) -> T:
        start.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def _append(customer: Customer, client_id: str) -> None:
    with customer.services.unit_of_work() as work:
        work.conversations.append_from_customer(customer.conversation, client_id, "hello", A_MOMENT)


def _append_many(customer: Customer, writer: int) -> None:
    for number in range(8):
        _append(customer, f"{writer}-{number}")


def test_numbers_have_no_gap_and_no_double_however_many_write(services: Services) -> None:
    customer = a_customer(services)
    _at_once(*[lambda writer=writer: _append_many(customer, writer) for writer in range(WRITERS)])
    assert [message.sequence for message in customer.log] == list(range(1, 8 * WRITERS + 1))


def test_a_number_that_was_not_committed_is_given_again(services: Services) -> None:
    customer = a_customer(services)
    _append(customer, "first")
    with pytest.raises(IntegrityError):
        _append(customer, "first")
    _append(customer, "second")
    assert [(message.sequence, message.client_id) for message in customer.log] == [
        (1, "first"),
        (2, "second"),
    ]


def test_each_conversation_counts_from_one(services: Services) -> None:
    for customer in (a_customer(services), a_customer(services)):
        _append(customer, "first")
        assert [message.sequence for message in customer.log] == [1]


def _change(customer: Customer, owner: Owner, versions: int = 0) -> bool:
    """Changes the owner of the conversation as it was `versions` changes ago."""
    with customer.services.unit_of_work() as work:
        found = work.conversations.get(customer.conversation)
        assert found is not None
        seen = replace(found, version=found.version - versions)
        return work.conversations.move(seen, a_change_to(owner)) is not None


def test_whoever_saw_the_latest_version_changes_the_owner(services: Services) -> None:
    customer = a_customer(services)
    assert [_change(customer, owner) for owner in (Owner.QUEUED, Owner.AGENT, Owner.BOT)] == [True] * 3
    assert customer.owner is Owner.BOT


def test_whoever_saw_an_older_version_changes_nothing(services: Services) -> None:
    customer = a_customer(services)
    assert _change(customer, Owner.AGENT)
    assert not _change(customer, Owner.BOT, versions=1)
    assert customer.owner is Owner.AGENT


def test_of_many_who_take_a_conversation_at_once_one_has_it(services: Services) -> None:
    customer = a_customer(services)
    with services.unit_of_work() as work:
        seen = work.conversations.hold(customer.conversation)

    def take() -> bool:
        with services.unit_of_work() as work:
            return work.conversations.move(seen, a_change_to(Owner.AGENT)) is not None

    assert sorted(_at_once(*[take] * WRITERS)) == [False] * (WRITERS - 1) + [True]


def test_a_conversation_that_is_held_does_not_change_until_it_is_let_go(services: Services) -> None:
    """Each adds one to the version it read, so that a lost update would show in the sum."""
    customer = a_customer(services)

    def hand_on() -> bool:
        with services.unit_of_work() as work:
            held = work.conversations.hold(customer.conversation)
            return work.conversations.move(held, a_change_to(Owner.AGENT)) is not None

    assert all(_at_once(*[hand_on] * WRITERS))


def test_holding_no_conversation_is_an_error(services: Services) -> None:
    with pytest.raises(UnknownConversation), services.unit_of_work() as work:
        work.conversations.hold(ConversationId("none"))


def test_what_the_bot_owes_an_answer_is_listed_oldest_first(services: Services) -> None:
    early, late, answered, taken = (a_customer(services) for _ in range(4))
    with services.unit_of_work() as work:
        for hours, customer in enumerate((early, answered, taken, late)):
            at = A_MOMENT + timedelta(hours=hours)
            work.conversations.append_from_customer(customer.conversation, "first", "hello", at)
            work.conversations.append_reply(customer.conversation, Reply("Wait."), at, answers=None)
        work.conversations.record_turn(answered.conversation, 1, Turn())
    taken.goes_to(Owner.AGENT)
    with services.unit_of_work() as work:
        owed = [(conversation, message.sequence) for conversation, message in work.conversations.unanswered()]
    assert owed == [(early.conversation, 1), (late.conversation, 1)]


@pytest.mark.parametrize("hours", [0, 5.5])
def test_a_time_comes_back_as_the_moment_it_was(services: Services, hours: float) -> None:
    customer = a_customer(services)
    written = A_MOMENT.astimezone(timezone(timedelta(hours=hours)))
    with services.unit_of_work() as work:
        work.conversations.append_from_customer(customer.conversation, "first", "hello", written)
    (message,) = customer.log
    assert (message.sent_at, message.sent_at.utcoffset()) == (A_MOMENT, timedelta(0))


def test_the_last_turn_is_that_of_the_latest_message_that_was_answered(services: Services) -> None:
    customer = a_customer(services)
    for number in range(3):
        _append(customer, str(number))
    with services.unit_of_work() as work:
        assert work.conversations.last_turn(customer.conversation) is None
        work.conversations.record_turn(customer.conversation, 2, Turn("invalid_code", outcome="redeemable"))
        work.conversations.record_turn(customer.conversation, 1, Turn("greet"))
        last = work.conversations.last_turn(customer.conversation)
    assert last == Turn("invalid_code", outcome="redeemable")
