"""However customers, agents and the assistant take turns, nobody reads or says what is not theirs.

Everything that a customer is ever given is kept, as bytes over a real connection: what their messages
were answered with, their log, and their event stream. Every text is one of its kind, so that wherever it
turns up it is known whose it is.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx
import pytest
import uvicorn
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.agents.agent import Role
from bot.bootstrap import Services, bootstrap
from bot.channels.sessions import PREFIX
from bot.conversations.conversation import Author, Owner, Reply, Turn
from bot.errors import DeskConflict
from bot.ports import Effects, EngineReply
from bot.services.move_conversation import SeenConversation
from bot.settings import Settings
from bot.values import ConversationId
from tests.at_work import AgentAtWork, an_agent, sight_of, stored, with_agent_names
from tests.builders import WIDE_LIMITS, Customer, a_customer
from tests.desk.at_the_desk import an_app

pytestmark = pytest.mark.proof

CUSTOMERS = 3
NAMES = ("Annabel", "Benedict", "Susanna")
EXAMPLES = {"sqlite": 60, "postgresql": 10}


class TalkingEngine:
    """Implements ports.Engine. Says one thing, and lets something happen before it does."""

    is_ready = True
    says = ""
    hands_over = False
    meanwhile: Callable[[], None] = staticmethod(lambda: None)

    async def answer(
        self, conversation: ConversationId, text: str, now: datetime, sequence: int
    ) -> Sequence[EngineReply]:
        says, owner = self.says, Owner.QUEUED if self.hands_over else None
        await asyncio.to_thread(self.meanwhile)
        return [EngineReply(Reply(says)), EngineReply(effects=Effects(Turn(), None, owner))]


@dataclass(frozen=True)
class AgentStep:
    """`late`: they act on the conversation as they saw it before the last step."""

    agent: int
    does: str
    late: bool = False


@dataclass(frozen=True)
class CustomerStep:
    hands_over: bool
    meanwhile: AgentStep | None


AGENT_STEPS = st.builds(
    AgentStep,
    st.integers(0, len(NAMES) - 1),
    st.sampled_from(["take", "take", "reply", "reply", "note", "pass on", "to the team", "return", "close"]),
    st.booleans(),
)
CUSTOMER_STEPS = st.builds(CustomerStep, st.booleans(), st.none() | AGENT_STEPS)
STEPS = st.lists(
    st.tuples(st.integers(0, CUSTOMERS - 1), AGENT_STEPS | CUSTOMER_STEPS), min_size=3, max_size=20
)


@dataclass
class Told:
    """A customer, all that they were ever given, and all that was written to and by them."""

    customer: Customer
    seen_before: SeenConversation
    given: list[str] = field(default_factory=list)
    written: list[tuple[Author, str]] = field(default_factory=list)


class Scene:
    """Three customers and three agents, as of nothing said."""

    def __init__(
        self, services: Services, url: str, engine: TalkingEngine, agents: list[AgentAtWork]
    ) -> None:
        self._engine = engine
        self._agents = agents
        self._browser = httpx.Client(base_url=url, timeout=60)
        self._number = itertools.count(1)
        self.notes: list[str] = []
        customers = [a_customer(services) for _ in range(CUSTOMERS)]
        self.told = [Told(customer, sight_of(customer)) for customer in customers]

    def makes(self, who: int, step: AgentStep | CustomerStep) -> None:
        told = self.told[who]
        now = sight_of(told.customer)
        if isinstance(step, AgentStep):
            self._agent(told, step)
        else:
            self._customer(told, step)
        told.seen_before = now

    def _agent(self, told: Told, step: AgentStep) -> None:
        agent, customer = self._agents[step.agent], told.customer
        colleague = self._agents[(step.agent + 1) % len(self._agents)]
        seen = told.seen_before if step.late else sight_of(customer)
        moves, text = agent.services.move_conversation, self._a_text(step.does)
        with suppress(DeskConflict):
            match step.does:
                case "take":
                    moves.take(seen, agent.agent)
                case "reply":
                    agent.replies(customer, text)
                    told.written.append((Author.AGENT, text))
                case "note":
                    self.notes.append(text)
                    agent.notes(customer, text)
                case "pass on":
                    moves.pass_to_agent(seen, agent.agent, colleague.agent.id, text)
                case "to the team":
                    moves.pass_to_team(seen, agent.agent, "support", text)
                case "return":
                    moves.give_back(seen, agent.agent, text)
                case "close":
                    moves.close(seen, agent.agent, text)
        if step.does not in ("reply", "note"):
            # Reasons are for colleagues too.
            self.notes.append(text)

    def _customer(self, told: Told, step: CustomerStep) -> None:
        before = stored(told.customer)
        text, answer = self._a_text("customer"), self._a_text("assistant")
        meanwhile = step.meanwhile
        self._engine.says, self._engine.hands_over = answer, step.hands_over
        self._engine.meanwhile = lambda: self._agent(told, meanwhile) if meanwhile else None
        told.written.append((Author.CUSTOMER, text))
        sent = self._browser.post(
            f"{PREFIX}/messages", json={"client_id": text, "text": text}, headers=self._headers(told)
        )
        assert sent.status_code == 200, sent.text
        told.given.append(sent.text)
        spoke = told.customer.texts_of(Author.BOT).count(answer)
        moved = stored(told.customer).version - before.version - (step.hands_over and spoke)
        # The assistant speaks once where it had the conversation all the time, and else not at all.
        assert spoke == (before.owner is Owner.BOT and not moved), (before.owner, moved)
        if spoke:
            told.written.append((Author.BOT, answer))

    def looks(self) -> None:
        """Every customer reads their log, and listens until they know all of it."""
        for told in self.told:
            log = self._browser.get(f"{PREFIX}/messages", headers=self._headers(told))
            told.given.append(log.text)
            last = max((line["sequence"] for line in log.json()["messages"]), default=0)
            with self._browser.stream("GET", f"{PREFIX}/events", headers=self._headers(told)) as stream:
                for line in stream.iter_lines():
                    told.given.append(line)
                    # The owner is told after all that was missed.
                    if line == "event: owner":
                        break
            heard = [
                json.loads(line.removeprefix("data: "))["sequence"]
                for line in told.given
                if line.startswith("data: ")
            ]
            assert heard == list(range(1, last + 1))

    def closes(self) -> None:
        self._browser.close()

    def _a_text(self, kind: str) -> str:
        # With an end, so that no text is the beginning of another.
        return f"{kind} says thing {next(self._number)}."

    def _headers(self, told: Told) -> dict[str, str]:
        return {"Authorization": f"Bearer {told.customer.token}"}


@contextmanager
def _serving(services: Services, folder: Path) -> Iterator[str]:
    """The app on a port of this machine, in a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # As the product's own.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        config = uvicorn.Config(an_app(services, folder), lifespan="off", ws="none", log_level="warning")
        server = uvicorn.Server(config)
        serving = threading.Thread(target=server.run, args=([listener],))
        serving.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        serving.join(timeout=30)


@pytest.mark.parametrize("shows_names", [False, True], ids=["names hidden", "names shown"])
def test_nobody_reads_what_is_not_theirs(
    settings: Settings, database_url: str, tmp_path: Path, shows_names: bool
) -> None:
    engine = TalkingEngine()
    made = bootstrap(settings.model_copy(update={"limits": WIDE_LIMITS}), engine=engine)
    services = with_agent_names(made) if shows_names else made
    roles = (Role.AGENT, Role.AGENT, Role.SUPERVISOR)
    agents = [an_agent(services, name, role) for name, role in zip(NAMES, roles, strict=True)]

    def check(steps: list[tuple[int, AgentStep | CustomerStep]]) -> None:
        scene = Scene(services, url, engine, agents)
        try:
            for who, step in steps:
                scene.makes(who, step)
            scene.looks()
        finally:
            scene.closes()
        _each_text_is_in_one_log_once_and_in_order(scene)
        _customers_were_given_what_is_theirs(scene, agents, shows_names)

    many = hypothesis_settings(
        max_examples=EXAMPLES[services.database.dialect.name] // 2,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    with _serving(services, tmp_path) as url:
        many(given(STEPS)(check))()
    made.close()


def _each_text_is_in_one_log_once_and_in_order(scene: Scene) -> None:
    for told in scene.told:
        log = told.customer.log
        assert [message.sequence for message in log] == list(range(1, len(log) + 1))
        people = [(each.author, each.text) for each in log if each.author is not Author.SYSTEM]
        # An answer is stored after whatever happened while it was thought of.
        assert people == told.written


def _customers_were_given_what_is_theirs(
    scene: Scene, agents: Sequence[AgentAtWork], shows_names: bool
) -> None:
    for told in scene.told:
        given_text = "\n".join(told.given)
        others = [text for other in scene.told if other is not told for _, text in other.written]
        hidden = [each.agent.email for each in agents] + [each.agent.id for each in agents]
        if not shows_names:
            hidden += NAMES
        assert [text for text in (*scene.notes, *others, *hidden) if text in given_text] == []
        log = json.loads(next(text for text in told.given if text.startswith('{"messages":')))
        assert [line["text"] for line in log["messages"] if line["author"] != "system"] == [
            text for _, text in told.written
        ]
        wrote = [line["agent_name"] for line in log["messages"] if line["author"] == "agent"]
        assert set(wrote) <= (set(NAMES) if shows_names else {None})
