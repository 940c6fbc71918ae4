"""What a service answers an action with: a reply by name, its values, and the effects to store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.conversations.conversation import Owner
from bot.knowledge.brand import BrandPolicy
from bot.ports import Work
from bot.tickets.ticket import Priority, TicketRequest, new_ticket_id
from bot.values import ClaimHandle, ConversationId, TicketId


@dataclass(frozen=True)
class Question:
    """What the engine understood of one message. `text` holds handles, never codes."""

    conversation: ConversationId
    intent: str | None
    now: datetime
    text: str = ""
    problem: str | None = None  # the case the customer complained of, now or earlier
    handle: ClaimHandle | None = None
    sequence: int = 0  # of the message in its conversation
    offered: tuple[ClaimHandle, ...] = ()  # cards that the customer was offered to redeem here


@dataclass(frozen=True)
class Answer:
    """`reply` names a response of domain.yml; `values` fill its placeholders."""

    reply: str
    values: Mapping[str, str] = field(default_factory=dict)
    case: str | None = None
    outcome: str | None = None
    ticket: TicketRequest | None = None
    owner: Owner | None = None
    then: str | None = None  # a second message, by name, with the same values
    offers: ClaimHandle | None = None  # the card that `then` offers to redeem


def ticket_about(
    work: Work,
    conversation: ConversationId,
    subject_key: str,
    *,
    category: str,
    priority: Priority,
    summary: str,
) -> TicketRequest:
    """A request for the ticket about this subject: the one that is open already, or a new one."""
    known = work.tickets.id_for(conversation, subject_key)
    return TicketRequest(known or _free_ticket_id(work), category, priority, subject_key, summary)


def ticket_values(ticket: TicketRequest, policy: BrandPolicy) -> dict[str, str]:
    """What a reply may say about a ticket."""
    return {
        "ticket_id": ticket.id,
        "answer_hours": str(policy.support.answers_within_hours),
        "phone": policy.support.phone,
    }


def _free_ticket_id(work: Work) -> TicketId:
    ticket = new_ticket_id()
    while work.tickets.get(ticket) is not None:
        ticket = new_ticket_id()
    return ticket
