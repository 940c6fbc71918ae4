"""A ticket: a promise that a person looks at something, with enough to start on."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.values import ConversationId, TicketId

# No vowels, so that no words; none of the letters and digits that people confuse.
_ALPHABET = "23456789CDFGHJKMNPQRTVWX"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class TicketStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class TicketRequest:
    """A ticket that should exist, decided before anything is stored.

    `subject_key` names what it is about within its conversation: asking again about the same
    thing is the same ticket.
    """

    id: TicketId
    category: str
    priority: Priority
    subject_key: str
    summary: str


@dataclass(frozen=True)
class Ticket:
    id: TicketId
    conversation: ConversationId
    subject_key: str
    category: str
    priority: Priority
    status: TicketStatus
    summary: str
    opened_at: datetime

    @property
    def as_request(self) -> TicketRequest:
        """The request that this ticket answers: asking once more opens no other."""
        return TicketRequest(self.id, self.category, self.priority, self.subject_key, self.summary)


def new_ticket_id() -> TicketId:
    """Short enough to read out on the phone, random so that nobody can count our tickets."""
    return TicketId("GL-" + "".join(secrets.choice(_ALPHABET) for _ in range(7)))
