"""The ASGI app: every route and middleware, over services that bootstrap made."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp, Lifespan

from actions.webhook import action_router
from bot.bootstrap import Services
from bot.channels.button_tokens import ButtonTokens
from bot.channels.demo import demo_router
from bot.channels.edge import MOST_BYTES, Edge
from bot.channels.engine_process import EngineProcess
from bot.channels.pages import WEB, page_router
from bot.channels.problems import install_problems
from bot.channels.wakeups import LocalWakeups
from bot.channels.web import chat_router
from bot.errors import GiftlineError

log = logging.getLogger(__name__)

_DAY_S = 24 * 60 * 60


def build_app(
    services: Services,
    process: EngineProcess,
    wakeups: LocalWakeups,
    buttons: ButtonTokens,
    *,
    action_secret: str,
    demo: bool,
) -> ASGIApp:
    """The app. While it runs so does the engine, and messages left unanswered get their answer."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        process.start()
        background = [
            asyncio.create_task(_catch_up(services, process)),
            asyncio.create_task(_sweep_daily(services)),
        ]
        try:
            yield
        finally:
            for task in background:
                task.cancel()
            await process.stop()

    app = _guarded(lifespan)
    app.include_router(chat_router(services, wakeups, buttons, demo=demo))
    if demo:
        app.include_router(demo_router())
    app.include_router(action_router(services, action_secret))
    app.include_router(page_router(services, demo=demo))
    if WEB.is_dir():
        app.mount("/", StaticFiles(directory=WEB), name="web")

    return Edge(app)


def build_chat(services: Services, wakeups: LocalWakeups, buttons: ButtonTokens) -> ASGIApp:
    """Of the app only the widget's API, for conversations that somebody else starts the engine of."""
    app = _guarded()
    app.include_router(chat_router(services, wakeups, buttons, demo=False))
    return Edge(app)


def _guarded(lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """An app without routes, whose errors are problem documents and whose requests are bounded."""
    app = FastAPI(
        title="Giftline",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
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
