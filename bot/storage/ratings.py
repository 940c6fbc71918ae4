"""What customers thought of the help they had, in SQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select, update

from bot.conversations.rating import Rating
from bot.storage.tables import rating as ratings
from bot.values import ConversationId


class SqlRatings:
    """Implements ports.Ratings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, conversation: ConversationId) -> Sequence[Rating]:
        rows = self._connection.execute(
            select(ratings)
            .where(ratings.c.conversation_id == conversation)
            .order_by(ratings.c.closing.desc())
        )
        return [Rating(row.closing, row.score, row.comment, row.first_at, row.changed_at) for row in rows]

    def put(self, conversation: ConversationId, rating: Rating) -> None:
        values = {"score": rating.score, "comment": rating.comment, "changed_at": rating.changed_at}
        changed = self._connection.execute(
            update(ratings)
            .where(ratings.c.conversation_id == conversation, ratings.c.closing == rating.closing)
            .values(**values)
        )
        if changed.rowcount == 0:
            self._connection.execute(
                insert(ratings).values(
                    conversation_id=conversation, closing=rating.closing, first_at=rating.first_at, **values
                )
            )
