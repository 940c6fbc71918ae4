"""The app over real services and a scripted engine. The database does not matter here, so it is SQLite."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn
from starlette.types import ASGIApp

from bot.app import build_app
from bot.bootstrap import Services, bootstrap
from bot.channels.button_tokens import ButtonTokens
from bot.channels.engine_process import EngineProcess
from bot.channels.wakeups import LocalWakeups
from bot.desk.door import Door
from bot.settings import Settings
from bot.values import FixedClock
from tests.builders import ScriptedEngine
from tests.channels.browser import ACTION_SECRET
from tests.conftest import NOW
from tests.shared_app import SharedApp

BuildApp = Callable[[bool], ASGIApp]


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "giftline.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def wakeups() -> LocalWakeups:
    return LocalWakeups()


@pytest.fixture
def services(settings: Settings, engine: ScriptedEngine, wakeups: LocalWakeups) -> Iterator[Services]:
    """As everywhere, and whoever listens is told of what is new."""
    made = bootstrap(settings, clock=FixedClock(NOW), engine=engine, wakeups=wakeups)
    yield made
    made.close()


def _build(services: Services, wakeups: LocalWakeups, demo: bool) -> ASGIApp:
    """The app. Its lifespan is not run, so no engine is started."""
    never_started = EngineProcess(
        model=Path("no-model"),
        folder=Path("no-engine"),
        action_url="",
        action_secret=ACTION_SECRET,
        client=httpx.AsyncClient(),
        start_timeout_s=0,
        keep_dialogues=False,
    )
    return build_app(
        services,
        never_started,
        wakeups,
        ButtonTokens(b"b" * 32),
        door=Door(services.agent_sessions, b"d" * 32),
        action_secret=ACTION_SECRET,
        demo=demo,
    )


_SHARED = SharedApp(_build)


@pytest.fixture
def app_for(services: Services, wakeups: LocalWakeups) -> BuildApp:
    """The app, as a demo or not."""
    return lambda demo: _SHARED.over(services, wakeups, demo=demo)


@pytest_asyncio.fixture
async def demo(app_for: BuildApp) -> AsyncIterator[httpx.AsyncClient]:
    """A demo server, where customers may say who they are."""
    async with _talking_to(app_for(True)) as client:
        yield client


@pytest_asyncio.fixture
async def shop(app_for: BuildApp) -> AsyncIterator[httpx.AsyncClient]:
    """A server that is no demo."""
    async with _talking_to(app_for(False)) as client:
        yield client


@pytest_asyncio.fixture
async def demo_url(app_for: BuildApp) -> AsyncIterator[str]:
    """A demo server that listens on loopback, for what needs a real connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # As the product's own.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        config = uvicorn.Config(app_for(True), lifespan="off", ws="none", log_level="warning")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await serving


def _talking_to(app: ASGIApp) -> httpx.AsyncClient:
    # What the app raises after it has answered is for its log; a browser only sees the answer.
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://giftline.test")
