"""The ASGI app: every route and middleware, over services that bootstrap made."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from fastapi import FastAPI
from starlette.types import ASGIApp, Lifespan

from actions.webhook import action_router
from bot.access import Access, decides, decisions
from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.channels.attachments import attachment_router
from bot.channels.built_files import BuiltFiles
from bot.channels.button_tokens import ButtonTokens
from bot.channels.demo import demo_router
from bot.channels.edge import MOST_BYTES, Edge
from bot.channels.engine_process import EngineProcess
from bot.channels.link_codes import link_code_router
from bot.channels.origins import SiteOrigins
from bot.channels.pages import WEB, page_router
from bot.channels.problems import install_problems
from bot.channels.ratings import rating_router
from bot.channels.sessions import PREFIX, session_router
from bot.channels.slack.app import SlackChannel
from bot.channels.wakeups import LocalWakeups
from bot.channels.web import chat_router
from bot.desk.actions_api import actions_router
from bot.desk.api import desk_router
from bot.desk.attachments import desk_attachment_router
from bot.desk.brief_api import brief_router
from bot.desk.conversations_api import conversations_router
from bot.desk.demo_api import demo_desk_router
from bot.desk.door import Door
from bot.desk.identity_provider import IdentityProvider
from bot.desk.pages import desk_page_router
from bot.desk.provider_api import provider_router
from bot.desk.reports_api import reports_router
from bot.desk.tickets_api import tickets_router
from bot.desk.together_api import together_router
from bot.desk.training_api import training_router
from bot.errors import GiftlineError

log = logging.getLogger(__name__)

_DAY_S = 24 * 60 * 60
_TIDY_EVERY_S = 30


def build_app(
    services: Services,
    process: EngineProcess,
    wakeups: LocalWakeups,
    buttons: ButtonTokens,
    *,
    door: Door,
    provider: IdentityProvider | None = None,
    slack: SlackChannel | None = None,
    action_secret: str,
    demo: bool,
) -> ASGIApp:
    """The app. While it runs so does the engine, and messages left unanswered get their answer.

    Raises Undecided if somebody has added an endpoint without deciding who may use it.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        process.start()
        background = [
            asyncio.create_task(_catch_up(services, process)),
            asyncio.create_task(_sweep_daily(services)),
            asyncio.create_task(_tidy(services)),
        ]
        delivering = asyncio.create_task(services.deliver_outbox.run())
        try:
            async with slack.running(wakeups) if slack else contextlib.nullcontext():
                yield
        finally:
            for task in (*background, delivering):
                task.cancel()
            await process.stop()
            # It ends what it is at, within seconds.
            await asyncio.wait({delivering})

    app = _guarded(lifespan)
    if slack is not None:
        # Routes are tried in turn, and nobody else sends so much.
        app.include_router(slack.router(door.lets_in_to_page(Role.ADMIN)))
    app.include_router(session_router(services, demo=demo))
    app.include_router(chat_router(services, wakeups, buttons))
    app.include_router(attachment_router(services))
    app.include_router(rating_router(services))
    if slack is not None:
        app.include_router(link_code_router(services))
    if demo:
        app.include_router(demo_router())
        app.include_router(demo_desk_router(services, door))
    app.include_router(action_router(services, action_secret))
    app.include_router(page_router(services, demo=demo, in_slack=slack is not None))
    app.include_router(desk_router(services, door))
    app.include_router(training_router(services, door))
    app.include_router(reports_router(services, door))
    app.include_router(conversations_router(services, door, wakeups))
    app.include_router(tickets_router(services, door))
    app.include_router(brief_router(services, door))
    app.include_router(actions_router(services, door))
    app.include_router(desk_attachment_router(services, door))
    app.include_router(together_router(services, door))
    app.include_router(desk_page_router(services, door, demo=demo, with_provider=provider is not None))
    if provider is not None:
        app.include_router(provider_router(services, door, provider))
    if WEB.is_dir():
        app.mount("/", decides(Access.PUBLIC, BuiltFiles(directory=WEB)), name="web")
    decisions(app.routes)

    return Edge(SiteOrigins(app, services.list_sites, PREFIX))


def build_chat(services: Services, wakeups: LocalWakeups, buttons: ButtonTokens) -> ASGIApp:
    """Of the app only the widget's API, for conversations that somebody else starts the engine of."""
    app = _guarded()
    app.include_router(chat_router(services, wakeups, buttons))
    return Edge(app)


def _guarded(lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """An app without routes, whose errors are problem documents and whose requests are bounded."""
    app = FastAPI(
        title="Giftline",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        # The pages serve it, because each endpoint has to say who may use it.
        openapi_url=None,
        max_body_size=MOST_BYTES,
    )
    install_problems(app)
    return app


async def _catch_up(services: Services, process: EngineProcess) -> None:
    try:
        await process.ready_url()
        if count := await services.receive_message.finish_unanswered():
            log.info("answered %s message(s) that were waiting from before the start", count)
    except GiftlineError as error:
        log.error("could not answer the messages that were waiting: %s", error)


async def _sweep_daily(services: Services) -> None:
    while True:
        try:
            swept = await asyncio.to_thread(services.sweep_records)
            log.info(
                "erased what was kept for long enough: %s conversation(s), %s handle(s), "
                "%s count(s) of tries, %s dialogue(s)",
                *(swept.conversations, swept.handles, swept.tries, swept.dialogues),
            )
        except Exception:
            # Whatever it is, the next day's run may do better, and customers are served meanwhile.
            log.exception("could not erase what was kept for long enough")
        await asyncio.sleep(_DAY_S)


async def _tidy(services: Services) -> None:
    while True:
        try:
            tidied = await asyncio.to_thread(services.tidy_conversations)
            if tidied.released or tidied.closed:
                log.info("%s conversation(s) back in the queue, %s closed", tidied.released, tidied.closed)
        except Exception:
            log.exception("could not look after the conversations of agents")
        await asyncio.sleep(_TIDY_EVERY_S)
