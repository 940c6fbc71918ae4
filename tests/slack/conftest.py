"""What the tests of the sandbox share: a workspace in it, and an app of a few lines that it delivers to."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.slack.sandbox import Acme, LittleApp, a_little_app, acme


@pytest.fixture
async def world() -> AsyncIterator[Acme]:
    async with acme() as made:
        yield made


@pytest.fixture
async def app(world: Acme) -> AsyncIterator[LittleApp]:
    async with a_little_app() as little:
        await world.sandbox.deliver_to(little.url)
        yield little
