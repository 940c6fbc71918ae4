"""A demo server of the desk in a thread of its own, with an engine that says what a test tells it to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.bootstrap import Services, bootstrap
from bot.channels.button_tokens import ButtonTokens
from bot.channels.slack.app import slack_channel
from bot.channels.wakeups import LocalWakeups
from bot.conversations.conversation import Owner
from bot.settings import Settings, SlackSettings
from bot.tickets.ticket import Priority, TicketRequest
from bot.values import TicketId
from tests.builders import Customer, ScriptedEngine, a_customer
from tests.desk.at_the_desk import an_app, listening

T = TypeVar("T")


@dataclass
class ServedDesk:
    """`url` is where browsers find it. What a customer says is answered on the server's own loop."""

    url: str
    services: Services
    engine: ScriptedEngine
    loop: asyncio.AbstractEventLoop

    def customer(self, account: str | None = None) -> Customer:
        return a_customer(self.services, account, "US" if account else None)

    def says(self, customer: Customer, text: str) -> None:
        self._run(customer.says(text))

    def asks_for_a_person(
        self,
        customer: Customer,
        text: str = "A person, please.",
        *,
        category: str = "human_agent",
        priority: Priority = Priority.NORMAL,
    ) -> None:
        """The customer is in the queue from then on."""
        ticket = TicketRequest(
            TicketId(f"GL-{customer.conversation[:7].upper()}"), category, priority, f"about {category}", text
        )
        self.engine.says("I am passing you to a person.", ticket=ticket, owner=Owner.QUEUED)
        self.says(customer, text)

    def _run(self, doing: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(doing, self.loop).result(60)


@contextmanager
def served_desk(home: Path, *, demo: bool = True, in_slack: bool = False) -> Iterator[ServedDesk]:
    """`in_slack`: it is set up for a Slack that is out of reach."""
    slack = SlackSettings("http://127.0.0.1:9/api/", "xoxb-none", "a signing secret") if in_slack else None
    wakeups, engine = LocalWakeups(), ScriptedEngine()
    services = bootstrap(
        Settings(home=home, database_url=None, pepper="p" * 32), engine=engine, wakeups=wakeups
    )
    if demo:
        services.demo_agents.let_in()
    loop, ready, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    urls = []

    async def serve() -> None:
        async with slack_channel(services, slack, ButtonTokens(b"b" * 32), b"s" * 32) as channel:
            app = an_app(services, home, demo=demo, public_url=None, wakeups=wakeups, slack=channel)
            async with listening(app) as url:
                urls.append(url)
                ready.set()
                await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(60)
    try:
        yield ServedDesk(urls[0], services, engine, loop)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
        services.close()
