"""Finding conversations by what is in them, in SQL. Decision 13 says why there is no index of words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Select, literal, or_, select, tuple_

from bot.conversations.search import Dated, FoundIn, Hit
from bot.privacy.claim_code import ClaimCode, Fingerprinter
from bot.storage.dialect import among, holds
from bot.storage.schema import UtcTime
from bot.storage.tables import claim_handle as handles
from bot.storage.tables import conversation as conversations
from bot.storage.tables import message as messages
from bot.storage.tables import note as notes
from bot.storage.tables import ticket as tickets
from bot.values import ConversationId, TicketId

_HANDLES = select(
    handles.c.conversation_id, handles.c.handle.label("text"), conversations.c.last_message_at.label("at")
).join(conversations, conversations.c.id == handles.c.conversation_id)
_TICKETS = select(
    tickets.c.conversation_id,
    (tickets.c.id + literal(": ") + tickets.c.summary).label("text"),
    tickets.c.opened_at.label("at"),
)


class SqlSearch:
    """Implements ports.Search."""

    def __init__(self, connection: Connection, fingerprinter: Fingerprinter) -> None:
        self._connection = connection
        self._fingerprinter = fingerprinter

    def latest(self, after: Dated | None, most: int) -> Sequence[Dated]:
        place = tuple_(conversations.c.last_message_at, conversations.c.id)
        query = select(conversations.c.id, conversations.c.last_message_at)
        if after is not None:
            query = query.where(place < tuple_(literal(after.last_message_at, UtcTime()), literal(after.id)))
        rows = self._connection.execute(
            query.order_by(conversations.c.last_message_at.desc(), conversations.c.id.desc()).limit(most)
        )
        return [Dated(ConversationId(row.id), row.last_message_at) for row in rows]

    def by_words(self, words: str, among: Sequence[ConversationId]) -> Sequence[Hit]:
        named = or_(self._holds(tickets.c.id, words), self._holds(tickets.c.summary, words))
        customers = select(
            conversations.c.id.label("conversation_id"),
            conversations.c.account_id.label("text"),
            conversations.c.last_message_at.label("at"),
        ).where(self._holds(conversations.c.account_id, words))
        return [
            *self._in_texts(messages, messages.c.sent_at, FoundIn.MESSAGE, words, among),
            *self._in_texts(notes, notes.c.at, FoundIn.NOTE, words, among),
            *self._hits(_TICKETS.where(named), FoundIn.TICKET, tickets.c.conversation_id, among),
            *self._hits(customers, FoundIn.CUSTOMER, conversations.c.id, among),
        ]

    def by_last_four(self, last_four: str, among: Sequence[ConversationId]) -> Sequence[Hit]:
        query = _HANDLES.where(handles.c.last_four == last_four)
        return self._hits(query, FoundIn.CARD, handles.c.conversation_id, among)

    def by_ticket(self, ticket: TicketId) -> Sequence[Hit]:
        return self._hits(_TICKETS.where(tickets.c.id == ticket), FoundIn.TICKET)

    def by_code(self, code: ClaimCode, most: int) -> Sequence[Hit]:
        query = _HANDLES.where(handles.c.code_hash == self._fingerprinter.of(code).exact)
        return self._hits(query.order_by(conversations.c.last_message_at.desc()).limit(most), FoundIn.CARD)

    def _in_texts(
        self,
        table: Any,
        at: Column[datetime],
        found_in: FoundIn,
        words: str,
        among: Sequence[ConversationId],
    ) -> Sequence[Hit]:
        query = select(table.c.conversation_id, table.c.text, at.label("at"))
        return self._hits(
            query.where(self._holds(table.c.text, words)), found_in, table.c.conversation_id, among
        )

    def _holds(self, text: Column[Any], words: str) -> Any:
        return holds(self._connection, text, words)

    def _hits(
        self,
        query: Select[Any],
        found_in: FoundIn,
        conversation: Column[Any] | None = None,
        ids: Sequence[ConversationId] = (),
    ) -> Sequence[Hit]:
        """With a column: only in the conversations that it names by one of the ids."""
        if conversation is not None:
            query = query.where(among(conversation, "ids"))
        rows = self._connection.execute(query, {"ids": list(ids)} if conversation is not None else {})
        return [Hit(ConversationId(row.conversation_id), found_in, row.text, row.at) for row in rows]
