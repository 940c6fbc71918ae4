"""An agent with room is given whoever has to be answered next, and no two are given the same."""

from __future__ import annotations

import asyncio

import pytest

from bot.bootstrap import Services
from bot.conversations.conversation import Author, Owner
from bot.settings import Settings
from bot.tickets.ticket import Priority
from tests.builders import Customer, a_customer
from tests.channels.browser import the_problem
from tests.desk.at_the_desk import ANN, AgentBrowser, MovedClock
from tests.desk.together.conftest import taken_by, waits


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An agent is given three conversations."""
    return settings.model_copy(update={"agent_capacity": 3})


@pytest.fixture
def queue(services: Services, clock: MovedClock) -> list[Customer]:
    """Four who wait: two since earlier, one of the later ones urgent."""
    queue = []
    for priority in (Priority.NORMAL, Priority.NORMAL, Priority.URGENT, Priority.NORMAL):
        queue.append(waits(a_customer(services), clock, priority))
        clock.passes(minutes=1)
    return queue


async def test_the_most_urgent_is_next_and_then_whoever_waits_longest(
    ann: AgentBrowser, queue: list[Customer]
) -> None:
    given = [(await ann.posts("next", {})).json()["id"] for _ in range(3)]
    assert given == [queue[place].conversation for place in (2, 0, 1)]


async def test_the_agent_has_it_and_the_customer_is_told(ann: AgentBrowser, queue: list[Customer]) -> None:
    row = (await ann.posts("next", {})).json()
    assert (row["owner"], row["agent"]["name"]) == ("agent", "Ann")
    assert len(queue[2].texts_of(Author.SYSTEM)) == 1


async def test_it_is_in_the_audit(services: Services, ann: AgentBrowser, queue: list[Customer]) -> None:
    await ann.posts("next", {})
    (entry, *_) = services.list_audit(10)
    assert (entry.actor.name, entry.action, entry.subject) == (
        ANN,
        "move",
        f"conversation {queue[2].conversation}",
    )


async def test_who_ask_at_once_are_given_different_ones(
    ann: AgentBrowser, ben: AgentBrowser, queue: list[Customer]
) -> None:
    both = [ann.posts("next", {}), ben.posts("next", {}), ann.posts("next", {}), ben.posts("next", {})]
    given = [answer.json()["id"] for answer in await asyncio.gather(*both)]
    assert sorted(given) == sorted(customer.conversation for customer in queue)


async def test_one_who_asks_twice_at_once_is_given_no_more_than_there_is_room_for(
    ann: AgentBrowser, queue: list[Customer]
) -> None:
    answers = await asyncio.gather(*(ann.posts("next", {}) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 409, 409]
    assert [customer.owner for customer in queue].count(Owner.AGENT) == 3


async def test_whoever_has_as_many_as_an_agent_is_given_gets_no_more(
    ann: AgentBrowser, queue: list[Customer]
) -> None:
    for customer in queue[:3]:
        taken_by(customer)
    assert the_problem(await ann.posts("next", {})) == (409, "at_capacity")
    assert queue[3].owner is Owner.QUEUED


async def test_if_nobody_waits_there_is_none(services: Services, ann: AgentBrowser) -> None:
    a_customer(services)
    answer = await ann.posts("next", {})
    assert (answer.status_code, answer.json()) == (200, None)


async def test_a_team_can_be_named_if_there_is_one_of_the_name(
    ann: AgentBrowser, queue: list[Customer]
) -> None:
    assert (await ann.posts("next", {"team": "support"})).json()["id"] == queue[2].conversation
    assert the_problem(await ann.posts("next", {"team": "nowhere"})) == (404, "unknown_team")


async def test_an_agent_is_given_those_of_their_teams(
    services: Services, ann: AgentBrowser, queue: list[Customer]
) -> None:
    services.change_agents.give_work(ANN, frozenset({"fraud"}), None)
    assert (await ann.posts("next", {})).json() is None
    services.change_agents.give_work(ANN, frozenset({"fraud", "support"}), None)
    assert (await ann.posts("next", {})).json()["id"] == queue[2].conversation


async def test_an_agent_is_given_as_many_as_is_said_of_them(
    services: Services, ann: AgentBrowser, queue: list[Customer]
) -> None:
    services.change_agents.give_work(ANN, frozenset(), 1)
    assert (await ann.posts("next", {})).status_code == 200
    assert the_problem(await ann.posts("next", {})) == (409, "at_capacity")
