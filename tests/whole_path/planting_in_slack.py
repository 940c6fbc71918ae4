"""Every way in which a code can be sent to us in Slack: by customers, and by agents in their channel."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.slack import agent_blocks as pressed
from bot.channels.slack import agent_modals as modals
from bot.conversations.conversation import Form, Owner, Reply
from bot.ports import EngineReply
from bot.slack_sandbox.people import Person
from bot.slack_sandbox.workspace import Channel, Message
from tests.attachments.files import a_picture
from tests.builders import ScriptedEngine
from tests.slack.served import ServedToSlack
from tests.whole_path.planting import Codes


@dataclass(frozen=True)
class InSlack:
    """`team` is where agents work, `open_to_all` a channel in which customers mention us."""

    served: ServedToSlack
    engine: ScriptedEngine
    codes: Codes
    team: Channel
    open_to_all: Channel

    async def plant(self) -> None:
        """Each customer wants a person first, so that all they send is shown to agents."""
        await self._by_messages(120)
        await self._by_mentions(10)
        await self._in_a_thread(20)
        await self._in_the_window(10)
        await self._as_names_of_files(3)
        await self._on_buttons(5)
        await self._by_agents(10)

    async def _by_messages(self, how_many: int) -> None:
        """And by changing them into others."""
        ada = self.served.ada
        await self._asks_for_a_person(ada)
        for number, text in enumerate(self.codes.texts("direct message", how_many)):
            message = await ada.writes(text)
            if number % 5 == 0:
                await ada.edits(message, next(self.codes.texts("edit", 1)))
        for first, second, third in (self.codes.next("two messages") for _ in range(5)):
            await ada.writes(f"the code is {first}-{second}")
            await ada.writes(f"the rest is {third}")
        await self.served.answered()

    async def _by_mentions(self, how_many: int) -> None:
        for text in self.codes.texts("mention", how_many):
            self.engine.says("A person comes.", owner=Owner.QUEUED)
            await self.served.ada.mentions(text, to=self.open_to_all)
            await self.served.answered()

    async def _in_a_thread(self, how_many: int) -> None:
        self.engine.says("A person comes.", owner=Owner.QUEUED)
        first = await self.served.ada.mentions("a person please", to=self.open_to_all)
        await self.served.answered()
        for text in self.codes.texts("thread", how_many):
            await self.served.ada.writes(text, to=self.open_to_all, thread=first)
        await self.served.answered()

    async def _in_the_window(self, how_many: int) -> None:
        """Of which only what reads as one code is taken."""
        dan = self.served.there.person("dan")
        for text in self.codes.texts("window", how_many):
            await self._is_asked_for_a_code(dan)
            await dan.submits({"typed": text})
            if dan.modal is not None:
                await dan.closes_modal()
            await self.served.answered()
        await self._is_asked_for_a_code(dan)
        await dan.submits({"typed": self.codes.printed("window")})
        await self.served.answered()

    async def _as_names_of_files(self, how_many: int) -> None:
        for number in range(how_many):
            name = f"{self.codes.printed('file name')}.png" if number % 2 else self.codes.printed("file name")
            await self.served.ada.shares(name, a_picture(), mime_type="image/png")
        await self.served.ada.shares(self.codes.printed("file name"), b"no picture", mime_type="text/plain")
        await self.served.answered()

    async def _on_buttons(self, how_many: int) -> None:
        """What an app is told of a button is what Slack was told, unless somebody else tells it."""
        dan = self.served.there.person("dan")
        for _ in range(how_many):
            message = await self._asks_for_a_code(dan)
            for row in message.blocks:
                for button in row.get("elements", ()):
                    if "action_id" in button:
                        button["value"] = self.codes.printed("button")
                        await dan.presses(message, button["action_id"])
        await self.served.answered()

    async def _by_agents(self, how_many: int) -> None:
        """As notes, replies, reasons and questions, where the code of a customer is."""
        ben = self.served.ben
        head = next(each for each in self.served.said_in(self.team) if not each.is_reply)
        await ben.presses(head, pressed.TAKE)
        await self.served.show()
        for text in self.codes.texts("agent", how_many):
            await ben.writes(text, to=self.team, thread=head)
            for action, modal, field in (
                (pressed.REPLY, modals.REPLY_MODAL, modals.TEXT),
                (pressed.NOTE, modals.NOTE_MODAL, modals.TEXT),
            ):
                seen = await ben.presses(head, action)
                assert seen.modal is not None
                assert seen.modal.content["callback_id"] == modal
                await ben.submits({field: next(self.codes.texts(f"agent, {action}", 1))})
            for command in ("ticket", "take", ""):
                await ben.runs(f"{command} {self.codes.printed('command')}", at=self.team)
        await ben.presses(head, pressed.RESOLVE)
        await ben.submits({modals.REASON: self.codes.printed("reason")})
        await self.served.answered()

    async def _asks_for_a_person(self, customer: Person) -> None:
        self.engine.says("A person comes.", owner=Owner.QUEUED)
        await customer.writes("a person please")
        await self.served.answered()

    async def _asks_for_a_code(self, customer: Person) -> Message:
        self.engine.answers_with(EngineReply(Reply("Which card?", form=Form.CLAIM_CODE)))
        await customer.writes("my code does not work")
        await self.served.answered()
        return self.served.said_in(customer.direct)[-1]

    async def _is_asked_for_a_code(self, customer: Person) -> None:
        await customer.presses(await self._asks_for_a_code(customer), "giftline_code")
