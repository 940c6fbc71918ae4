"""The agents' API for conversations: lists, one conversation with its story, and what an agent does in it."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Annotated, Protocol, Self

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field, model_validator

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.conversations.conversation import Author, Conversation, Owner
from bot.conversations.desk import DeskEntry, DeskQuestion, NamedAgent, Note, Story, StoryLine, View
from bot.conversations.ownership import Move
from bot.conversations.presence import Doing
from bot.desk.api import PREFIX
from bot.desk.door import Door
from bot.file_transfer import AttachmentOut, attachment_out
from bot.privacy.audit import ASSISTANT
from bot.services.agent_sessions import SignedInAgent
from bot.services.agent_text import LONGEST_REASON
from bot.services.move_conversation import SeenConversation
from bot.services.titles import reason_title, title_of
from bot.tickets.ticket import Priority, TicketStatus
from bot.values import AgentId, ConversationId

_Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_LAST = 2**31 - 1
_STORABLE = r"^[^\x00]*$"
# How often a desk that is open says so, when nothing else happens.
_HERE_EVERY_S = 30.0


class AgentName(BaseModel):
    id: str
    name: str


class TicketMarkOut(BaseModel):
    id: str
    status: TicketStatus


class RowOut(BaseModel):
    """A conversation in a list. `title` is its topic in words; times are null where nobody waits."""

    id: str
    owner: Owner
    version: int
    agent: AgentName | None
    team: str
    topic: str | None
    title: str
    priority: Priority
    customer: str | None
    region: str | None
    preview: str
    preview_author: Author | None
    last_message_at: datetime
    waiting_since: datetime | None
    # By when somebody has to act on its ticket, and whether that is past.
    answer_by: datetime | None
    breached: bool
    ticket: TicketMarkOut | None
    unread: int


class CountsOut(BaseModel):
    queue: int
    mine: int
    open: int
    breached: int


class ListOut(BaseModel):
    """`next` is the `after` of the next page; null if this is the last.

    `notices` say what does not work that agents rely on, such as a team's channel in Slack.
    """

    conversations: list[RowOut]
    counts: CountsOut
    next: str | None
    notices: list[str]


class StoryTicketOut(BaseModel):
    id: str
    category: str
    priority: Priority
    status: TicketStatus
    summary: str
    opened_at: datetime
    answer_by: datetime
    resolve_by: datetime
    first_answered_at: datetime | None


class NoteOut(BaseModel):
    """No customer ever gets one."""

    id: str
    agent: AgentName
    text: str
    at: datetime


class MoveOut(BaseModel):
    move: Move
    actor: str
    from_owner: Owner
    to_owner: Owner
    agent: AgentName | None
    team: str
    reason: str
    at: datetime


class StoryOut(RowOut):
    channel: str
    opened_at: datetime
    tickets: list[StoryTicketOut]
    notes: list[NoteOut]
    moves: list[MoveOut]


class LineOut(BaseModel):
    """A message with what was understood of it, if it is the customer's and the assistant answered it."""

    sequence: int
    author: Author
    agent: str | None
    text: str
    attachment: AttachmentOut | None
    sent_at: datetime
    intent: str | None
    confidence: float | None
    case: str | None
    outcome: str | None


class LinesOut(BaseModel):
    messages: list[LineOut]
    owner: Owner
    version: int


class SeenIn(BaseModel):
    """The version at which the agent saw the conversation: what changed meanwhile is not overwritten."""

    version: int = Field(ge=0, le=_LAST)


class MoveIn(SeenIn):
    reason: str = Field(default="", max_length=LONGEST_REASON, pattern=_STORABLE)


class TransferIn(MoveIn):
    """Either an agent's id or a team's."""

    to_agent: str | None = Field(default=None, pattern="^[0-9a-f]{32}$")
    to_team: str | None = Field(default=None, max_length=40, pattern=_STORABLE)

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.to_agent is None) == (self.to_team is None):
            raise ValueError("send either to_agent or to_team")
        return self


class WriteIn(BaseModel):
    """`client_id` is the page's own name for it, which makes sending twice safe."""

    client_id: str = Field(min_length=1, max_length=64, pattern=_STORABLE)
    text: str = Field(max_length=100_000)


class ReadIn(BaseModel):
    sequence: int = Field(ge=0, le=_LAST)


class ChangedOut(BaseModel):
    id: str


class PresentOut(BaseModel):
    """Of whom nothing more is heard for `for_s` seconds, they have left."""

    id: str
    name: str
    state: Doing
    for_s: int


class CompanyOut(BaseModel):
    """Who is in a conversation. The customer writes for `customer_writes_for_s` seconds more: 0 if not."""

    id: str
    agents: list[PresentOut]
    customer_writes_for_s: int


class UnreadOut(BaseModel):
    unread: int


class DeskWatch(Protocol):
    async def changed(self, at_most_s: float) -> list[ConversationId]: ...

    def people(self) -> list[ConversationId]: ...

    def was_mentioned(self) -> bool: ...


class DeskBell(Protocol):
    """Rings for every conversation that changes, for who is in it, and when a note names the agent."""

    def watch_desk(self, agent: AgentId | None = None) -> AbstractContextManager[DeskWatch]: ...


def conversations_router(services: Services, door: Door, bell: DeskBell) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["desk"])
    an_agent = Depends(door.lets_in(Role.AGENT))

    @router.get("/conversations")
    async def list_conversations(
        here: SignedInAgent = an_agent,
        view: View = View.QUEUE,
        topic: Annotated[str | None, Query(max_length=60, pattern=_STORABLE)] = None,
        after: Annotated[str | None, Query(max_length=300, pattern=_STORABLE)] = None,
        most: Annotated[int, Query(ge=1, le=100)] = 50,
    ) -> ListOut:
        """A page of a list: `queue` urgent first and then oldest first, the others the latest first."""
        question = DeskQuestion(view, most, after, topic)
        page, counts = await asyncio.to_thread(services.read_desk.page, question, here.agent)
        return ListOut(
            conversations=[row_out(entry) for entry in page.entries],
            counts=CountsOut(
                queue=counts.queue, mine=counts.mine, open=counts.open, breached=counts.breached
            ),
            next=page.next,
            notices=list(await asyncio.to_thread(services.list_slack_channels.troubles)),
        )

    @router.get("/conversations/{conversation_id}")
    async def read_story(conversation_id: _Id, here: SignedInAgent = an_agent) -> StoryOut:
        """All about a conversation but its messages. That the agent looked is in the audit."""
        story = await asyncio.to_thread(services.read_desk.story, ConversationId(conversation_id), here.agent)
        return _story(story)

    @router.get("/conversations/{conversation_id}/messages")
    async def read_lines(
        conversation_id: _Id,
        here: SignedInAgent = an_agent,
        after: Annotated[int, Query(ge=0, le=_LAST)] = 0,
        before: Annotated[int | None, Query(ge=1, le=_LAST)] = None,
        most: Annotated[int, Query(ge=1, le=1_000)] = 200,
    ) -> LinesOut:
        """The last messages between two numbers, oldest first."""
        found = await asyncio.to_thread(
            services.read_desk.lines,
            ConversationId(conversation_id),
            here.agent,
            after=after,
            before=before,
            most=most,
        )
        return LinesOut(
            messages=[_line(line) for line in found.lines], owner=found.owner, version=found.version
        )

    @router.post("/conversations/{conversation_id}/take")
    async def take(conversation_id: _Id, body: SeenIn, here: SignedInAgent = an_agent) -> RowOut:
        """The agent has it from now on, and the assistant is silent. Of two who take it at once one does."""
        seen = SeenConversation(ConversationId(conversation_id), body.version)
        return await _moved(here, await asyncio.to_thread(services.move_conversation.take, seen, here.agent))

    @router.post("/conversations/{conversation_id}/return")
    async def give_back(conversation_id: _Id, body: MoveIn, here: SignedInAgent = an_agent) -> RowOut:
        """The assistant has it again."""
        seen = SeenConversation(ConversationId(conversation_id), body.version)
        moved = await asyncio.to_thread(services.move_conversation.give_back, seen, here.agent, body.reason)
        return await _moved(here, moved)

    @router.post("/conversations/{conversation_id}/close")
    async def close(conversation_id: _Id, body: MoveIn, here: SignedInAgent = an_agent) -> RowOut:
        """Closed until the customer writes again."""
        seen = SeenConversation(ConversationId(conversation_id), body.version)
        moved = await asyncio.to_thread(services.move_conversation.close, seen, here.agent, body.reason)
        return await _moved(here, moved)

    @router.post("/conversations/{conversation_id}/transfer")
    async def transfer(conversation_id: _Id, body: TransferIn, here: SignedInAgent = an_agent) -> RowOut:
        """To another agent, or into a team's queue."""
        seen = SeenConversation(ConversationId(conversation_id), body.version)
        moves = services.move_conversation
        if body.to_agent is not None:
            moved = await asyncio.to_thread(
                moves.pass_to_agent, seen, here.agent, AgentId(body.to_agent), body.reason
            )
        else:
            moved = await asyncio.to_thread(
                moves.pass_to_team, seen, here.agent, body.to_team or "", body.reason
            )
        return await _moved(here, moved)

    @router.post("/conversations/{conversation_id}/reply")
    async def reply(conversation_id: _Id, body: WriteIn, here: SignedInAgent = an_agent) -> LineOut:
        """To the customer, from whoever has the conversation."""
        message = await asyncio.to_thread(
            services.reply_to_customer,
            ConversationId(conversation_id),
            here.agent,
            body.client_id,
            body.text,
        )
        return _line(StoryLine(message, None, here.agent.name))

    @router.post("/conversations/{conversation_id}/notes")
    async def write_note(conversation_id: _Id, body: WriteIn, here: SignedInAgent = an_agent) -> NoteOut:
        """For the other agents."""
        note = await asyncio.to_thread(
            services.write_note, ConversationId(conversation_id), here.agent, body.client_id, body.text
        )
        return note_out(note)

    @router.post("/conversations/{conversation_id}/read", status_code=204)
    async def mark_read(conversation_id: _Id, body: ReadIn, here: SignedInAgent = an_agent) -> None:
        """How far the agent has read, for what is shown as unread."""
        await asyncio.to_thread(
            services.read_desk.mark_read, ConversationId(conversation_id), here.agent, body.sequence
        )

    @router.get("/events", response_class=EventSourceResponse)
    async def listen(request: Request, here: SignedInAgent = an_agent) -> AsyncIterator[ServerSentEvent]:
        """`conversation` with an id, whenever one changes: read again what you show of it.

        `presence` says who is in one, whenever somebody comes, leaves or begins to write; `mention` how many
        mentions are unread, whenever a note names the agent. It begins with `listening`, before which nothing
        is missed, and the agent is online while it lasts. The stream ends with the session.
        """
        token = door.place(request).token
        changed: list[ConversationId] = []
        said_here_s = -math.inf
        with bell.watch_desk(here.agent.id) as watch, services.presence.at_desk(here.agent.id):
            yield ServerSentEvent(event="listening", data={})
            # Asked between the bell and the telling, or whoever is signed out is told of one thing more.
            while await asyncio.to_thread(services.agent_sessions.is_open, token):
                for conversation in changed:
                    yield ServerSentEvent(event="conversation", data=ChangedOut(id=conversation))
                for conversation in watch.people():
                    yield ServerSentEvent(event="presence", data=_company(conversation))
                if watch.was_mentioned():
                    unread = await asyncio.to_thread(services.read_mentions.unread, here.agent)
                    yield ServerSentEvent(event="mention", data=UnreadOut(unread=unread))
                # However often the bell rings: it is a write.
                if time.monotonic() - said_here_s >= _HERE_EVERY_S:
                    said_here_s = time.monotonic()
                    await asyncio.to_thread(services.tidy_conversations.is_here, here.agent.id)
                changed = await watch.changed(_HERE_EVERY_S)

    def _company(conversation: ConversationId) -> CompanyOut:
        company, seconds_until = (
            services.show_presence.company(conversation),
            services.show_presence.seconds_until,
        )
        return CompanyOut(
            id=conversation,
            agents=[
                PresentOut(
                    id=one.agent.id, name=one.agent.name, state=one.doing, for_s=seconds_until(one.until)
                )
                for one in company.agents
            ],
            customer_writes_for_s=seconds_until(company.customer_until) if company.customer_until else 0,
        )

    async def _moved(here: SignedInAgent, moved: Conversation) -> RowOut:
        return row_out(await asyncio.to_thread(services.read_desk.entry, moved.id, here.agent))

    return router


def row_out(entry: DeskEntry) -> RowOut:
    return RowOut(
        id=entry.id,
        owner=entry.owner,
        version=entry.version,
        agent=_name(entry.agent),
        team=entry.team,
        topic=entry.topic,
        title=title_of(entry.topic),
        priority=entry.priority,
        customer=entry.customer,
        region=entry.region,
        preview=entry.preview.text[:200] if entry.preview else "",
        preview_author=entry.preview.author if entry.preview else None,
        last_message_at=entry.last_message_at,
        waiting_since=entry.waiting_since,
        answer_by=entry.ticket.due if entry.ticket else None,
        breached=entry.ticket.is_breached if entry.ticket else False,
        ticket=TicketMarkOut(id=entry.ticket.id, status=entry.ticket.status) if entry.ticket else None,
        unread=entry.unread,
    )


def _story(story: Story) -> StoryOut:
    return StoryOut(
        **row_out(story.entry).model_dump(),
        channel=story.channel,
        opened_at=story.opened_at,
        tickets=[
            StoryTicketOut(
                id=ticket.id,
                category=ticket.category,
                priority=ticket.priority,
                status=ticket.status,
                summary=ticket.summary,
                opened_at=ticket.opened_at,
                answer_by=ticket.answer_by,
                resolve_by=ticket.resolve_by,
                first_answered_at=ticket.first_answered_at,
            )
            for ticket in story.tickets
        ],
        notes=[note_out(note) for note in story.notes],
        moves=[
            MoveOut(
                move=made.move,
                actor=made.actor,
                from_owner=made.from_owner,
                to_owner=made.to_owner,
                agent=_name(made.agent),
                team=made.team,
                # The assistant's reason is a name of ours; a person's is what they wrote.
                reason=reason_title(made.reason) if made.actor == ASSISTANT.name else made.reason,
                at=made.at,
            )
            for made in story.moves
        ],
    )


def _line(line: StoryLine) -> LineOut:
    message, turn = line.message, line.turn
    return LineOut(
        sequence=message.sequence,
        author=message.author,
        agent=line.agent,
        text=message.text,
        attachment=attachment_out(message.attachment) if message.attachment else None,
        sent_at=message.sent_at,
        intent=turn.intent if turn else None,
        confidence=turn.confidence if turn else None,
        case=turn.case if turn else None,
        outcome=turn.outcome if turn else None,
    )


def note_out(note: Note) -> NoteOut:
    return NoteOut(
        id=note.id, agent=AgentName(id=note.agent.id, name=note.agent.name), text=note.text, at=note.at
    )


def _name(agent: NamedAgent | None) -> AgentName | None:
    return AgentName(id=agent.id, name=agent.name) if agent else None
