"""A sandbox with a brand's workspace in it, and an app of a few lines to deliver to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack_sandbox.people import Person
from bot.slack_sandbox.server import RunningSandbox, running_sandbox
from bot.slack_sandbox.tokens import Tokens
from bot.slack_sandbox.workspace import Channel, Workspace
from bot.values import FixedClock
from tests.conftest import NOW


@dataclass
class Acme:
    """A workspace with two channels that our app is in, and with people."""

    sandbox: RunningSandbox
    workspace: Workspace
    gift_cards: Channel
    fraud: Channel
    token: str

    def person(self, name: str) -> Person:
        return self.sandbox.person(self.workspace, self.workspace.user_named(name))

    def client(self, token: str | None = None) -> AsyncWebClient:
        """Without the library's own second tries, so that a test sees each of them."""
        return AsyncWebClient(token or self.token, base_url=self.sandbox.api_url, retry_handlers=[])


@asynccontextmanager
async def acme(
    *, tokens: Tokens | None = None, patience_s: float = 30.0, retries_after_s: tuple[float, ...] = ()
) -> AsyncIterator[Acme]:
    """At NOW. `ada` is a customer, `ben` and `cleo` are agents."""
    async with running_sandbox(
        clock=FixedClock(NOW), tokens=tokens, patience_s=patience_s, retries_after_s=retries_after_s
    ) as sandbox:
        slack = sandbox.slack
        workspace = slack.add_workspace("Acme Gifts")
        slack.add_user(workspace, "ada")
        agents = [slack.add_user(workspace, name) for name in ("ben", "cleo")]
        gift_cards = slack.add_channel(workspace, "gift-cards", members=agents)
        fraud = slack.add_channel(workspace, "fraud", members=agents, is_private=True)
        yield Acme(sandbox, workspace, gift_cards, fraud, sandbox.install(workspace))


@dataclass
class Heard:
    """A request that reached the app, as it came."""

    headers: Mapping[str, str]
    body: bytes


@dataclass
class LittleApp:
    """Answers Slack's challenge, and everything else as it is told to."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    challenged: list[Heard] = field(default_factory=list)
    # How many challenges it has no answer to, at first.
    starts_after: int = 0
    answer: Callable[[Heard], Awaitable[web.Response]] | None = None

    async def handle(self, request: web.Request) -> web.Response:
        heard = Heard(request.headers, await request.read())
        if b"url_verification" in heard.body:
            self.challenged.append(heard)
            if len(self.challenged) <= self.starts_after:
                return web.Response(status=503)
            return web.json_response({"challenge": (await request.json())["challenge"]})
        self.heard.append(heard)
        return web.Response() if self.answer is None else await self.answer(heard)

    def answers(self, said: Any = None, *, status: int = 200) -> None:
        async def answer(_: Heard) -> web.Response:
            return web.Response(status=status) if said is None else web.json_response(said, status=status)

        self.answer = answer

    def is_silent(self) -> None:
        async def answer(_: Heard) -> web.Response:
            await asyncio.Event().wait()
            return web.Response()

        self.answer = answer


@asynccontextmanager
async def a_little_app() -> AsyncIterator[LittleApp]:
    little = LittleApp()
    served = web.Application()
    served.router.add_post("/slack/events", little.handle)
    runner = web.AppRunner(served, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    little.url = f"http://{host}:{port}/slack/events"
    try:
        yield little
    finally:
        await runner.cleanup()
