"""However customers and agents take turns, in Slack and outside of it, no customer reads what is not theirs.

As tests/desk/test_nobody_reads_what_is_not_theirs.py does it for the website and the desk: every text is one
of its kind, so that wherever it turns up it is known whose it is.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.agents.agent import Role
from bot.bootstrap import bootstrap
from bot.channels.slack import agent_blocks as pressed
from bot.channels.slack import agent_modals as modals
from bot.conversations.conversation import Author, Conversation, Owner
from bot.errors import DeskConflict
from bot.services.move_conversation import SeenConversation
from bot.settings import Settings
from bot.slack.threads import Audience, Thread
from bot.slack_sandbox.people import Person
from bot.slack_sandbox.sandbox import Sent
from bot.slack_sandbox.workspace import Message
from bot.values import ConversationId, FixedClock
from tests.at_work import AgentAtWork, an_agent
from tests.builders import WIDE_LIMITS, Customer, a_customer
from tests.conftest import NOW
from tests.desk.test_nobody_reads_what_is_not_theirs import TalkingEngine
from tests.slack.served import ServedToSlack, served_to_slack

pytestmark = pytest.mark.proof

NAMES = ("Ben", "Cleo")
EXAMPLES = 40
# Whose conversation it is: somebody in direct messages, or on the website.
IN_SLACK, ON_SITE = 0, 1


@dataclass(frozen=True)
class AgentStep:
    """`in_slack`: by a button and a modal; else at the desk. `late`: on what Slack showed until then."""

    agent: int
    does: str
    in_slack: bool
    late: bool


@dataclass(frozen=True)
class CustomerStep:
    hands_over: bool


@dataclass(frozen=True)
class SlackStep:
    """Slack delivers once more what agents wrote in threads, or threads catch up."""

    delivers_again: bool


# Somebody waits from the beginning: else most steps would do nothing.
_ESCALATED = [(0, CustomerStep(hands_over=True)), (0, SlackStep(delivers_again=False))]
AGENT_STEPS = st.builds(
    AgentStep,
    st.integers(0, len(NAMES) - 1),
    st.sampled_from(["take", "take", "reply", "note", "thread", "thread", "return", "close", "close"]),
    st.booleans(),
    st.booleans(),
)
STEPS = st.lists(
    st.tuples(
        st.integers(0, 1),
        AGENT_STEPS | st.builds(CustomerStep, st.booleans()) | st.builds(SlackStep, st.booleans()),
    ),
    min_size=8,
    max_size=24,
).map(lambda steps: [*_ESCALATED, *steps])


@dataclass
class Told:
    """A conversation, and what was written in it by whom."""

    conversation: ConversationId
    by_customer: list[str] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)


class Scene:
    def __init__(
        self,
        served: ServedToSlack,
        engine: TalkingEngine,
        agents: list[AgentAtWork],
        number: int,
        happened: set[str],
        *,
        replies_in_thread: bool,
    ) -> None:
        """`happened` takes what agents did that was done."""
        self.served = served
        self.agents = agents
        self._engine = engine
        self._replies_in_thread = replies_in_thread
        self._happened = happened
        self._numbers = itertools.count(1)
        self._example = number
        self._written: list[Sent] = []
        self.private: list[str] = []
        slack, workspace = served.there.sandbox.slack, served.there.workspace
        self.ada = served.there.sandbox.person(workspace, slack.add_user(workspace, f"ada{number}"))
        self.on_site = a_customer(served.services)
        self.told: list[Told] = []

    async def begins(self) -> None:
        channel = self.served.there.gift_cards
        self.served.a_team_works_in(channel, replies_in_thread=self._replies_in_thread)
        first = self._text("customer")
        self._engine.says, self._engine.hands_over = self._text("assistant"), False
        await self.ada.writes(first)
        await self.served.answered()
        thread = self.served.thread(self.ada.direct)
        assert thread is not None
        self.told = [Told(thread.conversation, [first]), Told(self.on_site.conversation)]

    async def makes(self, who: int, step: AgentStep | CustomerStep | SlackStep) -> None:
        told = self.told[who]
        if isinstance(step, CustomerStep):
            await self._customer(who, step)
        elif isinstance(step, AgentStep):
            with suppress(DeskConflict, LookupError):
                await self._agent(told, step)
        elif step.delivers_again:
            await self.is_delivered_again()
        else:
            await self.served.show()

    async def is_delivered_again(self) -> None:
        """All that agents wrote in threads, to whoever has the conversations by now."""
        for sent in self._written:
            await self.served.there.sandbox.redeliver(sent)

    async def _customer(self, who: int, step: CustomerStep) -> None:
        text = self._text("customer")
        self._engine.says, self._engine.hands_over = self._text("assistant"), step.hands_over
        self.told[who].by_customer.append(text)
        if who == IN_SLACK:
            await self.ada.writes(text)
            await self.served.services.receive_message.finish_accepted()
        else:
            await self.on_site.says(text)

    async def _agent(self, told: Told, step: AgentStep) -> None:
        if step.in_slack and not step.late:
            await self.served.show()
        text = self._text(step.does)
        agent, services = self.agents[step.agent], self.served.services
        person = self.served.there.person(NAMES[step.agent].lower())
        now = self._now(told)
        has_it = now.owner is Owner.AGENT and now.agent == agent.agent.id
        if step.does == "thread":
            await self._writes_in_thread(told, person, text, is_reply=has_it and self._replies_in_thread)
        elif step.in_slack:
            await self._in_slack(told, person, step.does, text, has_it=has_it)
        else:
            self._note_down(told, step.does, text, has_it=has_it)
            seen, moves = SeenConversation(now.id, now.version), services.move_conversation
            match step.does:
                case "take":
                    moves.take(seen, agent.agent)
                case "reply":
                    services.reply_to_customer(told.conversation, agent.agent, text, text)
                case "note":
                    services.write_note(told.conversation, agent.agent, text, text)
                case "return":
                    moves.give_back(seen, agent.agent, text)
                case "close":
                    moves.close(seen, agent.agent, text)

    def _note_down(self, told: Told, does: str, text: str, *, has_it: bool) -> None:
        """Whatever an agent writes is private, but for the replies of whoever has the conversation."""
        if does == "reply" and has_it:
            told.replies.append(text)
        else:
            self.private.append(text)

    async def _writes_in_thread(self, told: Told, person: Person, text: str, *, is_reply: bool) -> None:
        head = self._head(told)
        self._note_down(told, "reply" if is_reply else "note", text, has_it=is_reply)
        await person.writes(text, to=self.served.there.gift_cards, thread=head)
        sent = self.served.there.sandbox.sent
        self._written.append(next(each for each in reversed(sent) if text in str(each.event)))
        self._happened.add("reply in a thread" if is_reply else "note in a thread")

    async def _in_slack(self, told: Told, person: Person, does: str, text: str, *, has_it: bool) -> None:
        actions = {
            "take": pressed.TAKE,
            "reply": pressed.REPLY,
            "note": pressed.NOTE,
            "return": pressed.RETURN,
            "close": pressed.RESOLVE,
        }
        seen = await person.presses(self._head(told), actions[does])
        if does == "take" or seen.modal is None:
            return
        written = modals.REASON if does == "close" else modals.TEXT
        is_done = (await person.submits({written: text})).modal is None
        if is_done:
            self._happened.add(f"{does} in a modal")
        else:
            await person.closes_modal()
        assert has_it or not (is_done and does == "reply")
        self._note_down(told, does, text, has_it=is_done)

    def _head(self, told: Told) -> Message:
        """Raises LookupError while the conversation is not shown to agents."""
        with self.served.services.unit_of_work() as work:
            thread: Thread | None = work.slack.thread(told.conversation, Audience.AGENTS)
        if thread is None or thread.place.ts is None:
            raise LookupError
        return self.served.there.gift_cards.messages[thread.place.ts]

    def _now(self, told: Told) -> Conversation:
        with self.served.services.unit_of_work() as work:
            found = work.conversations.get(told.conversation)
        assert found is not None
        return found

    def _text(self, kind: str) -> str:
        # With an end, so that no text is the beginning of another.
        return f"{kind} of {self._example} says thing {next(self._numbers)}."


async def _check_one(scene: Scene, steps: list[tuple[int, AgentStep | CustomerStep | SlackStep]]) -> None:
    await scene.begins()
    for who, step in steps:
        await scene.makes(who, step)
    await scene.is_delivered_again()
    await scene.served.show()
    _customers_were_given_what_is_theirs(scene)
    _agents_are_shown_everything_once(scene)


def _customers_were_given_what_is_theirs(scene: Scene) -> None:
    direct = scene.ada.direct
    shown = [*direct.messages.values(), *direct.ephemerals]
    in_slack = repr([(each.text, each.blocks) for each in shown]) + repr(scene.ada.home)
    log = scene.served.services.read_conversation(scene.on_site.conversation)
    on_site = repr(log.messages)
    given = (in_slack, on_site)
    # What a message says is in its blocks too.
    once = (repr([each.text for each in shown]), on_site)
    for who, told in enumerate(scene.told):
        other = scene.told[1 - who]
        foreign = [*scene.private, *other.by_customer, *other.replies]
        assert [text for text in foreign if text in given[who]] == []
        assert [once[who].count(text) for text in told.replies] == [1] * len(told.replies)
        wrote = Customer(scene.served.services, told.conversation, "").texts_of(Author.AGENT)
        assert wrote == told.replies


def _agents_are_shown_everything_once(scene: Scene) -> None:
    channel = scene.served.there.gift_cards
    for told in scene.told:
        try:
            head = scene._head(told)
        except LookupError:
            continue
        thread = [head, *channel.replies(head.ts)]
        for text in (*told.by_customer, *told.replies):
            assert sum(text in each.text for each in thread) == 1, text
    everything = [each for each in channel.messages.values() if each.is_reply]
    with scene.served.services.unit_of_work() as work:
        notes = [note.text for told in scene.told for note in work.desk.notes(told.conversation)]
    assert len(notes) == len(set(notes))
    for told in scene.told:
        with suppress(LookupError):
            scene._head(told)
            with scene.served.services.unit_of_work() as work:
                own = [note.text for note in work.desk.notes(told.conversation)]
            assert [sum(text in each.text for each in everything) for text in own] == [1] * len(own)


async def test_no_customer_reads_what_is_not_theirs(settings: Settings, tmp_path: Path) -> None:
    engine = TalkingEngine()
    wide = settings.model_copy(update={"limits": WIDE_LIMITS})
    # The sandbox's own time: what was written when decides what becomes of it.
    services = bootstrap(wide, clock=FixedClock(NOW), engine=engine)
    roles = (Role.AGENT, Role.SUPERVISOR)
    agents = [an_agent(services, name, role) for name, role in zip(NAMES, roles, strict=True)]
    loop, numbers = asyncio.get_running_loop(), itertools.count(1)
    happened: set[str] = set()

    async with served_to_slack(services, tmp_path) as served:
        await served.ada.opens_home("messages")

        def check(steps: list[tuple[int, AgentStep | CustomerStep | SlackStep]], replies: bool) -> None:
            def run(coroutine: Coroutine[Any, Any, None]) -> None:
                asyncio.run_coroutine_threadsafe(coroutine, loop).result()

            scene = Scene(served, engine, agents, next(numbers), happened, replies_in_thread=replies)
            run(_check_one(scene, steps))

        many = hypothesis_settings(
            max_examples=EXAMPLES,
            phases=[Phase.generate],
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        await asyncio.to_thread(many(given(STEPS, st.booleans())(check)))
    services.close()
    # Without one of these it would prove little.
    assert happened >= {f"{what} in a {where}" for what in ("reply", "note") for where in ("thread", "modal")}
