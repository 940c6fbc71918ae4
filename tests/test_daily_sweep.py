"""While the app runs, what was kept for long enough is erased without anybody asking for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from bot.app import build_app
from bot.bootstrap import Services
from bot.channels.button_tokens import ButtonTokens
from bot.channels.engine_process import EngineProcess
from bot.channels.wakeups import LocalWakeups
from bot.values import FixedClock
from tests.builders import a_customer
from tests.conftest import NOW
from tests.desk.at_the_desk import a_door

# A bound that only a broken product reaches.
_PATIENCE_S = 60


class NoProcess(EngineProcess):
    """An engine that is never there."""

    def start(self) -> None:
        return None


@asynccontextmanager
async def running_app(services: Services, folder: Path) -> AsyncIterator[None]:
    """The app between its start and its end, as a server runs it."""
    async with httpx.AsyncClient() as client:
        process = NoProcess(
            model=folder / "no-model",
            folder=folder,
            action_url="",
            action_secret="",
            client=client,
            start_timeout_s=_PATIENCE_S,
            keep_dialogues=False,
        )
        buttons = ButtonTokens(b"b" * 32)
        door = a_door(services, None)
        app = build_app(services, process, LocalWakeups(), buttons, door=door, action_secret="", demo=False)
        told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        said: asyncio.Queue[Any] = asyncio.Queue()
        running = asyncio.ensure_future(app({"type": "lifespan", "state": {}}, told.get, said.put))
        await told.put({"type": "lifespan.startup"})
        assert (await said.get())["type"] == "lifespan.startup.complete"
        yield
        await told.put({"type": "lifespan.shutdown"})
        await running


async def test_the_running_app_erases_what_is_due(services: Services, tmp_path: Path) -> None:
    conversation = a_customer(services).conversation
    long_after = replace(services, clock=FixedClock(NOW + timedelta(days=401)))

    def is_there() -> bool:
        with services.unit_of_work() as work:
            return work.conversations.get(conversation) is not None

    async with running_app(long_after, tmp_path), asyncio.timeout(_PATIENCE_S):
        # The app tells nobody when it has swept.
        while await asyncio.to_thread(is_there):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
