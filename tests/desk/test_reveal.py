"""At the desk: which card a handle stands for is told to a supervisor who says why, and every try is kept."""

from __future__ import annotations

import pytest
import pytest_asyncio

from bot.agents.agent import Role
from bot.bootstrap import Services
from tests.builders import A_CODE, Customer, LoadCards, a_customer
from tests.channels.browser import the_problem
from tests.desk.at_the_desk import A_PASSWORD, ANN, AgentBrowser, Desk

SUE = "sue@example.com"


@pytest.fixture
def customer(services: Services, load_cards: LoadCards) -> Customer:
    load_cards("alice", {"code": A_CODE, "status": "active"})
    return a_customer(services, "alice")


@pytest_asyncio.fixture
async def sue(desk: Desk, services: Services) -> AgentBrowser:
    """A supervisor's browser, signed in."""
    services.change_agents.add(SUE, "Sue", Role.SUPERVISOR, A_PASSWORD)
    browser = desk.browser()
    assert (await browser.signs_in(SUE)).status_code == 200
    return browser


def way_to(customer: Customer) -> str:
    return f"conversations/{customer.conversation}/codes/{customer.handle_of(A_CODE)}/reveal"


def tries(services: Services) -> list[tuple[str, bool, str]]:
    return [(entry.actor.name, entry.allowed, entry.reason) for entry in services.list_audit(10)]


async def test_a_supervisor_with_a_reason_learns_which_card_it_is(
    services: Services, customer: Customer, sue: AgentBrowser
) -> None:
    answer = await sue.posts(way_to(customer), {"reason": "stolen card"})
    with services.unit_of_work() as work:
        (card,) = work.ledger.cards()
    assert answer.json() == {
        "last_four": "XT2V",
        "card": card.id,
        "state": "active",
        "match": "exact",
        "code": None,
    }
    assert answer.headers["cache-control"] == "no-store"
    assert tries(services) == [(SUE, True, "stolen card")]


async def test_an_agent_learns_nothing_and_the_try_is_kept(
    services: Services, customer: Customer, ann: AgentBrowser
) -> None:
    answer = await ann.posts(way_to(customer), {"reason": "curious"})
    assert the_problem(answer) == (403, "not_permitted")
    assert tries(services) == [(ANN, False, "curious")]


async def test_without_a_reason_a_supervisor_learns_nothing_and_the_try_is_kept(
    services: Services, customer: Customer, sue: AgentBrowser
) -> None:
    assert the_problem(await sue.posts(way_to(customer), {"reason": " "})) == (403, "not_permitted")
    assert tries(services) == [(SUE, False, "")]


async def test_a_handle_of_another_conversation_opens_nothing(
    services: Services, customer: Customer, sue: AgentBrowser
) -> None:
    other = a_customer(services)
    path = f"conversations/{other.conversation}/codes/{customer.handle_of(A_CODE)}/reveal"
    assert the_problem(await sue.posts(path, {"reason": "stolen card"})) == (404, "unknown_handle")


async def test_a_code_in_place_of_its_handle_is_refused_and_not_repeated(
    customer: Customer, sue: AgentBrowser
) -> None:
    path = f"conversations/{customer.conversation}/codes/{A_CODE}/reveal"
    answer = await sue.posts(path, {"reason": "stolen card"})
    assert the_problem(answer) == (422, "invalid_request")
    assert "7KLM9P" not in answer.text
