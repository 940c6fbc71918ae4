"""Macros as an agent finds them in one conversation."""

from __future__ import annotations

from typing import Any

import pytest

from bot.bootstrap import Services
from bot.tickets.ticket import Priority
from tests.builders import A_CODE, ANOTHER_CODE, Customer, LoadCards, a_customer, a_ticket
from tests.channels.browser import the_problem
from tests.conftest import NOW
from tests.desk.at_the_desk import ANN, AgentBrowser, Desk, MovedClock
from tests.desk.together.conftest import signed_in


@pytest.fixture
def customer(services: Services, load_cards: LoadCards) -> Customer:
    """Alice, who complains that a card was redeemed already, and has a ticket."""
    load_cards("alice", {"code": A_CODE, "status": "active"})
    customer = a_customer(services, "alice", "US")
    customer.handle_of(A_CODE)
    with services.unit_of_work() as work:
        work.conversations.concerns(customer.conversation, "already_redeemed", Priority.HIGH)
        work.tickets.open_once(customer.conversation, a_ticket(), NOW)
    return customer


async def _macros(browser: AgentBrowser, customer: Customer) -> list[dict[str, Any]]:
    return list((await browser.gets(f"conversations/{customer.conversation}/macros")).json())


async def test_all_that_is_known_is_filled_in(ann: AgentBrowser, customer: Customer) -> None:
    by_id = {one["id"]: one for one in await _macros(ann, customer)}
    assert by_id["hello_by_name"]["text"].startswith("Hello alice, ")
    of_a_ticket = by_id["ticket_open"]
    assert (of_a_ticket["title"], of_a_ticket["case"], of_a_ticket["missing"]) == (
        "There is a ticket",
        None,
        [],
    )
    by = "A person answers you here by "
    assert of_a_ticket["text"].startswith(f"This is ticket GL-2222222 (The card was already redeemed). {by}")
    assert "Eastern Time" in of_a_ticket["text"]
    assert [one["id"] for one in by_id.values() if one["missing"]] == []


async def test_those_of_the_case_come_first_then_those_for_any(ann: AgentBrowser, customer: Customer) -> None:
    cases = [one["case"] for one in await _macros(ann, customer)]
    own, for_any = cases.count("already_redeemed"), cases.count(None)
    assert cases[:own] == ["already_redeemed"] * own
    assert cases[own : own + for_any] == [None] * for_any


async def test_what_nobody_knows_of_a_stranger_is_named_as_missing(
    services: Services, ann: AgentBrowser
) -> None:
    missing = {name for one in await _macros(ann, a_customer(services)) for name in one["missing"]}
    assert missing == {"customer", "ticket", "case", "last_four", "answer_by"}


async def test_a_time_that_is_past_is_not_promised_again(
    desk: Desk, customer: Customer, clock: MovedClock
) -> None:
    clock.passes(hours=24)
    (one,) = [one for one in await _macros(signed_in(desk, ANN), customer) if one["id"] == "ticket_open"]
    assert one["missing"] == ["answer_by"]


async def test_of_several_cards_the_latest_is_meant(
    services: Services, ann: AgentBrowser, customer: Customer, clock: MovedClock
) -> None:
    clock.passes(minutes=1)
    await customer.says(f"and what of {ANOTHER_CODE}?")
    (one,) = [one for one in await _macros(ann, customer) if one["id"] == "looking_at_card"]
    assert "card ending 3MKP" in one["text"]


async def test_there_are_none_of_a_conversation_that_there_is_not(ann: AgentBrowser) -> None:
    answer = await ann.gets(f"conversations/{'0' * 32}/macros")
    assert the_problem(answer) == (404, "no_such_conversation")
