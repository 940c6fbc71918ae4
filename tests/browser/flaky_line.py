"""An app without an engine behind a line that can be made to fail, stop and start again."""

from __future__ import annotations

import random
import socket
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal

import uvicorn
from sqlalchemy import select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.agents.agent import Role
from bot.bootstrap import Services, bootstrap
from bot.channels.wakeups import LocalWakeups
from bot.conversations.conversation import Author, Owner, Reply
from bot.ports import EngineReply
from bot.services.move_conversation import SeenConversation
from bot.settings import Settings
from bot.storage.tables import conversation
from bot.values import ConversationId
from tests.builders import WIDE_LIMITS, ScriptedEngine, a_change_to
from tests.desk.at_the_desk import an_app
from tests.giftline_process import wait_until


class EchoingEngine(ScriptedEngine):
    """Says again what it heard, so that an answer can be told from another."""

    async def answer(
        self, conversation: ConversationId, text: str, now: datetime, sequence: int
    ) -> Sequence[EngineReply]:
        await super().answer(conversation, text, now, sequence)
        return [EngineReply(Reply(f"Heard: {text}"))]


class FlakyLine:
    """What stands between browser and app. It touches the chat's requests only.

    `fails` is the share of requests that fail: some before the app has them, and of some the answer is lost.
    `events` may be refused, or opened without a byte ever following.
    """

    def __init__(self) -> None:
        self.fails = 0.0
        self.chance = random.Random(0)  # noqa: S311
        self.events: Literal["open", "refused", "silent"] = "open"
        self._app: ASGIApp | None = None

    def leads_to(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._app is not None
        path = scope.get("path", "")
        if not path.startswith("/api/v1/chat/"):
            await self._app(scope, receive, send)
        elif path.endswith("/events") and self.events == "refused":
            await _answer(send, 503)
        elif path.endswith("/events") and self.events == "silent":
            await _open_without_a_word(receive, send)
        elif self.chance.random() >= self.fails:
            await self._app(scope, receive, send)
        elif path.endswith("/events") or self.chance.random() < 0.5:
            await _answer(send, 503)
        else:
            await self._app(scope, receive, _nobody_hears)
            await _answer(send, 502)


async def _answer(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _nobody_hears(_: Message) -> None:
    pass


async def _open_without_a_word(receive: Receive, send: Send) -> None:
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": True})
    while (await receive())["type"] != "http.disconnect":
        pass


class FlakyServer:
    """The chat's server: `stops` and `starts` again with the port and the database it had."""

    def __init__(self, home: Path) -> None:
        self.line = FlakyLine()
        self.engine = EchoingEngine()
        self._home = home
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self.starts()
        self._ann = self.services.change_agents.add("ann@example.com", "Ann", Role.AGENT, None)

    def starts(self) -> None:
        wakeups = LocalWakeups()
        settings = Settings(home=self._home, database_url=None, pepper="p" * 32, limits=WIDE_LIMITS)
        self.services: Services = bootstrap(settings, engine=self.engine, wakeups=wakeups)
        self.line.leads_to(an_app(self.services, self._home, demo=True, public_url=None, wakeups=wakeups))
        config = uvicorn.Config(
            self.line,
            port=self._port,
            lifespan="off",
            ws="none",
            log_level="warning",
            # Whoever still listens to events is not waited for.
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        wait_until(lambda: self._server.started, "the app listens")

    def stops(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self.services.close()

    def whole_log(self, conversation: ConversationId) -> list[tuple[str, str]]:
        found = self.services.read_conversation(conversation)
        return [(message.author.value, message.text) for message in found.messages]

    def log(self, conversation: ConversationId, author: Author) -> list[str]:
        found = self.services.read_conversation(conversation)
        return [message.text for message in found.messages if message.author is author]

    def an_agent_replies(self, conversation: ConversationId, text: str) -> None:
        """An agent who takes the conversation if they do not have it yet."""
        with self.services.unit_of_work() as work:
            found = work.conversations.get(conversation)
        assert found is not None
        if found.owner is not Owner.AGENT:
            self.services.move_conversation.take(SeenConversation(found.id, found.version), self._ann)
        self.services.reply_to_customer(conversation, self._ann, uuid.uuid4().hex, text)

    def closes(self, conversation: ConversationId) -> None:
        with self.services.unit_of_work() as work:
            assert work.conversations.move(work.conversations.hold(conversation), a_change_to(Owner.CLOSED))

    def conversations(self) -> set[ConversationId]:
        """All there are, whether anything was said in them or not."""
        with self.services.database.begin() as connection:
            return set(connection.scalars(select(conversation.c.id)))


@contextmanager
def flaky_server(home: Path) -> Iterator[FlakyServer]:
    server = FlakyServer(home)
    try:
        yield server
    finally:
        server.stops()
