"""Agents at work in Slack: what they press, fill in, ask for and write becomes what they do at the desk.

Who somebody is says their confirmed address in a workspace in which one of our teams has its channel: whoever
runs another workspace can give any address to its people. What an agent may do is decided, and put into the
audit, by the same services as at the desk.
"""

from __future__ import annotations

import asyncio
import logging
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.agents.agent import Agent, email_of
from bot.bootstrap import Services
from bot.channels.slack import agent_blocks as pressed
from bot.channels.slack import agent_modals as modals
from bot.channels.slack.agent_blocks import AgentBlocks, action_in, seen_in
from bot.channels.slack.agent_home import (
    HELP,
    MOST_LISTED,
    NO_SUCH_TICKET,
    home_of_others,
    home_view,
    queue_blocks,
)
from bot.channels.slack.agent_modals import Draft, View, draft_of
from bot.channels.slack.block_kit import Block, notice, section, told
from bot.channels.slack.failures import told_as_ours
from bot.conversations.conversation import Conversation
from bot.conversations.desk import DeskEntry, DeskQuestion
from bot.conversations.desk import View as DeskList
from bot.errors import DeliveryFailed, GiftlineError, InvalidEmail, NoSuchConversation, UnknownConversation
from bot.ledger.actions import ActionKind, LedgerAction
from bot.services.action_words import words_of
from bot.services.draft_ledger_action import WantedAction
from bot.services.move_conversation import SeenConversation, mover
from bot.slack.incoming import SlackMessage
from bot.slack.posting import Posted, SlackPoster
from bot.slack.threads import Audience, Place, Thread
from bot.slack.workspaces import ChannelId, SlackUserId, WorkspaceId
from bot.values import ActionId, ClaimHandle

log = logging.getLogger(__name__)

COMMAND = "/giftline"
NOT_AN_AGENT = "This is for support agents. Slack's confirmed address of yours is no agent's of ours."
FILES_STAY = "Files that are put here stay in Slack. Send one to the customer from the desk."
# How long an address is believed that Slack has said, and of how many people it is remembered.
_ADDRESS_LASTS = timedelta(minutes=1)
_MOST_ADDRESSES = 1_000
_TICKET = re.compile(r"GL-[0-9A-Z]{7}", re.IGNORECASE)

Body = Mapping[str, Any]


@dataclass(frozen=True)
class _Here:
    """Who does something, and where; without a place it is their App Home."""

    workspace: WorkspaceId
    user: SlackUserId
    place: Place | None


@dataclass
class _Addresses:
    """What Slack has said of people, for a minute."""

    known: dict[tuple[str, str], tuple[str | None, datetime]] = field(default_factory=dict)

    def of(self, here: _Here, now: datetime) -> tuple[str | None] | None:
        """In a tuple, because None is an answer too."""
        email, until = self.known.get((here.workspace, here.user), (None, now))
        return (email,) if now < until else None

    def keep(self, here: _Here, email: str | None, now: datetime) -> None:
        if len(self.known) >= _MOST_ADDRESSES:
            self.known.clear()
        self.known[here.workspace, here.user] = (email, now + _ADDRESS_LASTS)


def listen_to_agents(
    app: AsyncApp, services: Services, poster: SlackPoster, blocks: AgentBlocks
) -> AgentsInSlack:
    """Has the app hear whatever agents do but write, which is given to `on_message`."""
    agents = AgentsInSlack(services, poster, blocks)
    for action, listener in agents.actions.items():
        app.action(action)(listener)
    for modal, listener in agents.modals.items():
        app.view(modal)(listener)
    app.command(COMMAND)(agents.command)
    app.event("app_home_opened", matchers=[_is_home])(agents.home_opened)
    return agents


class AgentsInSlack:
    def __init__(self, services: Services, poster: SlackPoster, blocks: AgentBlocks) -> None:
        self._services = services
        self._poster = poster
        self._blocks = blocks
        self._addresses = _Addresses()
        self._drawing: set[asyncio.Task[None]] = set()
        self.actions: Mapping[str, Callable[..., Awaitable[None]]] = {
            pressed.TAKE: self.take,
            pressed.REPLY: self.ask_for_reply,
            pressed.NOTE: self.ask_for_note,
            pressed.RESOLVE: self.ask_for_reason,
            pressed.RETURN: self.give_back,
            pressed.MORE: self.more,
            pressed.APPROVE: self.approve,
            pressed.DECLINE: self.ask_why_not,
            pressed.OPEN_LINK: self.followed,
            modals.MACRO: self.fill_in,
        }
        self.modals: Mapping[str, Callable[..., Awaitable[None]]] = {
            modals.REPLY_MODAL: self.reply,
            modals.NOTE_MODAL: self.note,
            modals.RESOLVE_MODAL: self.resolve,
            modals.TRANSFER_MODAL: self.transfer,
            modals.LEDGER_MODAL: self.draft_action,
            modals.CONFIRM_MODAL: self.confirm_action,
            modals.DECLINE_MODAL: self.decline,
        }

    async def finish(self) -> None:
        """Returns once what is being drawn is drawn."""
        await asyncio.gather(*self._drawing, return_exceptions=True)

    async def on_message(self, message: SlackMessage) -> bool:
        """A message in a thread of a channel; returns whether it is one of ours for agents.

        It becomes a note, which no customer can ever get, or a reply where services/write_from_thread.py says
        so. What nobody's agent writes stays in Slack.
        """
        if message.thread_ts is None:
            return False
        thread_ts = message.thread_ts
        thread = await asyncio.to_thread(self._thread_at, message.workspace, message.channel, thread_ts)
        if thread is None or thread.audience is not Audience.AGENTS:
            return False
        here = _Here(message.workspace, message.user, thread.place)

        async def write(agent: Agent) -> None:
            if message.text:
                await asyncio.to_thread(self._services.write_from_thread, thread, message, agent)
            if message.files:
                await self._tell(here, FILES_STAY)

        await self._do(here, write)
        return True

    # Buttons of the head of a thread, and of lists

    async def take(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        await self._move(body, client, self._services.move_conversation.take)

    async def give_back(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        await self._move(body, client, self._services.move_conversation.give_back)

    async def ask_for_reply(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        await self._open(body, client, self._reply_modal)

    async def ask_for_note(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        await self._open(body, client, lambda draft, agent: modals.note_modal(draft))

    async def ask_for_reason(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        await self._open(body, client, lambda draft, agent: modals.resolve_modal(draft))

    async def more(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """What was chosen of the menu beside the buttons."""
        await ack()
        choice, _, _ = _value(body).partition(":")
        opens = {
            pressed.MACROS: self._reply_modal,
            pressed.LEDGER: self._ledger_modal,
            pressed.TRANSFER: self._transfer_modal,
        }
        if choice == pressed.TAKE_OVER:
            await self._move(body, client, self._services.move_conversation.take)
        elif choice in opens:
            await self._open(body, client, opens[choice])

    async def followed(self, ack: AsyncAck) -> None:
        """Somebody followed a link, of which Slack tells us too."""
        await ack()

    async def fill_in(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A macro is put behind what is written already."""
        await ack()
        view, here = body["view"], _here(body)
        draft, macro_id = draft_of(view), _value(body)

        async def fill(agent: Agent) -> None:
            macros = await asyncio.to_thread(self._services.fill_macros, draft.seen.id)
            macro = next((each for each in macros if each.id == macro_id), None)
            written = [modals.typed(view, modals.TEXT), macro.text if macro else ""]
            filled = modals.reply_modal(
                draft, macros, "\n\n".join(filter(None, written)), turn=uuid.uuid4().hex[:8]
            )
            with told_as_ours():
                await client.views_update(view_id=view["id"], hash=view["hash"], view=filled)

        await self._do(here, fill)

    # What was filled in

    async def reply(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await self._submit(ack, body, client, modals.TEXT, self._reply)

    async def note(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await self._submit(ack, body, client, modals.TEXT, self._note)

    async def resolve(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await self._submit(ack, body, client, modals.REASON, self._resolve)

    async def transfer(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await self._submit(ack, body, client, modals.TO, self._transfer)

    async def draft_action(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await self._submit(ack, body, client, modals.KIND, self._draft_action)

    async def confirm_action(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await self._submit(ack, body, client, None, self._confirm_action)

    async def decline(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await self._submit(ack, body, client, modals.REASON, self._decline)

    def _reply(self, draft: Draft, view: View, agent: Agent) -> None:
        text = modals.typed(view, modals.TEXT)
        self._services.reply_to_customer(draft.seen.id, agent, draft.client_id, text)

    def _note(self, draft: Draft, view: View, agent: Agent) -> None:
        self._services.write_note(draft.seen.id, agent, draft.client_id, modals.typed(view, modals.TEXT))

    def _resolve(self, draft: Draft, view: View, agent: Agent) -> None:
        self._services.move_conversation.close(draft.seen, agent, modals.typed(view, modals.REASON))

    def _transfer(self, draft: Draft, view: View, agent: Agent) -> None:
        to_agent, to_team = modals.destination(view)
        moves, reason = self._services.move_conversation, modals.typed(view, modals.REASON)
        if to_agent is not None:
            moves.pass_to_agent(draft.seen, agent, to_agent, reason)
        else:
            moves.pass_to_team(draft.seen, agent, to_team or "", reason)

    def _draft_action(self, draft: Draft, view: View, agent: Agent) -> View:
        handle = modals.chosen(view, modals.CARD)
        wanted = WantedAction(
            kind=ActionKind(modals.chosen(view, modals.KIND) or ""),
            reason=modals.typed(view, modals.REASON),
            client_id=draft.client_id,
            handle=ClaimHandle(handle) if handle else None,
        )
        try:
            action = self._services.draft_ledger_action(draft.seen.id, wanted, mover(agent).actor)
        except UnknownConversation:
            raise NoSuchConversation("There is no such conversation. It may have been erased.") from None
        return modals.confirm_modal(
            Draft(draft.seen, draft.client_id, action.id), words_of(action, self._services.policy).text
        )

    def _confirm_action(self, draft: Draft, view: View, agent: Agent) -> View:
        action = self._services.decide_ledger_action.confirm(
            draft.seen.id, draft.action or ActionId(""), mover(agent).actor
        )
        return self._told_of(action)

    def _decline(self, draft: Draft, view: View, agent: Agent) -> None:
        reason = modals.typed(view, modals.REASON)
        decide = self._services.decide_ledger_action
        self._told_of(decide.decline(draft.action or ActionId(""), mover(agent).actor, reason))

    def _told_of(self, action: LedgerAction) -> View:
        """Whoever shows the conversation hears of it, as at the desk."""
        self._services.wakeups.wake_desk(action.conversation)
        return modals.told_modal("Ledger action", words_of(action, self._services.policy).text)

    # A second person decides

    async def approve(self, ack: AsyncAck, body: Body) -> None:
        await ack()

        async def agree(agent: Agent) -> None:
            decide, (action, _) = self._services.decide_ledger_action, action_in(_value(body))
            self._told_of(await asyncio.to_thread(decide.approve, action, mover(agent).actor))

        await self._do(_here(body), agree)

    async def ask_why_not(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()

        async def ask(agent: Agent) -> None:
            action, conversation = action_in(_value(body))
            # Whether it may still be declined says the action; how the conversation stands does not.
            draft = Draft(SeenConversation(conversation, 0), uuid.uuid4().hex, action)
            with told_as_ours():
                await client.views_open(trigger_id=body["trigger_id"], view=modals.decline_modal(draft))

        await self._do(_here(body), ask)

    # What is asked for

    async def command(self, ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        """`/giftline queue`, `ticket`, `take`; whatever else it is, what there is to ask for."""
        await ack()
        here = _Here(WorkspaceId(body["team_id"]), SlackUserId(body["user_id"]), None)
        asked, _, about = str(body.get("text") or "").strip().partition(" ")
        try:
            agent = await self._agent(here)
            answer = NOT_AN_AGENT if agent is None else await self._answer(asked, about.strip(), agent)
        except GiftlineError as error:
            answer = [told(error.detail)]
        if isinstance(answer, str):
            answer = [section(answer)]
        await respond(text="Giftline", blocks=[dict(block) for block in answer], response_type="ephemeral")

    async def home_opened(self, event: Mapping[str, Any], body: Body, client: AsyncWebClient) -> None:
        here = _Here(WorkspaceId(body["team_id"]), SlackUserId(event["user"]), None)
        self._show_home(here, client, await self._agent(here))

    async def _answer(self, asked: str, about: str, agent: Agent) -> str | list[Block]:
        match asked.lower():
            case "queue":
                question = DeskQuestion(DeskList.QUEUE, MOST_LISTED)
                page, counts = await asyncio.to_thread(self._services.read_desk.page, question, agent)
                return queue_blocks(self._blocks, page.entries, counts)
            case "ticket":
                found = await asyncio.to_thread(self._of_ticket, about, agent)
                return NO_SUCH_TICKET if found is None else list(self._blocks.listed(found))
            case "take":
                found = await asyncio.to_thread(self._of_ticket, about, agent)
                if found is None:
                    return NO_SUCH_TICKET
                seen = SeenConversation(found.id, found.version)
                await asyncio.to_thread(self._services.move_conversation.take, seen, agent)
                return "It is yours."
            case _:
                return HELP

    def _of_ticket(self, number: str, agent: Agent) -> DeskEntry | None:
        """The conversation of a ticket. Whatever else is typed is looked up nowhere: it may be a code."""
        if not _TICKET.fullmatch(number):
            return None
        found = self._services.search_desk(number, agent)
        return next((each.entry for each in found), None)

    # How each of them goes

    async def _move(
        self,
        body: Body,
        client: AsyncWebClient,
        move: Callable[[SeenConversation, Agent], Conversation],
    ) -> None:
        here = _here(body)

        async def make(agent: Agent) -> None:
            said = None
            try:
                await asyncio.to_thread(move, _seen(body), agent)
            except GiftlineError as error:
                if here.place is not None:
                    raise
                said = error.detail
            self._show_home(here, client, agent, said)

        await self._do(here, make)

    async def _open(self, body: Body, client: AsyncWebClient, make: Callable[[Draft, Agent], View]) -> None:
        async def show(agent: Agent) -> None:
            draft = Draft(_seen(body), uuid.uuid4().hex)
            view = await asyncio.to_thread(make, draft, agent)
            with told_as_ours():
                await client.views_open(trigger_id=body["trigger_id"], view=view)

        await self._do(_here(body), show)

    async def _do(self, here: _Here, act: Callable[[Agent], Awaitable[None]]) -> None:
        """Has the agent do it. Who is none, and what is refused, is told to the person alone."""
        try:
            agent = await self._agent(here)
            if agent is None:
                await self._tell(here, NOT_AN_AGENT)
            else:
                await act(agent)
        except GiftlineError as error:
            await self._tell(here, error.detail)

    async def _submit(
        self,
        ack: AsyncAck,
        body: Body,
        client: AsyncWebClient,
        blamed: str | None,
        act: Callable[[Draft, View, Agent], View | None],
    ) -> None:
        """Does it before Slack closes the modal, which says what is wrong: under a field, or in its place."""
        view, here = dict(body["view"]), _here(body)
        try:
            agent = await self._agent(here)
            if agent is None:
                refused, follows = NOT_AN_AGENT, None
            else:
                refused, follows = None, await asyncio.to_thread(act, draft_of(view), view, agent)
        except GiftlineError as error:
            agent, refused, follows = None, error.detail, None
        if refused is not None and blamed is not None:
            await ack(response_action="errors", errors={modals.block_of(view, blamed): refused})
        elif refused is not None:
            await ack(response_action="update", view=modals.told_modal("Not done", refused))
        elif follows is not None:
            await ack(response_action="update", view=follows)
        else:
            await ack()
        if agent is not None:
            self._show_home(here, client, agent)

    async def _agent(self, here: _Here) -> Agent | None:
        """Who the person is to us. An agent who was disabled is none from that moment on."""
        now = self._services.clock.now()
        known = self._addresses.of(here, now)
        if known is None:
            place = here.place or Place(here.workspace, ChannelId(""), None)
            email = await self._poster.email_of(place, here.user)
            self._addresses.keep(here, email, now)
        else:
            (email,) = known
        return await asyncio.to_thread(self._agent_of, here.workspace, email)

    def _agent_of(self, workspace: WorkspaceId, email: str | None) -> Agent | None:
        works_here = any(each.workspace == workspace for each in self._services.list_slack_channels())
        if email is None or not works_here:
            return None
        try:
            address = email_of(email)
        except InvalidEmail:
            return None
        agents = self._services.list_agents()
        return next((each for each in agents if each.email == address and each.disabled_at is None), None)

    async def _tell(self, here: _Here, text: str) -> None:
        if here.place is None:
            return
        try:
            await self._poster.whisper(here.place, here.user, Posted(notice(text), [told(text)]))
        except GiftlineError as error:
            log.warning("could not tell %s in Slack what became of it: %s", here.user, error.detail)

    def _show_home(
        self, here: _Here, client: AsyncWebClient, agent: Agent | None, said: str | None = None
    ) -> None:
        """Draws it anew in a while: Slack waits three seconds for an answer, and not for this."""
        drawing = asyncio.create_task(self._draw_home(here, client, agent, said))
        self._drawing.add(drawing)
        drawing.add_done_callback(self._drawing.discard)

    async def _draw_home(
        self, here: _Here, client: AsyncWebClient, agent: Agent | None, said: str | None
    ) -> None:
        if agent is None:
            view = home_of_others()
        else:
            view = await asyncio.to_thread(self._home_of, agent, said)
        try:
            with told_as_ours():
                await client.views_publish(user_id=here.user, view=view)
        except DeliveryFailed as error:
            # It is drawn anew whenever they open it.
            log.warning("could not draw the App Home of %s: %s", here.user, error.detail)

    def _home_of(self, agent: Agent, said: str | None) -> View:
        read = self._services.read_desk
        mine, counts = read.page(DeskQuestion(DeskList.MINE, MOST_LISTED), agent)
        queue, _ = read.page(DeskQuestion(DeskList.QUEUE, MOST_LISTED), agent)
        return home_view(self._blocks, mine.entries, queue.entries, counts, said)

    def _reply_modal(self, draft: Draft, agent: Agent) -> View:
        return modals.reply_modal(draft, self._services.fill_macros(draft.seen.id))

    def _transfer_modal(self, draft: Draft, agent: Agent) -> View:
        colleagues = self._services.list_colleagues
        others = [each for each in colleagues.agents() if each.id != agent.id]
        return modals.transfer_modal(draft, others, colleagues.teams())

    def _ledger_modal(self, draft: Draft, agent: Agent) -> View:
        try:
            brief = self._services.brief_case(draft.seen.id, mover(agent).actor)
        except UnknownConversation:
            raise NoSuchConversation("There is no such conversation. It may have been erased.") from None
        cards = [modals.KnownCard(card.handle, card.last_four) for card in brief.cards if card.card]
        return modals.ledger_modal(draft, cards)

    def _thread_at(self, workspace: WorkspaceId, channel: ChannelId, ts: str) -> Thread | None:
        with self._services.unit_of_work() as work:
            return work.slack.thread_at(workspace, channel, ts)


async def _is_home(event: Mapping[str, Any]) -> bool:
    return event.get("tab") == "home"


def _here(body: Body) -> _Here:
    workspace, user = WorkspaceId(body["team"]["id"]), SlackUserId(body["user"]["id"])
    container = body.get("container", {})
    if container.get("type") != "message":
        return _Here(workspace, user, None)
    # What is said to somebody at the head of a thread is seen in the channel, where they pressed it.
    thread_ts = container.get("thread_ts")
    is_head = thread_ts == container.get("message_ts")
    place = Place(workspace, ChannelId(container["channel_id"]), None if is_head else thread_ts)
    return _Here(workspace, user, place)


def _value(body: Body) -> str:
    """Of what was pressed or chosen."""
    action = body["actions"][0]
    chosen = action.get("selected_option")
    return str(chosen["value"] if chosen else action.get("value") or "")


def _seen(body: Body) -> SeenConversation:
    """A choice of a menu begins with what was chosen."""
    return seen_in(":".join(_value(body).split(":")[-2:]))
