"""A desk after some days that are invented but always the same, for what shows many conversations at once."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext

from bot.agents.agent import Agent, Role
from bot.bootstrap import Services, bootstrap
from bot.conversations.conversation import Owner, Turn
from bot.services.move_conversation import SeenConversation
from bot.settings import Settings
from bot.tickets.ticket import Priority, TicketRequest
from bot.values import TicketId
from tests.builders import Customer, ScriptedEngine, a_customer
from tests.desk.at_the_desk import MovedClock, a_door, a_session, an_app, listening

FIRST_DAY = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
SUPERVISOR = "sue@example.com"
AGENTS = {"ann@example.com": "Ann Li", "bo@example.com": "Bo Reyes", "cleo@example.com": "Cleo Park"}
_SAID = {
    "invalid_code": "it says the code is not valid",
    "already_redeemed": "someone has used my card before me",
    "not_activated": "the till never activated it",
    "wrong_account": "I added it and my balance is still zero",
    "wrong_region": "my card is from the US and I am in Leeds",
    "scam": "a man on the phone wants me to pay in gift cards",
}
_DOUBTED = (
    ("the sticker came off with half the numbers, anything you can do?", "damaged_code", 0.41),
    ("my gran is called Edith and she bought two of them, only one works", "invalid_code", 0.34),
    ("it says to come back tomorrow??", "code_locked", 0.46),
    ("do they ever run out", "check_validity", 0.38),
    ("is it the same as store credit", "partial_use", 0.29),
    ("I pressed it and nothing moved, order 112-4839201-5567810", "wrong_account", 0.44),
    ("why do you want a photo of my receipt", "account_hold", 0.49),
)


@dataclass(frozen=True)
class InventedDesk:
    url: str
    services: Services

    def lets_in(self, context: BrowserContext, email: str = SUPERVISOR) -> None:
        """Signs somebody in without the form."""
        name = a_door(self.services, None).cookie_name()
        token = a_session(self.services, email).token
        context.add_cookies([{"name": name, "value": token, "url": self.url}])


@contextmanager
def invented_desk(home: Path, days: int) -> Iterator[InventedDesk]:
    engine, clock = ScriptedEngine(), MovedClock(FIRST_DAY)
    services = bootstrap(Settings(home=home, database_url=None, pepper="p" * 32), engine=engine, clock=clock)
    services.change_agents.add(SUPERVISOR, "Sue Okoro", Role.SUPERVISOR, None)
    for email, name in AGENTS.items():
        services.change_agents.add(email, name, Role.AGENT, None)
    ready, stop, urls = threading.Event(), asyncio.Event(), list[str]()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        await _live(services, engine, clock, days)
        async with listening(an_app(services, home, public_url=None)) as url:
            urls.append(url)
            ready.set()
            await stop.wait()

    # In a thread of its own: where Playwright runs, no other loop may.
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(120)
    try:
        yield InventedDesk(urls[0], services)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
        services.close()


async def _live(services: Services, engine: ScriptedEngine, clock: MovedClock, days: int) -> None:
    chance = random.Random(7)  # noqa: S311 - the same days every time are what is wanted
    agents = [agent for agent in services.list_agents() if agent.role is Role.AGENT]
    for day in range(days):
        clock.at = FIRST_DAY + timedelta(days=day)
        for _ in range(chance.randint(3, 7) if clock.at.weekday() < 5 else 2):
            clock.passes(minutes=chance.randint(10, 50))
            topic = chance.choice([*_SAID, "invalid_code", "invalid_code", "scam"])
            is_handed_over = topic == "scam" or chance.random() < 0.3
            owner = Owner.QUEUED if is_handed_over else None
            customer = a_customer(services)
            ticket = TicketRequest(
                TicketId(f"GL-{customer.conversation[:7].upper()}"),
                *(topic, Priority.HIGH if topic == "scam" else Priority.NORMAL, topic, _SAID[topic]),
            )
            engine.says(
                "Let me see.",
                turn=Turn(topic, 0.9, topic),
                owner=owner,
                ticket=ticket if is_handed_over else None,
            )
            await customer.says(_SAID[topic])
            if is_handed_over:
                _helps(services, clock, chance, customer, chance.choice(agents))
    for text, guessed, confidence in _DOUBTED:
        clock.passes(minutes=1)
        engine.says("Is it this?", turn=Turn(guessed, confidence))
        await a_customer(services).says(text)


def _helps(
    services: Services, clock: MovedClock, chance: random.Random, customer: Customer, agent: Agent
) -> None:
    clock.passes(minutes=chance.randint(1, 14))
    services.move_conversation.take(_seen(services, customer), agent)
    for text in ("I am looking at it.", "Here is what I found.")[: chance.randint(1, 2)]:
        clock.passes(minutes=chance.randint(1, 4))
        services.reply_to_customer(customer.conversation, agent, text, text)
    clock.passes(minutes=chance.randint(2, 40))
    if chance.random() < 0.9:
        services.move_conversation.close(_seen(services, customer), agent, "done")
        if chance.random() < 0.6:
            with services.unit_of_work() as work:
                closed = work.conversations.hold(customer.conversation)
            services.rate_conversation(closed, chance.choice((5, 5, 4, 4, 3, 2)), None)


def _seen(services: Services, customer: Customer) -> SeenConversation:
    with services.unit_of_work() as work:
        return SeenConversation(customer.conversation, work.conversations.hold(customer.conversation).version)
