"""How customers are reached, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from bot.storage.tables import contact as contacts
from bot.storage.tables import conversation as conversations
from bot.values import AccountId, ConversationId


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

    def accounts_with(self, email: str) -> Sequence[AccountId]:
        found = self._connection.execute(
            select(conversations.c.account_id)
            .join(contacts, contacts.c.conversation_id == conversations.c.id)
            .where(func.lower(contacts.c.email) == email.lower(), conversations.c.account_id.is_not(None))
            .distinct()
            .limit(2)
        )
        return [AccountId(each) for each in found.scalars()]
