"""A ticket: a promise that a person looks at something, with enough to start on."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.values import AgentId, ConversationId, TicketId

# No vowels, so that no words; none of the letters and digits that people confuse.
_ALPHABET = "23456789CDFGHJKMNPQRTVWX"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def rank(self) -> int:
        """Higher for what is more pressing."""
        return list(Priority).index(self)


class TicketStatus(StrEnum):
    OPEN = "open"
    WAITING = "waiting"  # for the customer, who was asked something
    CLOSED = "closed"


@dataclass(frozen=True)
class TicketRequest:
    """A ticket that should exist, decided before anything is stored.

    `subject_key` names what it is about within its conversation: asking again about the same
    thing is the same ticket. `answer_by` is by when the customer is told that a person answers; None
    promises nothing anew. `team` is who answers; None: the team that takes the category.
    """

    id: TicketId
    category: str
    priority: Priority
    subject_key: str
    summary: str
    answer_by: datetime | None = None
    team: str | None = None


@dataclass(frozen=True)
class Ticket:
    """`merged_into` is the ticket that a duplicate went into: its number stands for that one from then on."""

    id: TicketId
    conversation: ConversationId
    subject_key: str
    category: str
    priority: Priority
    status: TicketStatus
    summary: str
    opened_at: datetime
    team: str
    answer_by: datetime
    resolve_by: datetime
    agent: AgentId | None = None
    first_answered_at: datetime | None = None
    waiting_since: datetime | None = None
    closed_at: datetime | None = None
    close_reason: str | None = None
    merged_into: TicketId | None = None

    @property
    def as_request(self) -> TicketRequest:
        """The request that this ticket answers: asking once more opens no other, and promises nothing."""
        return TicketRequest(
            self.id, self.category, self.priority, self.subject_key, self.summary, team=self.team
        )

    @property
    def owes_answer(self) -> bool:
        """Whether nobody has answered it yet, and somebody should."""
        return self.status is not TicketStatus.CLOSED and self.first_answered_at is None


def new_ticket_id() -> TicketId:
    """Short enough to read out on the phone, random so that nobody can count our tickets."""
    return TicketId("GL-" + "".join(secrets.choice(_ALPHABET) for _ in range(7)))
