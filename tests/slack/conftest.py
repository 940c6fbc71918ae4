"""A workspace of the sandbox with an app of a few lines, and a team at work in one that Giftline is in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.bootstrap import Services
from tests.builders import ScriptedEngine
from tests.slack.sandbox import Acme, LittleApp, a_little_app, acme
from tests.slack.team_in_slack import AtWork, a_team_at_work


@pytest.fixture
async def world() -> AsyncIterator[Acme]:
    async with acme() as made:
        yield made


@pytest.fixture
async def app(world: Acme) -> AsyncIterator[LittleApp]:
    async with a_little_app() as little:
        await world.sandbox.deliver_to(little.url)
        yield little


@pytest.fixture
async def at_work(services: Services, engine: ScriptedEngine, tmp_path: Path) -> AsyncIterator[AtWork]:
    async with a_team_at_work(services, engine, tmp_path) as made:
        yield made
