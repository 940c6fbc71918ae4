"""Tickets at the desk: listed by how they stand, and changed by those who may."""

from __future__ import annotations

import pytest
import pytest_asyncio

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.values import TicketId
from tests.builders import A_CODE, Customer, a_customer, a_ticket
from tests.channels.browser import the_problem
from tests.desk.at_the_desk import A_PASSWORD, ANN, AgentBrowser, Desk, MovedClock

BEN, SUE = "ben@example.com", "sue@example.com"
FIRST, SECOND = TicketId("GL-2222222"), TicketId("GL-3333333")


@pytest.fixture
def customer(services: Services) -> Customer:
    """Somebody with two tickets."""
    made = a_customer(services)
    with services.unit_of_work() as work:
        for ticket, subject in ((FIRST, "person"), (SECOND, "card")):
            work.tickets.open_once(made.conversation, a_ticket(subject, ticket), services.clock.now())
    return made


@pytest_asyncio.fixture
async def ben(desk: Desk, services: Services) -> AgentBrowser:
    return await _signed_in(desk, services, BEN, Role.AGENT)


@pytest_asyncio.fixture
async def sue(desk: Desk, services: Services) -> AgentBrowser:
    """A supervisor."""
    return await _signed_in(desk, services, SUE, Role.SUPERVISOR)


async def _signed_in(desk: Desk, services: Services, email: str, role: Role) -> AgentBrowser:
    services.change_agents.add(email, email.partition("@")[0].capitalize(), role, A_PASSWORD)
    browser = desk.browser()
    assert (await browser.signs_in(email)).status_code == 200
    return browser


def id_of(services: Services, email: str) -> str:
    return services.agent_sessions.agent(email).id


async def test_a_ticket_is_told_with_its_clocks(customer: Customer, ann: AgentBrowser) -> None:
    assert (await ann.gets(f"tickets/{FIRST}")).json() == {
        "id": FIRST,
        "conversation_id": customer.conversation,
        "customer": None,
        "category": "human_agent",
        "priority": "high",
        "status": "open",
        "summary": "A summary.",
        "team": "support",
        "agent": None,
        "opened_at": "2026-11-24T12:00:00Z",
        "answer_by": "2026-11-24T17:00:00Z",
        "answer_pace": "on_time",
        "resolve_by": "2026-11-26T03:00:00Z",
        "resolve_pace": "on_time",
        "breached": False,
        "first_answered_at": None,
        "waiting_since": None,
        "closed_at": None,
        "close_reason": None,
        "merged_into": None,
    }


@pytest.mark.usefixtures("customer")
async def test_tickets_are_listed_by_how_they_stand(ann: AgentBrowser, clock: MovedClock) -> None:
    await ann.posts(f"tickets/{SECOND}/close", {"reason": "solved"})

    async def listed(query: str) -> list[str]:
        return [ticket["id"] for ticket in (await ann.gets(f"tickets{query}")).json()["tickets"]]

    assert await listed("") == [FIRST, SECOND]
    assert await listed("?status=closed") == [SECOND]
    assert await listed("?breached=true") == []
    assert await listed("?most=1") == [FIRST]
    clock.passes(hours=6)
    await ann.signs_in()
    assert await listed("?breached=true") == [FIRST]
    assert await listed("?breached=true&status=waiting") == []


@pytest.mark.parametrize("query", ["?status=lost", "?most=0", "?most=1000", "?breached=perhaps"])
async def test_a_list_that_there_is_not_is_refused(ann: AgentBrowser, query: str) -> None:
    assert the_problem(await ann.gets(f"tickets{query}")) == (422, "invalid_request")


@pytest.mark.usefixtures("customer")
async def test_an_agent_takes_a_ticket_and_a_colleague_cannot_take_it_away(
    services: Services, ann: AgentBrowser, ben: AgentBrowser, sue: AgentBrowser
) -> None:
    taken = await ann.posts(f"tickets/{FIRST}/assign", {"agent": id_of(services, ANN)})
    assert taken.json()["agent"] == {"id": id_of(services, ANN), "name": "Ann"}
    to_ben = {"agent": id_of(services, BEN)}
    refused = await ben.posts(f"tickets/{FIRST}/assign", to_ben)
    assert the_problem(refused) == (403, "not_permitted")
    assert refused.json()["detail"] == "Ann has it. A supervisor can reassign it."
    assert (await sue.posts(f"tickets/{FIRST}/assign", to_ben)).json()["agent"]["name"] == "Ben"
    assert (await ben.posts(f"tickets/{FIRST}/assign", {"agent": None})).json()["agent"] is None
    tries = [(entry.actor.name, entry.allowed) for entry in services.list_audit(10)]
    assert tries == [(BEN, True), (SUE, True), (BEN, False), (ANN, True)]


@pytest.mark.usefixtures("customer")
async def test_a_ticket_waits_is_closed_and_is_reopened(ann: AgentBrowser) -> None:
    waits = (await ann.posts(f"tickets/{FIRST}/wait", {})).json()
    assert (waits["status"], waits["waiting_since"]) == ("waiting", "2026-11-24T12:00:00Z")
    closed = (await ann.posts(f"tickets/{FIRST}/close", {"reason": "solved"})).json()
    assert (closed["status"], closed["close_reason"]) == ("closed", "solved")
    again = (await ann.posts(f"tickets/{FIRST}/reopen", {"reason": "it still fails"})).json()
    assert (again["status"], again["close_reason"]) == ("open", None)


@pytest.mark.usefixtures("customer")
async def test_a_duplicate_answers_what_it_went_into(ann: AgentBrowser) -> None:
    merged = await ann.posts(f"tickets/{FIRST}/merge", {"into": SECOND})
    assert (merged.json()["id"], merged.json()["status"]) == (SECOND, "open")
    assert (await ann.gets(f"tickets/{FIRST}")).json()["merged_into"] == SECOND


@pytest.mark.usefixtures("customer")
async def test_what_does_not_go_with_how_a_ticket_stands_is_refused(ann: AgentBrowser) -> None:
    await ann.posts(f"tickets/{FIRST}/close", {"reason": "solved"})
    again = await ann.posts(f"tickets/{FIRST}/close", {"reason": "solved"})
    assert the_problem(again) == (409, "impossible_change")


@pytest.mark.parametrize("act", ["assign", "wait", "close", "reopen", "merge"])
async def test_a_ticket_that_there_is_not_is_not_found(ann: AgentBrowser, act: str) -> None:
    body = {"agent": None, "reason": "solved", "into": SECOND}
    assert the_problem(await ann.posts(f"tickets/{FIRST}/{act}", body)) == (404, "unknown_ticket")


@pytest.mark.usefixtures("customer")
async def test_an_agent_that_there_is_not_is_not_found(ann: AgentBrowser) -> None:
    assert the_problem(await ann.posts(f"tickets/{FIRST}/assign", {"agent": "0" * 32})) == (
        404,
        "unknown_agent",
    )


@pytest.mark.usefixtures("customer")
async def test_a_code_in_a_reason_is_not_told_on(ann: AgentBrowser) -> None:
    closed = await ann.posts(f"tickets/{FIRST}/close", {"reason": f"it was {A_CODE}"})
    assert closed.json()["close_reason"] == "it was (code XT2V)"


@pytest.mark.parametrize("name", [A_CODE, "GL-22222", "nonsense"])
async def test_what_is_no_ticket_number_is_refused_and_not_repeated(ann: AgentBrowser, name: str) -> None:
    answer = await ann.gets(f"tickets/{name}")
    assert the_problem(answer) == (422, "invalid_request")
    assert name not in answer.text


@pytest.mark.usefixtures("customer")
async def test_a_change_without_the_pages_token_is_refused(ann: AgentBrowser) -> None:
    refused = await ann.with_token("").posts(f"tickets/{FIRST}/close", {"reason": "solved"})
    assert the_problem(refused) == (403, "foreign_request")
    assert (await ann.gets(f"tickets/{FIRST}")).json()["status"] == "open"
