"""Runs the whole of Giftline in this process: database, app, engine, on one loopback or public port."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from starlette.types import ASGIApp

from actions.webhook import PATH as ACTION_PATH
from bot.app import build_app
from bot.bootstrap import Services, bootstrap
from bot.channels.button_tokens import ButtonTokens
from bot.channels.engine_process import EngineProcess
from bot.channels.proof_of_work import AltchaProof
from bot.channels.rasa import RasaEngine
from bot.channels.retailer_ledger import retailer_ledger
from bot.channels.slack.app import slack_channel
from bot.channels.smtp import smtp_mailer
from bot.channels.wakeups import LocalWakeups
from bot.desk.door import Door
from bot.desk.identity_provider import identity_provider
from bot.errors import ConfigurationError
from bot.knowledge.brand import all_code_formats
from bot.privacy.find_codes import get_ready
from bot.settings import Settings
from bot.storage.selftest import ROUNDS_AT_START
from bot.values import Clock


@dataclass(frozen=True)
class RunningGiftline:
    """`url` is where the app answers from now on; `engine` says when the engine does too."""

    url: str
    services: Services
    engine: EngineProcess
    server: asyncio.Task[None]


@contextlib.asynccontextmanager
async def running_giftline(
    settings: Settings,
    *,
    model: Path,
    folder: Path,
    demo: bool,
    clock: Clock | None = None,
    keep_dialogues: bool = True,
) -> AsyncIterator[RunningGiftline]:
    """Serves until the `with` block ends. `folder` takes the engine's log and trackers.

    Raises ConfigurationError if the port is taken or the database cannot be used, and LedgerDamaged if
    the database would lose money or spend it twice.
    """
    # Before anything is made: it may be only half set.
    slack_settings = settings.slack
    with listen(settings) as listener:
        host, port = listener.getsockname()[:2]
        # The engine is on this machine, wherever the app listens.
        local = f"http://127.0.0.1:{port}"
        secret = secrets.token_urlsafe(32)
        wakeups = LocalWakeups()
        async with httpx.AsyncClient() as client:
            engine = EngineProcess(
                model=model,
                folder=folder,
                action_url=local + ACTION_PATH,
                action_secret=secret,
                client=client,
                start_timeout_s=settings.engine_start_s,
                keep_dialogues=keep_dialogues,
            )
            services = await asyncio.to_thread(
                bootstrap,
                settings,
                clock=clock,
                engine=RasaEngine(engine, client, settings.engine_answer_s),
                wakeups=wakeups,
                retailer=retailer_ledger(settings),
                human_check=AltchaProof(settings.secret, settings.proof_of_work)
                if settings.proof_of_work
                else None,
                mailer=smtp_mailer(settings),
            )
            with contextlib.closing(services):
                await asyncio.to_thread(services.require_shared_throttle)
                await asyncio.to_thread(services.self_test, ROUNDS_AT_START)
                await asyncio.to_thread(get_ready, all_code_formats())
                demo_agents = services.demo_agents
                await asyncio.to_thread(demo_agents.let_in if demo else demo_agents.shut_out)
                buttons = ButtonTokens(settings.secret)
                desk = f"{settings.public_url}/desk" if settings.public_url else None
                async with slack_channel(services, slack_settings, buttons, settings.secret, desk) as slack:
                    app = build_app(
                        services,
                        engine,
                        wakeups,
                        buttons,
                        door=Door(services.agent_sessions, settings.secret, settings.public_url),
                        provider=identity_provider(settings),
                        slack=slack,
                        action_secret=secret,
                        demo=demo,
                    )
                    async with serving(app, listener, settings.trusted_proxies) as server:
                        shown = local if host in ("0.0.0.0", "127.0.0.1") else f"http://{host}:{port}"  # noqa: S104
                        yield RunningGiftline(shown, services, engine, server)


@contextlib.asynccontextmanager
async def serving(
    app: ASGIApp, listener: socket.socket, trusted_proxies: str = ""
) -> AsyncIterator[asyncio.Task[None]]:
    """Serves the app at the listener until the `with` block ends; the task ends if it stops before that.

    Where a request comes from is believed of `trusted_proxies`, addresses or networks joined by commas.
    """
    config = uvicorn.Config(
        app,
        log_level="warning",
        # Without a configuration of its own, so that its records go where all go: redacted.
        log_config=None,
        timeout_graceful_shutdown=3,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        # uvicorn says that it has started by a flag, and by nothing one could await.
        while not server.started and not task.done():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        yield task
    finally:
        server.should_exit = True
        await task


def listen(settings: Settings) -> socket.socket:
    """Raises ConfigurationError if the port is taken."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it. An answer is written in two parts, and without it the second waits until the
    # browser has confirmed the first, which it puts off for 40 ms. asyncio sets it for its own sockets only.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            f"Cannot listen on {settings.host} port {settings.port}: {error.strerror}. "
            "Stop what uses it, or set GIFTLINE_PORT to another port."
        ) from error
    return listener
