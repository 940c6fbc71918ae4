"""The agents' API for tickets: which there are, how they stand against their clocks, what is done to them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.desk.api import PREFIX
from bot.desk.door import Door
from bot.errors import UnknownTicket
from bot.privacy import audit
from bot.services.agent_sessions import SignedInAgent
from bot.services.list_tickets import ListedTicket
from bot.tickets.clocks import Pace
from bot.tickets.ticket import Priority, Ticket, TicketStatus
from bot.values import AgentId, TicketId

_Id = Annotated[str, Path(pattern="^GL-[0-9A-Z]{7}$")]
_MOST = 200


class HolderOut(BaseModel):
    id: str
    name: str


class TicketOut(BaseModel):
    """`answer_by` and `resolve_by` are in working time of the team; a `pace` says how each stands.

    `breached` is true while somebody should act: one of the two has passed, and it still counts.
    """

    id: str
    conversation_id: str
    customer: str | None
    category: str
    priority: Priority
    status: TicketStatus
    summary: str
    team: str
    agent: HolderOut | None
    opened_at: datetime
    answer_by: datetime
    answer_pace: Pace
    resolve_by: datetime
    resolve_pace: Pace
    breached: bool
    first_answered_at: datetime | None
    waiting_since: datetime | None
    closed_at: datetime | None
    close_reason: str | None
    merged_into: str | None


class TicketsOut(BaseModel):
    tickets: list[TicketOut]


class AssignIn(BaseModel):
    agent: str | None = Field(
        pattern="^[0-9a-f]{32}$", description="An agent's id; null puts it back on everybody's list."
    )


class WaitIn(BaseModel):
    reason: str = Field("", max_length=1_000, pattern=r"^[^\x00]*$")


class ReasonIn(BaseModel):
    reason: str = Field(max_length=1_000, pattern=r"^[^\x00]*$", description="Kept with the agent's name.")


class MergeIn(BaseModel):
    into: str = Field(pattern="^GL-[0-9A-Z]{7}$", description="The ticket that this one is a duplicate of.")
    reason: str = Field("", max_length=1_000, pattern=r"^[^\x00]*$")


def tickets_router(services: Services, door: Door) -> APIRouter:
    router = APIRouter(prefix=f"{PREFIX}/tickets", tags=["tickets"])
    an_agent = Depends(door.lets_in(Role.AGENT))

    @router.get("", dependencies=[an_agent])
    async def list_tickets(
        status: TicketStatus | None = None,
        breached: bool = False,
        most: Annotated[int, Query(ge=1, le=_MOST)] = 50,
    ) -> TicketsOut:
        """Newest first. With `breached` only those that are late, what was due first before the others."""
        rows = await asyncio.to_thread(services.list_tickets.rows, most, status=status, breached=breached)
        return TicketsOut(tickets=[_ticket_out(row) for row in rows])

    @router.get("/{ticket_id}", dependencies=[an_agent])
    async def show_ticket(ticket_id: _Id) -> TicketOut:
        return await _shown(ticket_id)

    @router.post("/{ticket_id}/assign")
    async def assign(ticket_id: _Id, body: AssignIn, here: SignedInAgent = an_agent) -> TicketOut:
        """Gives it to an agent. A colleague's ticket can be given away by a supervisor only."""
        agent = AgentId(body.agent) if body.agent else None
        return await _after(services.change_tickets.assign, TicketId(ticket_id), agent, _actor(here))

    @router.post("/{ticket_id}/wait")
    async def wait(ticket_id: _Id, body: WaitIn, here: SignedInAgent = an_agent) -> TicketOut:
        """It waits for the customer, and the clock of its resolution rests until they write."""
        return await _after(services.change_tickets.wait, TicketId(ticket_id), _actor(here), body.reason)

    @router.post("/{ticket_id}/close")
    async def close(ticket_id: _Id, body: ReasonIn, here: SignedInAgent = an_agent) -> TicketOut:
        """The customer is told nothing by this."""
        return await _after(services.change_tickets.close, TicketId(ticket_id), _actor(here), body.reason)

    @router.post("/{ticket_id}/reopen")
    async def reopen(ticket_id: _Id, body: ReasonIn, here: SignedInAgent = an_agent) -> TicketOut:
        """Opens a closed ticket again, with new clocks."""
        return await _after(services.change_tickets.reopen, TicketId(ticket_id), _actor(here), body.reason)

    @router.post("/{ticket_id}/merge")
    async def merge(ticket_id: _Id, body: MergeIn, here: SignedInAgent = an_agent) -> TicketOut:
        """Answers the ticket that this one went into. Both have to be of one customer."""
        into = TicketId(body.into)
        return await _after(
            services.change_tickets.merge, TicketId(ticket_id), into, _actor(here), body.reason
        )

    async def _after(change: Callable[..., Ticket], *arguments: object) -> TicketOut:
        return await _shown((await asyncio.to_thread(change, *arguments)).id)

    async def _shown(ticket_id: str) -> TicketOut:
        found = await asyncio.to_thread(services.list_tickets.row, TicketId(ticket_id))
        if found is None:
            raise UnknownTicket("There is no such ticket.")
        return _ticket_out(found)

    return router


def _actor(here: SignedInAgent) -> audit.Actor:
    return audit.Actor(here.agent.email, here.agent.role)


def _ticket_out(row: ListedTicket) -> TicketOut:
    ticket = row.ticket
    return TicketOut(
        id=ticket.id,
        conversation_id=ticket.conversation,
        customer=row.account,
        category=ticket.category,
        priority=ticket.priority,
        status=ticket.status,
        summary=ticket.summary,
        team=ticket.team,
        agent=HolderOut(id=row.agent.id, name=row.agent.name) if row.agent else None,
        opened_at=ticket.opened_at,
        answer_by=ticket.answer_by,
        answer_pace=row.paces.answer,
        resolve_by=ticket.resolve_by,
        resolve_pace=row.paces.resolution,
        breached=row.is_breached,
        first_answered_at=ticket.first_answered_at,
        waiting_since=ticket.waiting_since,
        closed_at=ticket.closed_at,
        close_reason=ticket.close_reason,
        merged_into=ticket.merged_into,
    )
