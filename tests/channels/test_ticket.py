"""The page is told how the conversation's own ticket stands, and nothing of any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from bot.bootstrap import Services
from bot.channels.sessions import PREFIX
from bot.ledger.canaries import ALARM
from bot.tickets.changes import closed, merged, waiting
from bot.tickets.ticket import Ticket
from tests.builders import Customer, a_customer, a_ticket
from tests.conftest import NOW

NOTHING = {"id": None, "state": None, "answer_by": None}


async def _told(client: httpx.AsyncClient, customer: Customer) -> dict[str, object]:
    answer = await client.get(f"{PREFIX}/ticket", headers={"Authorization": f"Bearer {customer.token}"})
    return dict(answer.json())


def _has_ticket(customer: Customer, ticket_id: str = "GL-2222222", category: str = "human_agent") -> Ticket:
    with customer.services.unit_of_work() as work:
        request = replace(a_ticket(subject_key=ticket_id, ticket_id=ticket_id), category=category)
        work.tickets.open_once(customer.conversation, request, NOW)
        (ticket,) = (one for one in work.tickets.of(customer.conversation) if one.id == ticket_id)
    return ticket


def _changes(services: Services, *tickets: Ticket) -> None:
    with services.unit_of_work() as work:
        for ticket in tickets:
            work.tickets.change(ticket)


async def test_an_open_ticket_says_by_when_it_is_answered(
    shop: httpx.AsyncClient, services: Services
) -> None:
    customer = a_customer(services)
    ticket = _has_ticket(customer)
    told = await _told(shop, customer)
    assert (told["id"], told["state"]) == (ticket.id, "open")
    assert told["answer_by"] == ticket.answer_by.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (lambda ticket: replace(ticket, answer_by=NOW - timedelta(minutes=1)), "late"),
        (lambda ticket: replace(ticket, first_answered_at=NOW), "answered"),
        (lambda ticket: waiting(ticket, NOW), "waiting"),
        (lambda ticket: closed(ticket, "solved", NOW), "closed"),
    ],
    ids=["late", "answered", "waiting", "closed"],
)
async def test_a_ticket_that_changed_promises_no_time_any_more(
    shop: httpx.AsyncClient, services: Services, change: object, state: str
) -> None:
    assert callable(change)
    customer = a_customer(services)
    ticket = change(_has_ticket(customer))
    _changes(services, ticket)
    assert await _told(shop, customer) == {"id": ticket.id, "state": state, "answer_by": None}


async def test_a_duplicate_keeps_its_number_and_stands_as_the_one_it_went_into(
    shop: httpx.AsyncClient, services: Services
) -> None:
    customer, elsewhere = a_customer(services), a_customer(services)
    kept, duplicate = _has_ticket(elsewhere, "GL-3333333"), _has_ticket(customer)
    gone, kept = merged(duplicate, kept, NOW)
    _changes(services, gone, closed(kept, "solved", NOW))
    assert await _told(shop, customer) == {"id": "GL-2222222", "state": "closed", "answer_by": None}


async def test_who_has_no_ticket_is_told_of_nobody_elses(shop: httpx.AsyncClient, services: Services) -> None:
    _has_ticket(a_customer(services))
    assert await _told(shop, a_customer(services)) == NOTHING


async def test_nobody_hears_of_an_alarm(shop: httpx.AsyncClient, services: Services) -> None:
    customer = a_customer(services)
    _has_ticket(customer, category=ALARM)
    assert await _told(shop, customer) == NOTHING


async def test_without_the_conversations_token_nothing_is_told(shop: httpx.AsyncClient) -> None:
    assert (await shop.get(f"{PREFIX}/ticket")).status_code == 401
