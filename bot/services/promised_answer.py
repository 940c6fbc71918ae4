"""By when a customer was told that a person answers their ticket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.knowledge.brand import BrandPolicy
from bot.tickets.ticket import Ticket, TicketStatus


def open_ticket(tickets: Sequence[Ticket]) -> Ticket | None:
    """The newest that is open, of tickets whose newest is the first."""
    return next((ticket for ticket in tickets if ticket.status is TicketStatus.OPEN), None)


def promised_answer(ticket: Ticket, policy: BrandPolicy, now: datetime) -> datetime | None:
    """None once that time is past: it is not said again then."""
    by = ticket.opened_at + timedelta(hours=policy.support.answers_within_hours)
    return by if by > now else None
