"""Killed anywhere on the way from the assistant to a person and back, nothing is lost or said twice.

A process asks for a person, takes, answers and gives back, and kills itself at one point of that way:
before or after a statement, right before COMMIT or right after it. Then everybody starts again as people
and pages do: the app catches up with what it owes, and what got no answer is sent again.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from bot.agents.agent import Role
from bot.bootstrap import Services, bootstrap
from bot.conversations.conversation import Author, Owner, Reply
from bot.ports import Effects, EngineReply
from bot.services.answers import Question
from bot.settings import Settings
from bot.values import ConversationId
from tests.at_work import AgentAtWork, stored, told
from tests.builders import WIDE_LIMITS, Customer, a_customer
from tests.money.killed import NOBODY, Points

pytestmark = pytest.mark.proof

RUNS = 25  # on each database
ASKS, ANSWERS, THANKS = "a person please", "Here I am.", "thank you"
COMES, WELCOME = "A person comes.", "You are welcome."


class HandsOver:
    """Implements ports.Engine: the real action behind every request for a person, and a word else."""

    is_ready = True
    services: Services

    async def answer(
        self, conversation: ConversationId, text: str, now: datetime, sequence: int
    ) -> Sequence[EngineReply]:
        if text != ASKS:
            return [EngineReply(Reply(WELCOME)), EngineReply(effects=Effects())]
        question = Question(conversation, "human_agent", now, text)
        answer = await asyncio.to_thread(self.services.hand_over, question)
        effects = Effects(ticket=answer.ticket, owner=answer.owner)
        return [EngineReply(Reply(COMES)), EngineReply(effects=effects)]


@dataclass(frozen=True)
class Way:
    """One conversation and its agent, in a shape that goes to another process."""

    home: Path
    url: str
    conversation: ConversationId
    agent: str

    def settings(self) -> Settings:
        return Settings(home=self.home, database_url=self.url, pepper="p" * 32, limits=WIDE_LIMITS)


def _opened(way: Way) -> tuple[Services, Customer, AgentAtWork]:
    engine = HandsOver()
    services = bootstrap(way.settings(), engine=engine)
    engine.services = services
    agent = AgentAtWork(services, services.agent_sessions.agent(way.agent))
    return services, Customer(services, way.conversation, ""), agent


def _steps(customer: Customer, agent: AgentAtWork) -> list[tuple[str, Callable[[], object]]]:
    """The way, each step of which does nothing a second time."""

    def takes_it_back() -> None:
        # A page that got no answer reads again how things stand, and asks only for what is not so yet.
        if stored(customer).owner is Owner.AGENT:
            agent.gives_back(customer)

    def takes() -> None:
        if stored(customer).owner is Owner.QUEUED:
            agent.takes(customer)

    return [
        ("the customer asks for a person", lambda: asyncio.run(customer.says(ASKS, client_id="asks"))),
        ("the agent takes it", takes),
        ("the agent answers", lambda: agent.replies(customer, ANSWERS, client_id="answers")),
        ("the agent gives it back", takes_it_back),
        ("the customer says thanks", lambda: asyncio.run(customer.says(THANKS, client_id="thanks"))),
    ]


def go(way: Way, die_at: int = NOBODY) -> tuple[int, ...]:
    """Goes the way; dies by SIGKILL at the point of that number. Returns at which point each step ended."""
    services, customer, agent = _opened(way)
    with services.unit_of_work():
        pass  # What a first connection says to the server is no part of the way.

    def reached(point: int) -> None:
        if point == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    points = Points(services.database, reached)
    ends = []
    for _, step in _steps(customer, agent):
        step()
        ends.append(points.count)
    services.close()
    return tuple(ends)


def _kill_at(way: Way, point: int) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["__main__", "tests.services.test_killed_handoff"])
    child = processes.Process(target=go, args=(way, point))
    child.start()
    child.join(timeout=120)
    assert child.exitcode == -signal.SIGKILL


async def _goes_on(way: Way, died_in: int) -> Customer:
    """The app starts again, and whoever got no answer asks again. Then the rest of the way is gone."""
    services, customer, agent = _opened(way)
    await services.receive_message.finish_unanswered()
    if died_in == 0 and customer.log:
        # Logged before the app died, it is answered now, though nobody sends it again.
        _is_handed_over(customer)
    for _, step in _steps(customer, agent)[died_in:]:
        await asyncio.to_thread(step)
    assert await services.receive_message.finish_unanswered() == 0
    return customer


def _is_handed_over(customer: Customer) -> None:
    assert (stored(customer).owner, customer.texts_of(Author.BOT)) == (Owner.QUEUED, [COMES])
    with customer.services.unit_of_work() as work:
        assert len(work.tickets.of(customer.conversation)) == 1


def _is_whole(customer: Customer) -> None:
    """One ticket, every move told once, and the assistant's in the end."""
    with customer.services.unit_of_work() as work:
        assert len(work.tickets.of(customer.conversation)) == 1
    assert (told(customer), stored(customer).owner) == (["take", "return"], Owner.BOT)


def _seen(customer: Customer) -> tuple[object, ...]:
    """All that came of the way."""
    with customer.services.unit_of_work() as work:
        moves = [
            (made.move.value, made.from_owner, made.to_owner)
            for made in work.desk.moves(customer.conversation)
        ]
        tickets = [(ticket.category, ticket.status) for ticket in work.tickets.of(customer.conversation)]
    log = [(each.sequence, each.author, each.text) for each in customer.log]
    now = stored(customer)
    return log, moves, tickets, told(customer), now.owner, now.agent, now.version


def test_a_handoff_that_was_killed_anywhere_ends_as_one_that_was_not(
    settings: Settings, database_url: str, services: Services, tmp_path: Path
) -> None:
    services.change_agents.add("ann@example.com", "Ann", Role.AGENT, None)

    def a_way() -> Way:
        return Way(tmp_path, database_url, a_customer(services).conversation, "ann@example.com")

    undisturbed = a_way()
    ends = go(undisturbed)
    twin = Customer(services, undisturbed.conversation, "")
    expected = _seen(twin)
    assert [each.text for each in twin.log if each.author is not Author.SYSTEM] == [
        *(ASKS, COMES, ANSWERS, THANKS, WELCOME)
    ]
    _is_whole(twin)

    # Evenly over the whole way, so that every step is met several times.
    killed_at = sorted({1 + (ends[-1] - 1) * number // (RUNS - 1) for number in range(RUNS)})
    assert len(killed_at) == RUNS
    for point in killed_at:
        way = a_way()
        _kill_at(way, point)
        died_in = next(number for number, end in enumerate(ends) if point <= end)
        customer = asyncio.run(_goes_on(way, died_in))
        assert _seen(customer) == expected, f"killed at point {point} of {ends}"
        customer.services.close()
