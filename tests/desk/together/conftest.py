"""The desk with bells that ring: Ann and Ben, who work at the same time, and customers who wait."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace

import httpx
import pytest
import pytest_asyncio

from bot.agents.agent import Agent, Role
from bot.bootstrap import Services, bootstrap
from bot.channels.wakeups import LocalWakeups
from bot.conversations.conversation import Owner
from bot.desk.api import PREFIX
from bot.services.move_conversation import SeenConversation
from bot.settings import Settings
from bot.tickets.ticket import Priority
from tests.builders import Customer, ScriptedEngine, a_change_to
from tests.channels.browser import Browser, EventStream
from tests.desk.at_the_desk import (
    ANN,
    COOKIE,
    AgentBrowser,
    Desk,
    MovedClock,
    a_door,
    a_session,
    listening,
)
from tests.desk.conftest import SHARED

BEN = "ben@example.com"


@pytest.fixture
def wakeups() -> LocalWakeups:
    return LocalWakeups()


@pytest.fixture
def services(
    settings: Settings, engine: ScriptedEngine, clock: MovedClock, wakeups: LocalWakeups
) -> Iterator[Services]:
    made = bootstrap(settings, clock=clock, engine=engine, wakeups=wakeups)
    made.change_agents.add(ANN, "Ann", Role.AGENT, None)
    made.change_agents.add(BEN, "Ben Carter", Role.AGENT, None)
    yield made
    made.close()


@pytest_asyncio.fixture
async def desk(services: Services, clock: MovedClock, wakeups: LocalWakeups) -> AsyncIterator[Desk]:
    made = Desk(SHARED.over(services, wakeups), services, clock)
    yield made
    await made.close()


def signed_in(desk: Desk, email: str) -> AgentBrowser:
    """The agent's browser, without the work of a password."""
    browser = desk.browser()
    token = a_session(desk.services, email).token
    browser.client.cookies.set(COOKIE, token)
    return browser.with_token(a_door(desk.services).csrf_token(token))


@pytest_asyncio.fixture
async def ann(desk: Desk) -> AgentBrowser:
    return signed_in(desk, ANN)


@pytest_asyncio.fixture
async def ben(desk: Desk) -> AgentBrowser:
    return signed_in(desk, BEN)


@dataclass(frozen=True)
class OpenDesk:
    """The app on a port of this machine, for event streams."""

    url: str

    @asynccontextmanager
    async def hears(self, browser: AgentBrowser) -> AsyncIterator[EventStream]:
        """What the agent's desk is told from now on."""
        async with (
            httpx.AsyncClient(base_url=self.url, headers={"Cookie": f"{COOKIE}={browser.cookie}"}) as client,
            client.stream("GET", f"{PREFIX}/events") as response,
        ):
            events = EventStream(response.aiter_lines())
            assert (await events.next()).kind == "listening"
            yield events

    def chat_hears(self, customer: Customer) -> AbstractAsyncContextManager[EventStream]:
        """What the customer's page is told that has read the log."""
        client = httpx.AsyncClient(base_url=self.url)
        return Browser(client, customer.token).listens(after=len(customer.log))


@pytest_asyncio.fixture
async def open_desk(desk: Desk) -> AsyncIterator[OpenDesk]:
    async with listening(desk.app) as url:
        yield OpenDesk(url)


def waits(customer: Customer, clock: MovedClock, priority: Priority = Priority.NORMAL) -> Customer:
    """The customer waits for a person from now on."""
    with customer.services.unit_of_work() as work:
        work.conversations.concerns(customer.conversation, None, priority)
        held = work.conversations.hold(customer.conversation)
        assert work.conversations.move(held, replace(a_change_to(Owner.QUEUED), at=clock.now()))
    return customer


def taken_by(customer: Customer, email: str = ANN) -> Agent:
    """The agent has the customer's conversation."""
    services = customer.services
    agent = services.agent_sessions.agent(email)
    with services.unit_of_work() as work:
        found = work.conversations.get(customer.conversation)
    assert found is not None
    services.move_conversation.take(SeenConversation(found.id, found.version), agent)
    return agent
