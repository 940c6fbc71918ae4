"""The desk over real services on both databases, with Ann as an agent and a clock that can be moved."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.agents.agent import Role
from bot.bootstrap import Services, bootstrap
from bot.channels.wakeups import LocalWakeups
from bot.settings import Settings
from tests.builders import ScriptedEngine
from tests.conftest import NOW
from tests.desk.at_the_desk import A_PASSWORD, ANN, AgentBrowser, Desk, MovedClock, an_app
from tests.shared_app import SharedApp

SHARED = SharedApp(
    lambda services, wakeups, demo: an_app(services, Path("no-engine"), demo=demo, wakeups=wakeups)
)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(NOW)


@pytest.fixture
def services(settings: Settings, engine: ScriptedEngine, clock: MovedClock) -> Iterator[Services]:
    made = bootstrap(settings, clock=clock, engine=engine)
    made.change_agents.add(ANN, "Ann", Role.AGENT, A_PASSWORD)
    yield made
    made.close()


@pytest_asyncio.fixture
async def desk(services: Services, clock: MovedClock) -> AsyncIterator[Desk]:
    made = Desk(SHARED.over(services, LocalWakeups()), services, clock)
    yield made
    await made.close()


@pytest_asyncio.fixture
async def ann(desk: Desk) -> AgentBrowser:
    """Ann's browser, signed in."""
    browser = desk.browser()
    assert (await browser.signs_in()).status_code == 200
    return browser
