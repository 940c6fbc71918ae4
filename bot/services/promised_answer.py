"""By when a customer was told that a person answers their ticket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.tickets.ticket import Ticket, TicketStatus


def open_ticket(tickets: Sequence[Ticket]) -> Ticket | None:
    """The newest that is open, of tickets whose newest is the first."""
    return next((ticket for ticket in tickets if ticket.status is TicketStatus.OPEN), None)


def promised_answer(ticket: Ticket, now: datetime) -> datetime | None:
    """None once that time is past, or was kept: it is not said again then."""
    return ticket.answer_by if ticket.owes_answer and ticket.answer_by > now else None
