"""What an agent sees of conversations: the rows of a list, the lines of one, notes and moves. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.conversations.conversation import Author, Conversation, Message, Owner, Turn
from bot.conversations.ownership import Move
from bot.tickets.clocks import is_breached
from bot.tickets.ticket import Priority, Ticket, TicketStatus
from bot.values import AccountId, AgentId, ConversationId, TicketId


class View(StrEnum):
    """The lists of the desk. A queue is urgent first, then oldest first; the others the latest first."""

    QUEUE = "queue"
    MINE = "mine"
    OPEN = "open"  # whoever has it, the assistant too
    CLOSED = "closed"
    BREACHED = "breached"  # with a ticket that is late


@dataclass(frozen=True)
class NamedAgent:
    id: AgentId
    name: str


@dataclass(frozen=True)
class Preview:
    """The last line of a conversation."""

    text: str
    author: Author


@dataclass(frozen=True)
class TicketMark:
    """The ticket that presses most: by when somebody has to act on it, and whether that is past."""

    id: TicketId
    status: TicketStatus
    due: datetime | None
    is_breached: bool


@dataclass(frozen=True)
class DeskEntry:
    """A row of a list. `unread` counts the customer's messages that this agent has not read."""

    id: ConversationId
    owner: Owner
    version: int
    agent: NamedAgent | None
    team: str
    topic: str | None
    priority: Priority
    customer: AccountId | None
    region: str | None
    preview: Preview | None
    last_message_at: datetime
    waiting_since: datetime | None
    ticket: TicketMark | None
    unread: int


@dataclass(frozen=True)
class DeskQuestion:
    """Which rows: at most so many of a view, after the one that `after` names."""

    view: View
    most: int
    after: str | None = None
    topic: str | None = None


@dataclass(frozen=True)
class DeskPage:
    """`next` is the `after` of the page that follows; None if this is the last."""

    entries: tuple[DeskEntry, ...]
    next: str | None


@dataclass(frozen=True)
class DeskCounts:
    queue: int
    mine: int
    open: int
    breached: int


@dataclass(frozen=True)
class Note:
    """What an agent tells the others. `text` holds handles, never claim codes."""

    id: str
    agent: NamedAgent
    text: str
    at: datetime
    client_id: str | None = None


@dataclass(frozen=True)
class MoveMade:
    """A move as it was stored. `actor` is a name that people know; `agent` has it since."""

    move: Move
    actor: str
    from_owner: Owner
    to_owner: Owner
    agent: NamedAgent | None
    team: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class StoryLine:
    """A message with what was understood of it, and the name of the agent who wrote it."""

    message: Message
    turn: Turn | None
    agent: str | None


@dataclass(frozen=True)
class Story:
    """All about one conversation but its messages."""

    entry: DeskEntry
    channel: str
    opened_at: datetime
    tickets: tuple[Ticket, ...]
    notes: tuple[Note, ...]
    moves: tuple[MoveMade, ...]


def waiting_since(
    conversation: Conversation, last_author: Author | None, last_at: datetime | None
) -> datetime | None:
    """Since when the customer waits for a person; None if they do not.

    `last_author` is whoever of customer and agents wrote last, and `last_at` when.
    """
    match conversation.owner:
        case Owner.QUEUED:
            return conversation.queued_at or last_at
        case Owner.AGENT if last_author is Author.CUSTOMER:
            return last_at
        case _:
            return None


def mark_of(tickets: Sequence[Ticket], now: datetime) -> TicketMark | None:
    """The ticket that is due first, or the newest if none is; `tickets` are the newest first."""
    due = [(ticket, _due(ticket)) for ticket in tickets]
    pressing = [(ticket, at) for ticket, at in due if at is not None]
    if not pressing:
        return TicketMark(tickets[0].id, tickets[0].status, None, False) if tickets else None
    ticket, at = min(pressing, key=lambda each: each[1])
    return TicketMark(ticket.id, ticket.status, at, is_breached(ticket, now))


def _due(ticket: Ticket) -> datetime | None:
    if ticket.owes_answer:
        return ticket.answer_by
    return ticket.resolve_by if ticket.status is TicketStatus.OPEN else None
