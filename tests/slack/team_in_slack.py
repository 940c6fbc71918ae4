"""A team at work in Slack, with a customer on the website."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.types import ASGIApp

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.channels.slack import agent_blocks as pressed
from bot.channels.slack import agent_modals as modals
from bot.channels.slack.app import SlackChannel
from bot.conversations.conversation import Author, Owner
from bot.ledger.actions import ActionKind, ActionState
from bot.slack_sandbox.people import Person, Seen
from bot.slack_sandbox.workspace import Channel, Message, View
from tests.at_work import AgentAtWork, an_agent, asks_for_a_person, stored
from tests.builders import A_CODE, Customer, LoadCards, ScriptedEngine, a_customer
from tests.slack.served import ServedToSlack, only_slack, served_to_slack


@dataclass
class AtWork:
    """Ben, an agent, and Cleo, a supervisor, in Slack; Ada, who is neither; and a customer on the website."""

    served: ServedToSlack
    engine: ScriptedEngine
    customer: Customer
    ben_at_desk: AgentAtWork
    cleo_at_desk: AgentAtWork

    @property
    def channel(self) -> Channel:
        return self.served.there.gift_cards

    @property
    def ben(self) -> Person:
        return self.served.there.person("ben")

    @property
    def cleo(self) -> Person:
        return self.served.there.person("cleo")

    @property
    def ada(self) -> Person:
        return self.served.there.person("ada")

    async def escalates(self) -> Message:
        """The customer wants a person; returns the head of the thread in the team's channel."""
        await asks_for_a_person(self.customer, self.engine)
        await self.served.show()
        return self.head

    @property
    def head(self) -> Message:
        (head,) = [each for each in self.served.said_in(self.channel) if not each.is_reply]
        return head

    def shown(self, text: str) -> list[Message]:
        """What the app has posted there that says it."""
        return [each for each in self.served.said_in(self.channel) if text in each.text]

    async def takes(self, who: Person) -> Seen:
        seen = await who.presses(self.head, pressed.TAKE)
        await self.served.show()
        return seen

    async def opens(self, who: Person, action: str) -> View:
        seen = await who.presses(self.head, action)
        assert seen.modal is not None, seen
        return seen.modal

    async def chooses(self, who: Person, choice: str) -> Seen:
        """Of the menu beside the buttons."""
        now = stored(self.customer)
        return await who.chooses(self.head, pressed.MORE, f"{choice}:{now.id}:{now.version}")

    def who_has_it(self) -> tuple[Owner, str | None]:
        now = stored(self.customer)
        return now.owner, now.agent

    @property
    def replies(self) -> list[str]:
        return self.customer.texts_of(Author.AGENT)

    @property
    def notes(self) -> list[str]:
        with self.served.services.unit_of_work() as work:
            return [note.text for note in work.desk.notes(self.customer.conversation)]

    async def ben_asks_for_a_move(self, load_cards: LoadCards) -> None:
        """What takes two people: Ben asks for it, and confirms it."""
        load_cards("bob", {"code": A_CODE, "status": "redeemed", "redeemed_by": "bob"})
        load_cards("alice", {"code": "BR4T-09WXYZ-3MKP", "status": "active"})
        self.customer = a_customer(self.served.services, "alice")
        await self.customer.says(f"it went to the wrong account: {A_CODE}")
        await self.escalates()
        await self.takes(self.ben)
        modal = (await self.chooses(self.ben, pressed.LEDGER)).modal
        assert modal is not None
        assert A_CODE not in str(modal.content)
        wanted = {
            modals.KIND: ActionKind.MOVE.value,
            modals.CARD: self.customer.handle_of(A_CODE),
            modals.REASON: "she has the receipt",
        }
        preview = await self.ben.submits(wanted)
        assert preview.modal is not None
        assert preview.modal.content["callback_id"] == modals.CONFIRM_MODAL
        assert "Nothing has happened yet" in str(preview.modal.content)
        await self.ben.submits()
        await self.served.show()

    def state_of_the_action(self) -> ActionState:
        (action,) = self.served.services.list_ledger_actions.of(self.customer.conversation)
        return action.state


@asynccontextmanager
async def a_team_at_work(
    services: Services,
    engine: ScriptedEngine,
    folder: Path,
    app: Callable[[Services, Path, SlackChannel], ASGIApp] = only_slack,
) -> AsyncIterator[AtWork]:
    async with served_to_slack(services, folder, app=app) as served:
        # Which workspace the token is for is learnt from the first that happens there.
        await served.ada.opens_home("messages")
        served.a_team_works_in(served.there.gift_cards)
        ben, cleo = an_agent(services, "Ben"), an_agent(services, "Cleo", Role.SUPERVISOR)
        yield AtWork(served, engine, a_customer(services), ben, cleo)


def buttons_of(message: Message) -> list[str]:
    return [
        element["action_id"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def told(seen: Seen) -> str:
    """What they alone were shown since."""
    return "\n".join(each.text for each in seen.new)
