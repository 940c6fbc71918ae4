"""Tickets, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from bot.storage.tables import ticket as tickets
from bot.tickets.ticket import Priority, Ticket, TicketRequest, TicketStatus
from bot.values import ConversationId, TicketId


class SqlTickets:
    """Implements ports.Tickets."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def id_for(self, conversation: ConversationId, subject_key: str) -> TicketId | None:
        found = self._connection.execute(
            select(tickets.c.id).where(
                tickets.c.conversation_id == conversation, tickets.c.subject_key == subject_key
            )
        ).scalar_one_or_none()
        return TicketId(found) if found else None

    def get(self, ticket: TicketId) -> Ticket | None:
        row = self._connection.execute(select(tickets).where(tickets.c.id == ticket)).one_or_none()
        return _ticket(row) if row else None

    def of(self, conversation: ConversationId) -> Sequence[Ticket]:
        rows = self._connection.execute(
            select(tickets)
            .where(tickets.c.conversation_id == conversation)
            .order_by(tickets.c.opened_at.desc(), tickets.c.id)
        )
        return [_ticket(row) for row in rows]

    def open_once(self, conversation: ConversationId, request: TicketRequest, at: datetime) -> bool:
        if self.id_for(conversation, request.subject_key):
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
            )
        )
        return True

    def newest(self, most: int) -> Sequence[Ticket]:
        rows = self._connection.execute(
            select(tickets).order_by(tickets.c.opened_at.desc(), tickets.c.id).limit(most)
        )
        return [_ticket(row) for row in rows]


def _ticket(row: Row[Any]) -> Ticket:
    return Ticket(
        id=TicketId(row.id),
        conversation=ConversationId(row.conversation_id),
        subject_key=row.subject_key,
        category=row.category,
        priority=Priority(row.priority),
        status=TicketStatus(row.status),
        summary=row.summary,
        opened_at=row.opened_at,
    )
