"""Tickets, in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    insert,
    or_,
    select,
    update,
)

from bot.knowledge.brand import Support
from bot.storage.tables import ticket as tickets
from bot.tickets.changes import answered, reopened, resumed
from bot.tickets.clocks import Clocks
from bot.tickets.ticket import Priority, Ticket, TicketRequest, TicketStatus
from bot.values import AgentId, ConversationId, TicketId

# In one order, so that two who hold several never wait for each other.
_HELD = (
    select(tickets)
    .where(tickets.c.conversation_id == bindparam("of", type_=String()))
    .order_by(tickets.c.id)
    .with_for_update()
)
_HELD_IN = _HELD.where(tickets.c.status == bindparam("status", type_=String()))


class SqlTickets:
    """Implements ports.Tickets."""

    def __init__(self, connection: Connection, support: Support) -> None:
        self._connection = connection
        self._support = support

    def id_for(self, conversation: ConversationId, subject_key: str) -> TicketId | None:
        found = self.about(conversation, subject_key)
        return found.id if found else None

    def get(self, ticket: TicketId) -> Ticket | None:
        return self._one(select(tickets).where(tickets.c.id == ticket))

    def hold(self, ticket: TicketId) -> Ticket | None:
        # SQLite has no FOR UPDATE and needs none: its transactions begin as writers.
        return self._one(select(tickets).where(tickets.c.id == ticket).with_for_update())

    def about(self, conversation: ConversationId, subject_key: str) -> Ticket | None:
        return self._one(
            select(tickets).where(
                tickets.c.conversation_id == conversation, tickets.c.subject_key == subject_key
            )
        )

    def standing_for(self, ticket: Ticket) -> Ticket:
        return (self.get(ticket.merged_into) if ticket.merged_into else None) or ticket

    def of(self, conversation: ConversationId) -> Sequence[Ticket]:
        return self._all(
            select(tickets)
            .where(tickets.c.conversation_id == conversation)
            .order_by(tickets.c.opened_at.desc(), tickets.c.id)
        )

    def open_once(self, conversation: ConversationId, request: TicketRequest, at: datetime) -> bool:
        clocks = self._clocks(request, at)
        if known := self.about(conversation, request.subject_key):
            stands = self.hold(self.standing_for(known).id)
            is_done = stands is not None and stands.status is TicketStatus.CLOSED and not stands.merged_into
            if request.answer_by and stands and is_done:
                self.change(reopened(stands, clocks))
            return False
        self._connection.execute(
            insert(tickets).values(
                id=request.id,
                conversation_id=conversation,
                subject_key=request.subject_key,
                category=request.category,
                priority=request.priority.value,
                status=TicketStatus.OPEN.value,
                summary=request.summary,
                opened_at=at,
                team=self._support.team_for(request.category, request.team).id,
                answer_by=clocks.answer_by,
                resolve_by=clocks.resolve_by,
            )
        )
        return True

    def change(self, ticket: Ticket) -> None:
        self._connection.execute(
            update(tickets)
            .where(tickets.c.id == ticket.id)
            .values(
                priority=ticket.priority.value,
                status=ticket.status.value,
                team=ticket.team,
                agent_id=ticket.agent,
                answer_by=ticket.answer_by,
                resolve_by=ticket.resolve_by,
                first_answered_at=ticket.first_answered_at,
                waiting_since=ticket.waiting_since,
                closed_at=ticket.closed_at,
                close_reason=ticket.close_reason,
                merged_into=ticket.merged_into,
            )
        )

    def repoint(self, duplicates_of: TicketId, to: TicketId) -> None:
        self._connection.execute(
            update(tickets).where(tickets.c.merged_into == duplicates_of).values(merged_into=to)
        )

    def answered(self, conversation: ConversationId, at: datetime) -> None:
        for ticket in self._held_of(conversation):
            if ticket.owes_answer:
                self.change(answered(ticket, at))

    def customer_wrote(self, conversation: ConversationId, at: datetime) -> None:
        for ticket in self._held_of(conversation, TicketStatus.WAITING):
            self.change(resumed(ticket, self._support.team(ticket.team), at))

    def newest(self, most: int, status: TicketStatus | None = None) -> Sequence[Ticket]:
        listed = select(tickets).order_by(tickets.c.opened_at.desc(), tickets.c.id).limit(most)
        return self._all(listed.where(tickets.c.status == status.value) if status else listed)

    def breaching(self, now: datetime) -> Sequence[Ticket]:
        due = case((_answer_is_late(now), tickets.c.answer_by), else_=tickets.c.resolve_by)
        return self._all(select(tickets).where(is_late(now)).order_by(due, tickets.c.id))

    def _clocks(self, request: TicketRequest, at: datetime) -> Clocks:
        clocks = self._support.clocks(request.category, request.priority, at, request.team)
        return Clocks(request.answer_by or clocks.answer_by, clocks.resolve_by)

    def _held_of(self, conversation: ConversationId, status: TicketStatus | None = None) -> Sequence[Ticket]:
        asked = {"of": conversation} | ({"status": status.value} if status else {})
        return self._all(_HELD_IN if status else _HELD, asked)

    def _one(self, query: Select[Any]) -> Ticket | None:
        row = self._connection.execute(query).one_or_none()
        return ticket_of(row) if row else None

    def _all(self, query: Select[Any], asked: Mapping[str, Any] | None = None) -> list[Ticket]:
        return [ticket_of(row) for row in self._connection.execute(query, asked)]


def ticket_of(row: Row[Any]) -> Ticket:
    return Ticket(
        id=TicketId(row.id),
        conversation=ConversationId(row.conversation_id),
        subject_key=row.subject_key,
        category=row.category,
        priority=Priority(row.priority),
        status=TicketStatus(row.status),
        summary=row.summary,
        opened_at=row.opened_at,
        team=row.team,
        answer_by=row.answer_by,
        resolve_by=row.resolve_by,
        agent=AgentId(row.agent_id) if row.agent_id else None,
        first_answered_at=row.first_answered_at,
        waiting_since=row.waiting_since,
        closed_at=row.closed_at,
        close_reason=row.close_reason,
        merged_into=TicketId(row.merged_into) if row.merged_into else None,
    )


def is_late(now: datetime) -> ColumnElement[bool]:
    """The same rule as tickets/clocks.is_breached has."""
    resolution_is_late = and_(tickets.c.status == TicketStatus.OPEN.value, tickets.c.resolve_by < now)
    return or_(_answer_is_late(now), resolution_is_late)


def _answer_is_late(now: datetime) -> ColumnElement[bool]:
    return and_(
        tickets.c.status != TicketStatus.CLOSED.value,
        tickets.c.first_answered_at.is_(None),
        tickets.c.answer_by < now,
    )
