"""What opens conversations, in SQL: the hashes of tokens, and until when each works."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from bot.conversations.session_token import SessionToken
from bot.storage.dialect import delete_expired
from bot.storage.tables import conversation as conversations
from bot.storage.tables import session_token as tokens
from bot.values import ConversationId, SiteId


class SqlSessionTokens:
    """Implements ports.SessionTokens."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, token_hash: str, token: SessionToken, now: datetime) -> None:
        delete_expired(self._connection, tokens, now)
        self._connection.execute(
            insert(tokens).values(
                token_hash=token_hash,
                conversation_id=token.conversation,
                expires_at=token.expires_at,
                ends_at=token.ends_at,
                replaced_at=token.replaced_at,
            )
        )

    def get(self, token_hash: str) -> SessionToken | None:
        row = self._connection.execute(select(tokens).where(tokens.c.token_hash == token_hash)).one_or_none()
        if row is None:
            return None
        return SessionToken(ConversationId(row.conversation_id), row.expires_at, row.ends_at, row.replaced_at)

    def replace(self, token_hash: str, at: datetime) -> None:
        self._connection.execute(
            update(tokens)
            .where(tokens.c.token_hash == token_hash, tokens.c.replaced_at.is_(None))
            .values(replaced_at=at)
        )

    def end(self, conversation: ConversationId) -> None:
        self._connection.execute(delete(tokens).where(tokens.c.conversation_id == conversation))

    def end_of_site(self, site: SiteId) -> None:
        of_site = select(conversations.c.id).where(conversations.c.site_id == site)
        self._connection.execute(delete(tokens).where(tokens.c.conversation_id.in_(of_site)))
