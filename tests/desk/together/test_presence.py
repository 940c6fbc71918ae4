"""Who views and who types: agents see customers and colleagues, customers see that an agent writes."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.bootstrap import Services
from bot.channels.sessions import PREFIX
from bot.knowledge.brand import load_brand
from tests.builders import Customer, a_customer, everything_stored
from tests.channels.browser import EventStream, the_problem
from tests.desk.at_the_desk import AgentBrowser, MovedClock
from tests.desk.together.conftest import BEN, OpenDesk, taken_by, waits


@pytest.fixture
def customer(services: Services, clock: MovedClock) -> Customer:
    """One whose conversation Ann has."""
    customer = waits(a_customer(services), clock)
    taken_by(customer)
    return customer


def _way(customer: Customer) -> str:
    return f"conversations/{customer.conversation}/presence"


async def _types(open_desk: OpenDesk, customer: Customer) -> None:
    async with httpx.AsyncClient(base_url=open_desk.url) as client:
        headers = {"Authorization": f"Bearer {customer.token}"}
        assert (await client.post(f"{PREFIX}/typing", headers=headers)).status_code == 204


async def _next(events: EventStream, kind: str) -> dict[str, Any]:
    while (event := await events.next()).kind != kind:
        pass
    return event.data


async def test_a_colleague_sees_who_views_and_who_writes(
    open_desk: OpenDesk, ann: AgentBrowser, ben: AgentBrowser, customer: Customer
) -> None:
    async with open_desk.hears(ben) as events:
        await ann.posts(_way(customer), {"state": "viewing"})
        first = await _next(events, "presence")
        await ann.posts(_way(customer), {"state": "writing"})
        then = await _next(events, "presence")
    assert first["id"] == customer.conversation
    assert [(one["name"], one["state"], one["for_s"]) for one in first["agents"]] == [("Ann", "viewing", 8)]
    assert [(one["name"], one["state"]) for one in then["agents"]] == [("Ann", "writing")]


async def test_whoever_says_that_they_left_is_seen_no_more(
    open_desk: OpenDesk, ann: AgentBrowser, ben: AgentBrowser, customer: Customer
) -> None:
    await ann.posts(_way(customer), {"state": "viewing"})
    async with open_desk.hears(ben) as events:
        await ann.posts(_way(customer), {"state": "gone"})
        assert (await _next(events, "presence"))["agents"] == []


async def test_whoever_says_nothing_more_is_seen_no_more(
    open_desk: OpenDesk, ann: AgentBrowser, ben: AgentBrowser, customer: Customer, clock: MovedClock
) -> None:
    await ann.posts(_way(customer), {"state": "viewing"})
    clock.passes(seconds=8)
    async with open_desk.hears(ben) as events:
        await ben.posts(_way(customer), {"state": "viewing"})
        assert [one["name"] for one in (await _next(events, "presence"))["agents"]] == ["Ben Carter"]


async def test_agents_see_that_the_customer_writes(
    open_desk: OpenDesk, ann: AgentBrowser, customer: Customer
) -> None:
    async with open_desk.hears(ann) as events:
        await _types(open_desk, customer)
        told = await _next(events, "presence")
    assert (told["id"], told["customer_writes_for_s"]) == (customer.conversation, 8)


async def test_the_customer_sees_that_the_agent_writes_and_stops_and_not_who(
    open_desk: OpenDesk, ann: AgentBrowser, customer: Customer
) -> None:
    async with open_desk.chat_hears(customer) as events:
        await events.next()
        await ann.posts(_way(customer), {"state": "writing"})
        assert await _next(events, "typing") == {"agent_name": None, "for_s": 8}
        await ann.posts(_way(customer), {"state": "viewing"})
        assert await _next(events, "typing") == {"agent_name": None, "for_s": 0}


async def test_where_the_brand_shows_names_the_customer_sees_who_writes(
    open_desk: OpenDesk,
    ann: AgentBrowser,
    customer: Customer,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    policy = load_brand("amazon")
    named = policy.support.model_copy(update={"shows_agent_names": True})
    monkeypatch.setattr(services.show_presence, "_policy", policy.model_copy(update={"support": named}))
    async with open_desk.chat_hears(customer) as events:
        await events.next()
        await ann.posts(_way(customer), {"state": "writing"})
        assert (await _next(events, "typing"))["agent_name"] == "Ann"


async def test_the_customer_hears_nothing_of_an_agent_who_does_not_have_the_conversation(
    open_desk: OpenDesk, ann: AgentBrowser, ben: AgentBrowser, customer: Customer
) -> None:
    async with open_desk.chat_hears(customer) as events:
        await events.next()
        await ben.posts(_way(customer), {"state": "writing"})
        await ann.posts(
            f"conversations/{customer.conversation}/reply", {"client_id": "one", "text": "Hello."}
        )
        heard = await events.next()
    assert (heard.kind, heard.data.get("text")) == ("message", "Hello.")


async def test_nothing_of_it_is_stored(
    services: Services, open_desk: OpenDesk, ann: AgentBrowser, customer: Customer
) -> None:
    before = everything_stored(services)
    await ann.posts(_way(customer), {"state": "writing"})
    await _types(open_desk, customer)
    assert everything_stored(services) == before


async def test_nobody_is_present_in_a_conversation_that_there_is_not(ann: AgentBrowser) -> None:
    answer = await ann.posts(f"conversations/{'0' * 32}/presence", {"state": "viewing"})
    assert the_problem(answer) == (404, "no_such_conversation")


async def test_somebody_else_s_conversation_can_be_viewed(
    services: Services, ben: AgentBrowser, customer: Customer
) -> None:
    assert (await ben.posts(_way(customer), {"state": "viewing"})).status_code == 204
    (seen,) = services.show_presence.company(customer.conversation).agents
    assert seen.agent.id == services.agent_sessions.agent(BEN).id
