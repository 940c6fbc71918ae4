"""How customers are reached, in SQL."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from bot.storage.tables import contact as contacts
from bot.values import ConversationId


class SqlContacts:
    """Implements ports.Contacts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, conversation: ConversationId, email: str, at: datetime) -> None:
        self._connection.execute(delete(contacts).where(contacts.c.conversation_id == conversation))
        self._connection.execute(
            insert(contacts).values(conversation_id=conversation, email=email, added_at=at)
        )

    def email_of(self, conversation: ConversationId) -> str | None:
        return self._connection.execute(
            select(contacts.c.email).where(contacts.c.conversation_id == conversation)
        ).scalar_one_or_none()
