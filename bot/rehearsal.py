"""Conversations for evaluations: each with a database of its own and a clock that stands, one engine for all.

They go the way of the widget, over its API, only that no network is in between. The engine has one
address for its actions; they run over the services of the conversation that it asks for.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from actions.webhook import PATH as ACTION_PATH
from actions.webhook import Actions, actions_over, router_between
from bot.app import build_chat
from bot.bootstrap import Services, bootstrap
from bot.channels.button_tokens import ButtonTokens
from bot.channels.console import ConsoleChat
from bot.channels.engine_process import EngineProcess
from bot.channels.rasa import RasaEngine
from bot.channels.wakeups import LocalWakeups
from bot.evaluation.conversations import Conversation
from bot.ledger.cards import Account
from bot.ports import Engine
from bot.services.load_ledger import CardSource
from bot.services.start_conversation import StartedConversation
from bot.serving import serving
from bot.settings import Settings
from bot.values import AccountId, ConversationId, FixedClock, region_code

# Who a conversation's rows call self. No row names an account so by chance.
CUSTOMER = AccountId("the-customer-who-writes")

Turn = dict[str, Any]


class Rehearsal:
    """Holds conversations, several at once if it is asked to. They know nothing of each other."""

    def __init__(self, settings: Settings, folder: Path, engine: Engine) -> None:
        """`folder` takes the databases. Of the settings only brand and secrets count."""
        self._settings = settings.model_copy(update={"home": folder})
        self._engine = engine
        self._template = folder / "template.db"
        self._actions: dict[ConversationId, Actions] = {}
        # Alembic keeps what it works on in globals, so two databases cannot be opened at once.
        self._opening = asyncio.Lock()
        # Made once and copied, which is quicker than making its tables each time.
        bootstrap(self._over(self._template)).close()

    def actions_of(self, conversation: ConversationId) -> Actions:
        """The actions over the services of a conversation that is going on. Raises KeyError for no such."""
        return self._actions[conversation]

    async def hold(self, conversation: Conversation) -> list[Turn]:
        """What came of each turn, as `giftline chat --json` writes it.

        Raises GiftlineError if the ledger, the region or the brand is none.
        """
        with tempfile.TemporaryDirectory(dir=self._template.parent) as folder:
            path = Path(folder) / "giftline.db"
            shutil.copy(self._template, path)
            settings = self._over(path, conversation.brand)
            wakeups = LocalWakeups()
            clock = FixedClock(conversation.now)
            async with self._opening:
                services = await asyncio.to_thread(
                    bootstrap, settings, clock=clock, engine=self._engine, wakeups=wakeups
                )
            with contextlib.closing(services):
                started = await asyncio.to_thread(_set_up, services, conversation)
                self._actions[started.id] = actions_over(services)
                try:
                    app = build_chat(services, wakeups, ButtonTokens(settings.secret))
                    # What the app raises after it has answered is for its log.
                    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
                    async with ConsoleChat("http://giftline", started.token, transport) as chat:
                        return [await chat.send(text) for text in conversation.turns]
                finally:
                    del self._actions[started.id]

    def _over(self, database: Path, brand: str | None = None) -> Settings:
        return self._settings.model_copy(
            update={
                "database_url": SecretStr(f"sqlite:///{database}"),
                "brand": brand or self._settings.brand,
            }
        )


def _set_up(services: Services, conversation: Conversation) -> StartedConversation:
    """Fills the ledger, and opens the conversation of whoever is or is not signed in."""
    region = region_code(conversation.account.region)
    with services.unit_of_work() as work:
        work.ledger.add_account(Account(CUSTOMER, region))
    if conversation.ledger:
        rows = CardSource("the ledger", [json.dumps(row) for row in conversation.ledger])
        services.load_ledger(rows, CUSTOMER, region)
    return services.start_conversation(
        "console", CUSTOMER if conversation.account.signed_in else None, region
    )


@contextlib.asynccontextmanager
async def rehearsing(settings: Settings, *, model: Path, folder: Path) -> AsyncIterator[Rehearsal]:
    """A rehearsal with an engine that has started, until the `with` block ends.

    Raises EngineStarting if the engine does not start in time.
    """
    secret = secrets.token_urlsafe(32)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        action_url = f"http://127.0.0.1:{listener.getsockname()[1]}{ACTION_PATH}"
        async with httpx.AsyncClient() as client:
            process = EngineProcess(
                model=model,
                folder=folder / "engine",
                action_url=action_url,
                action_secret=secret,
                client=client,
                start_timeout_s=settings.engine_start_s,
                keep_dialogues=False,
            )
            engine = RasaEngine(process, client, settings.engine_answer_s)
            rehearsal = await asyncio.to_thread(Rehearsal, settings, folder, engine)
            app = FastAPI(openapi_url=None)
            app.include_router(router_between(rehearsal.actions_of, secret))
            async with serving(app, listener):
                process.start()
                try:
                    await process.ready_url()
                    yield rehearsal
                finally:
                    await process.stop()
