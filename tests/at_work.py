"""Agents at work without a browser: `an_agent(services, "Ann").takes(customer)`."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.agents.agent import Agent, Role
from bot.bootstrap import Services
from bot.conversations.conversation import Author, Conversation, Message, Owner
from bot.conversations.desk import Note
from bot.services.move_conversation import SeenConversation
from bot.services.texts import service_text
from tests.builders import Customer, ScriptedEngine

T = TypeVar("T")


@dataclass(frozen=True)
class AgentAtWork:
    """Sees each conversation as it is when they do something, unless it is said how they saw it."""

    services: Services
    agent: Agent

    def takes(self, customer: Customer, *, seen: SeenConversation | None = None) -> Conversation:
        return self.services.move_conversation.take(seen or sight_of(customer), self.agent)

    def gives_back(self, customer: Customer, reason: str = "") -> Conversation:
        return self.services.move_conversation.give_back(sight_of(customer), self.agent, reason)

    def closes(self, customer: Customer, reason: str = "") -> Conversation:
        return self.services.move_conversation.close(sight_of(customer), self.agent, reason)

    def passes_to(self, customer: Customer, colleague: AgentAtWork, reason: str = "") -> Conversation:
        moves = self.services.move_conversation
        return moves.pass_to_agent(sight_of(customer), self.agent, colleague.agent.id, reason)

    def passes_to_team(self, customer: Customer, team: str = "support", reason: str = "") -> Conversation:
        return self.services.move_conversation.pass_to_team(sight_of(customer), self.agent, team, reason)

    def replies(self, customer: Customer, text: str, *, client_id: str | None = None) -> Message:
        sent_as = client_id or uuid.uuid4().hex
        return self.services.reply_to_customer(customer.conversation, self.agent, sent_as, text)

    def notes(self, customer: Customer, text: str, *, client_id: str | None = None) -> Note:
        sent_as = client_id or uuid.uuid4().hex
        return self.services.write_note(customer.conversation, self.agent, sent_as, text)


def an_agent(services: Services, name: str = "Ann", role: Role = Role.AGENT) -> AgentAtWork:
    email = f"{name.lower()}@example.com"
    return AgentAtWork(services, services.change_agents.add(email, name, role, None))


def sight_of(customer: Customer) -> SeenConversation:
    """The conversation as it is now."""
    now = stored(customer)
    return SeenConversation(now.id, now.version)


def stored(customer: Customer) -> Conversation:
    with customer.services.unit_of_work() as work:
        found = work.conversations.get(customer.conversation)
    assert found is not None
    return found


async def asks_for_a_person(customer: Customer, engine: ScriptedEngine) -> None:
    engine.says("A person comes.", owner=Owner.QUEUED)
    await customer.says("a person please")


def told(customer: Customer) -> list[str]:
    """What the app said of moves, by the names of its texts where they hold no name."""
    names = [f"moved.{move}" for move in ("take", "transfer", "return", "release", "close", "reopen")]
    beginnings = {
        service_text(name, answer_by="|").split("|")[0]: name.removeprefix("moved.") for name in names
    }
    return [
        next((move for beginning, move in beginnings.items() if text.startswith(beginning)), text)
        for text in customer.texts_of(Author.SYSTEM)
    ]


def with_agent_names(services: Services) -> Services:
    """The same services, of a brand whose customers read who answers them."""
    support = services.policy.support.model_copy(update={"shows_agent_names": True})
    return replace(services, policy=services.policy.model_copy(update={"support": support}))


def at_once(*actions: Callable[[], T]) -> Sequence[T | Exception]:
    """What each gives back or raises, all having started together."""
    start = threading.Barrier(len(actions), timeout=30)

    def run(action: Callable[[], T]) -> T | Exception:
        start.wait()
        try:
            return action()
        except Exception as error:  # noqa: BLE001 - it is what the test asks about
            return error

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))
