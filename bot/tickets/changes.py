"""What may be done to a ticket, and what it is afterwards. Pure.

Each raises ImpossibleChange, with why, for what does not go with how the ticket stands.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.errors import ImpossibleChange
from bot.tickets.clocks import Clocks
from bot.tickets.hours import after_working_time, working_time
from bot.tickets.team import Team
from bot.tickets.ticket import Ticket, TicketStatus
from bot.values import AgentId


def assigned(ticket: Ticket, agent: AgentId | None) -> Ticket:
    _require_unfinished(ticket)
    return replace(ticket, agent=agent)


def answered(ticket: Ticket, at: datetime) -> Ticket:
    """Only the first answer counts."""
    return replace(ticket, first_answered_at=at) if ticket.owes_answer else ticket


def waiting(ticket: Ticket, at: datetime) -> Ticket:
    """The customer was asked something, and the clock of its resolution rests until they write."""
    _require_unfinished(ticket)
    if ticket.status is TicketStatus.WAITING:
        return ticket
    return replace(ticket, status=TicketStatus.WAITING, waiting_since=at)


def resumed(ticket: Ticket, team: Team, at: datetime) -> Ticket:
    """The customer has written: the time that it waited is added to its resolution's clock."""
    if ticket.status is not TicketStatus.WAITING or ticket.waiting_since is None:
        return ticket
    waited = working_time(team, ticket.waiting_since, at)
    resolve_by = after_working_time(team, ticket.resolve_by, waited) if waited else ticket.resolve_by
    return replace(ticket, status=TicketStatus.OPEN, waiting_since=None, resolve_by=resolve_by)


def closed(ticket: Ticket, reason: str, at: datetime) -> Ticket:
    _require_unfinished(ticket)
    return replace(ticket, status=TicketStatus.CLOSED, closed_at=at, close_reason=reason, waiting_since=None)


def reopened(ticket: Ticket, clocks: Clocks) -> Ticket:
    """As if it were opened anew: an answer is owed once more."""
    if ticket.merged_into is not None:
        raise ImpossibleChange(f"{ticket.id} went into {ticket.merged_into}. Change that one.")
    if ticket.status is not TicketStatus.CLOSED:
        raise ImpossibleChange(f"{ticket.id} is not closed.")
    return replace(
        ticket,
        status=TicketStatus.OPEN,
        answer_by=clocks.answer_by,
        resolve_by=clocks.resolve_by,
        first_answered_at=None,
        closed_at=None,
        close_reason=None,
    )


def merged(duplicate: Ticket, into: Ticket, at: datetime) -> tuple[Ticket, Ticket]:
    """The duplicate, closed, and what it went into, which keeps the earlier promises of the two."""
    _require_unfinished(duplicate)
    _require_unfinished(into)
    if duplicate.id == into.id:
        raise ImpossibleChange("A ticket cannot go into itself.")
    gone = replace(
        duplicate,
        status=TicketStatus.CLOSED,
        closed_at=at,
        close_reason=f"Merged into {into.id}.",
        waiting_since=None,
        merged_into=into.id,
    )
    promises = [ticket.answer_by for ticket in (duplicate, into) if ticket.owes_answer]
    kept = replace(
        into,
        priority=max(duplicate.priority, into.priority, key=lambda priority: priority.rank),
        answer_by=min(promises, default=into.answer_by) if into.owes_answer else into.answer_by,
        resolve_by=min(duplicate.resolve_by, into.resolve_by),
    )
    return gone, kept


def _require_unfinished(ticket: Ticket) -> None:
    if ticket.merged_into is not None:
        raise ImpossibleChange(f"{ticket.id} went into {ticket.merged_into}. Change that one.")
    if ticket.status is TicketStatus.CLOSED:
        raise ImpossibleChange(f"{ticket.id} is closed. Reopen it first.")
