"""The agents' API for working together: presence, colleagues, mentions, the next one, search and macros."""

from __future__ import annotations

import asyncio
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.conversations.presence import Doing
from bot.conversations.search import FoundIn
from bot.desk.api import PREFIX
from bot.desk.conversations_api import NoteOut, RowOut, note_out, row_out
from bot.desk.door import Door
from bot.services.agent_sessions import SignedInAgent
from bot.values import AgentId, ConversationId

_Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_STORABLE = r"^[^\x00]*$"


class PresenceState(StrEnum):
    """`writing` is writing to the customer: whoever writes a note views."""

    VIEWING = "viewing"
    WRITING = "writing"
    GONE = "gone"


class PresenceIn(BaseModel):
    state: PresenceState


class ColleagueOut(BaseModel):
    """`online` while a desk of theirs is open. `capacity` is how many conversations they are given."""

    id: AgentId
    name: str
    role: Role
    online: bool
    conversations: int
    capacity: int


class TeamOut(BaseModel):
    id: str
    name: str
    queued: int


class ColleaguesOut(BaseModel):
    """To whom a conversation can be passed on."""

    agents: list[ColleagueOut]
    teams: list[TeamOut]


class SearchIn(BaseModel):
    """Not in the address, which is logged: a claim code may be in it."""

    q: str = Field(min_length=2, max_length=200, pattern=_STORABLE, repr=False)


class FoundOut(RowOut):
    """A row, where in it the words were found, and what stands around them."""

    found_in: FoundIn
    snippet: str


class SearchOut(BaseModel):
    results: list[FoundOut]


class MacroOut(BaseModel):
    """`text` is filled in but for what is `missing`, which stands in it in braces."""

    id: str
    title: str
    case: str | None
    text: str
    missing: list[str]


class MentionOut(BaseModel):
    """`id` is the note's."""

    id: str
    conversation: str
    note: NoteOut
    read_at: datetime | None


class NextIn(BaseModel):
    """Of one team's queue, or of any."""

    team: str | None = Field(default=None, max_length=40, pattern=_STORABLE)


def together_router(services: Services, door: Door) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["desk"])
    an_agent = Depends(door.lets_in(Role.AGENT))

    @router.post("/conversations/{conversation_id}/presence", status_code=204)
    async def be_present(conversation_id: _Id, body: PresenceIn, here: SignedInAgent = an_agent) -> None:
        """The agent views it, or writes to the customer, for some seconds: say it again while it is so."""
        doing = None if body.state is PresenceState.GONE else Doing(body.state)
        await asyncio.to_thread(
            services.show_presence.agent_is, ConversationId(conversation_id), here.agent, doing
        )

    @router.get("/colleagues", dependencies=[an_agent])
    async def list_colleagues() -> ColleaguesOut:
        """All who work here, those who are online first, and the teams, with how many wait for each."""
        agents = await asyncio.to_thread(services.list_colleagues.agents)
        teams = await asyncio.to_thread(services.list_colleagues.teams)
        return ColleaguesOut(
            agents=[
                ColleagueOut(
                    id=one.id,
                    name=one.name,
                    role=one.role,
                    online=one.online,
                    conversations=one.conversations,
                    capacity=one.capacity,
                )
                for one in agents
            ],
            teams=[TeamOut(id=team.id, name=team.name, queued=team.queued) for team in teams],
        )

    @router.post("/next")
    async def take_next(body: NextIn, here: SignedInAgent = an_agent) -> RowOut | None:
        """Takes whoever has to be answered next: the most urgent, then the longest waiting; null if nobody.

        Two agents who ask at once are given two conversations.
        """
        taken = await asyncio.to_thread(services.take_next, here.agent, body.team)
        if taken is None:
            return None
        return row_out(await asyncio.to_thread(services.read_desk.entry, taken.id, here.agent))

    @router.post("/search")
    async def search(body: SearchIn, here: SignedInAgent = an_agent) -> SearchOut:
        """In messages, notes, tickets and customers' names; by a card's last four, or by its whole code.

        At most 50, the latest first. Capital letters make no difference.
        """
        found = await asyncio.to_thread(services.search_desk, body.q, here.agent)
        return SearchOut(
            results=[
                FoundOut(**row_out(one.entry).model_dump(), found_in=one.found_in, snippet=one.snippet)
                for one in found
            ]
        )

    @router.get("/conversations/{conversation_id}/macros", dependencies=[an_agent])
    async def list_macros(conversation_id: _Id) -> list[MacroOut]:
        """Texts to send, filled in from this conversation; those of its case first."""
        macros = await asyncio.to_thread(services.fill_macros, ConversationId(conversation_id))
        return [
            MacroOut(
                id=macro.id, title=macro.title, case=macro.case, text=macro.text, missing=list(macro.missing)
            )
            for macro in macros
        ]

    @router.get("/mentions")
    async def list_mentions(here: SignedInAgent = an_agent) -> list[MentionOut]:
        """Notes that name the agent: the unread first, the latest first; at most 50."""
        return [
            MentionOut(
                id=mention.note.id,
                conversation=mention.conversation,
                note=note_out(mention.note),
                read_at=mention.read_at,
            )
            for mention in await asyncio.to_thread(services.read_mentions, here.agent)
        ]

    @router.post("/mentions/{note_id}/read", status_code=204)
    async def read_mention(note_id: _Id, here: SignedInAgent = an_agent) -> None:
        """The agent has seen it."""
        await asyncio.to_thread(services.read_mentions.mark_read, note_id, here.agent)

    return router
