"""Whoever waits for a person is told honestly where they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import httpx
import pytest_asyncio

from bot.bootstrap import Services
from bot.channels.sessions import PREFIX
from bot.channels.wakeups import LocalWakeups
from bot.conversations.conversation import Owner
from bot.tickets.ticket import Priority
from tests.builders import Customer, a_change_to, a_customer, a_ticket
from tests.channels.browser import Browser
from tests.conftest import NOW


def _moves(customer: Customer, owner: Owner, minutes_ago: float, priority: Priority | None = None) -> None:
    at = NOW - timedelta(minutes=minutes_ago)
    with customer.services.unit_of_work() as work:
        work.conversations.concerns(customer.conversation, None, priority)
        held = work.conversations.hold(customer.conversation)
        assert work.conversations.move(held, replace(a_change_to(owner), at=at))


def _waits(services: Services, minutes: float, priority: Priority | None = None) -> Customer:
    customer = a_customer(services)
    _moves(customer, Owner.QUEUED, minutes, priority)
    return customer


def _was_taken(services: Services, after_minutes: float, minutes_ago: float = 60) -> None:
    customer = _waits(services, minutes_ago + after_minutes)
    _moves(customer, Owner.AGENT, minutes_ago)


async def _told(client: httpx.AsyncClient, customer: Customer) -> dict[str, object]:
    answer = await client.get(f"{PREFIX}/waiting", headers={"Authorization": f"Bearer {customer.token}"})
    return dict(answer.json())


async def test_those_who_are_answered_first_are_ahead(shop: httpx.AsyncClient, services: Services) -> None:
    _waits(services, minutes=9)
    _waits(services, minutes=1, priority=Priority.URGENT)
    customer = _waits(services, minutes=5)
    _waits(services, minutes=2)
    assert await _told(shop, customer) == {"ahead": 2, "estimate_min": None, "answer_by": None}


async def test_from_five_cases_on_there_is_an_estimate(shop: httpx.AsyncClient, services: Services) -> None:
    customer = _waits(services, minutes=1)
    for after_minutes in (2, 3, 4.5, 6):
        _was_taken(services, after_minutes)
    assert (await _told(shop, customer))["estimate_min"] is None
    _was_taken(services, after_minutes=300)
    assert (await _told(shop, customer))["estimate_min"] == 5


async def test_an_estimate_is_of_the_last_day(shop: httpx.AsyncClient, services: Services) -> None:
    customer = _waits(services, minutes=1)
    for _ in range(5):
        _was_taken(services, after_minutes=3, minutes_ago=25 * 60)
    assert (await _told(shop, customer))["estimate_min"] is None


async def test_who_was_never_in_a_queue_is_no_case(shop: httpx.AsyncClient, services: Services) -> None:
    customer = _waits(services, minutes=1)
    for _ in range(5):
        _moves(a_customer(services), Owner.AGENT, minutes_ago=5)
    assert (await _told(shop, customer))["estimate_min"] is None


async def test_by_when_a_ticket_is_answered_is_said(shop: httpx.AsyncClient, services: Services) -> None:
    customer = _waits(services, minutes=1)
    with services.unit_of_work() as work:
        work.tickets.open_once(customer.conversation, a_ticket(), NOW)
        (ticket,) = work.tickets.of(customer.conversation)
    told = datetime.fromisoformat(str((await _told(shop, customer))["answer_by"]))
    assert told == ticket.answer_by > NOW


async def test_whoever_does_not_wait_is_told_nothing(shop: httpx.AsyncClient, services: Services) -> None:
    told = await _told(shop, a_customer(services))
    assert told == {"ahead": None, "estimate_min": None, "answer_by": None}


@pytest_asyncio.fixture
async def page(demo_url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=demo_url)


async def test_the_stream_says_it_too_and_again_when_it_has_changed(
    page: httpx.AsyncClient, services: Services, wakeups: LocalWakeups
) -> None:
    first = _waits(services, minutes=9)
    customer = _waits(services, minutes=5)
    async with page, Browser(page, customer.token).listens() as events:
        assert [(await events.next()).kind] == ["owner"]
        told = await events.next()
        assert (told.kind, told.data["ahead"]) == ("waiting", 1)
        _moves(first, Owner.AGENT, minutes_ago=0)
        # Whatever wakes the stream: a message, or that some time has passed.
        wakeups.wake(customer.conversation)
        assert (await events.next()).data["ahead"] == 0


async def test_to_whom_a_person_speaks_nothing_of_waiting_is_said(
    page: httpx.AsyncClient, services: Services, wakeups: LocalWakeups
) -> None:
    customer = _waits(services, minutes=5)
    async with page, Browser(page, customer.token).listens() as events:
        assert [(await events.next()).kind for _ in range(2)] == ["owner", "waiting"]
        _moves(customer, Owner.AGENT, minutes_ago=0)
        wakeups.wake(customer.conversation)
        assert (await events.next()).data == {"owner": "agent"}
        _moves(customer, Owner.QUEUED, minutes_ago=0)
        wakeups.wake(customer.conversation)
        assert [(await events.next()).kind for _ in range(2)] == ["owner", "waiting"]
