"""An agent's browser, and the app it talks to, listening or not."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import uvicorn
from starlette.types import ASGIApp

from bot.app import build_app
from bot.bootstrap import Services
from bot.channels.button_tokens import ButtonTokens
from bot.channels.engine_process import EngineProcess
from bot.channels.slack.app import SlackChannel
from bot.channels.wakeups import LocalWakeups
from bot.desk.api import PREFIX
from bot.desk.door import CSRF_HEADER, Door
from bot.desk.identity_provider import IdentityProvider
from bot.services.sign_in_agent import Place, SignedIn

ORIGIN = "https://desk.example.com"
COOKIE = "__Host-giftline-desk"
ACTION_SECRET = "the engine's own"
ANN, A_PASSWORD = "ann@example.com", "seven wet otters sing"
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"


class MovedClock:
    """A clock that stands until a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def passes(self, **time: float) -> None:
        self.at += timedelta(**time)


def a_door(services: Services, public_url: str | None = ORIGIN) -> Door:
    return Door(services.agent_sessions, b"d" * 32, public_url)


def an_app(
    services: Services,
    folder: Path,
    *,
    demo: bool = False,
    public_url: str | None = ORIGIN,
    provider: IdentityProvider | None = None,
    wakeups: LocalWakeups | None = None,
    slack: SlackChannel | None = None,
) -> ASGIApp:
    """The app, whose engine is never started because its lifespan is not run."""
    never_started = EngineProcess(
        model=folder / "no-model",
        folder=folder,
        action_url="",
        action_secret=ACTION_SECRET,
        client=httpx.AsyncClient(),
        start_timeout_s=0,
        keep_dialogues=False,
    )
    return build_app(
        services,
        never_started,
        wakeups or LocalWakeups(),
        ButtonTokens(b"b" * 32),
        door=a_door(services, public_url),
        provider=provider,
        slack=slack,
        action_secret=ACTION_SECRET,
        demo=demo,
    )


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncIterator[str]:
    """The app on a port of this machine, for what needs a real connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # As the product's own.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Whoever still listens to events is not waited for.
        config = uvicorn.Config(
            app, lifespan="off", ws="none", log_level="warning", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await serving


@dataclass
class AgentBrowser:
    """A browser on the desk's pages. It keeps cookies; `csrf_token` is what the page has learnt."""

    client: httpx.AsyncClient
    csrf_token: str = ""
    origin: str | None = ORIGIN

    @property
    def cookie(self) -> str:
        return self.client.cookies.get(COOKIE) or ""

    async def posts(self, path: str, body: object = None) -> httpx.Response:
        return await self.client.post(f"{PREFIX}/{path}", json=body, headers=self._headers())

    async def deletes(self, path: str) -> httpx.Response:
        return await self.client.delete(f"{PREFIX}/{path}", headers=self._headers())

    async def gets(self, path: str) -> httpx.Response:
        return await self.client.get(f"{PREFIX}/{path}")

    async def signs_in(self, email: str = ANN, password: str = A_PASSWORD) -> httpx.Response:
        answer = await self.posts("sign-in", {"email": email, "password": password})
        if answer.status_code == 200:
            self.csrf_token = answer.json()["csrf_token"]
        return answer

    async def is_signed_in(self) -> bool:
        return (await self.gets("me")).status_code == 200

    def from_page_of(self, origin: str | None) -> AgentBrowser:
        return replace(self, origin=origin)

    def with_token(self, csrf_token: str) -> AgentBrowser:
        return replace(self, csrf_token=csrf_token)

    def _headers(self) -> dict[str, str]:
        sent = {CSRF_HEADER: self.csrf_token, "Origin": self.origin}
        return {name: value for name, value in sent.items() if value}


@dataclass
class Desk:
    """The app as browsers at several addresses see it."""

    app: ASGIApp
    services: Services
    clock: MovedClock
    _opened: list[httpx.AsyncClient] = field(default_factory=list)

    def browser(self, address: str = HOME, user_agent: str = "Firefox") -> AgentBrowser:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(address, 4711))
        client = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"User-Agent": user_agent})
        self._opened.append(client)
        return AgentBrowser(client)

    async def close(self) -> None:
        for client in self._opened:
            await client.aclose()


def a_session(services: Services, email: str = ANN) -> SignedIn:
    """A session without the work of a password."""
    return services.sign_in_agent.as_verified(email, Place(HOME))
