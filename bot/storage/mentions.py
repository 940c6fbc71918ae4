"""Agents who are named in notes, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from bot.conversations.desk import NamedAgent, Note
from bot.conversations.mentions import Mention
from bot.storage.dialect import insert_if_absent
from bot.storage.tables import agent as agents
from bot.storage.tables import mention as mentions
from bot.storage.tables import note as notes
from bot.values import AgentId, ConversationId


class SqlMentions:
    """Implements ports.Mentions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, note: Note, conversation: ConversationId, agents: Sequence[AgentId]) -> None:
        for agent in agents:
            row = {"note_id": note.id, "agent_id": agent, "conversation_id": conversation, "read_at": None}
            insert_if_absent(self._connection, mentions, row)

    def of(self, agent: AgentId, most: int) -> Sequence[Mention]:
        rows = self._connection.execute(
            select(notes, agents.c.name.label("agent_name"), mentions.c.read_at)
            .join(mentions, mentions.c.note_id == notes.c.id)
            .join(agents, agents.c.id == notes.c.agent_id)
            .where(mentions.c.agent_id == agent)
            .order_by(mentions.c.read_at.is_not(None), notes.c.at.desc(), notes.c.id)
            .limit(most)
        )
        return [
            Mention(
                ConversationId(row.conversation_id),
                Note(row.id, NamedAgent(AgentId(row.agent_id), row.agent_name), row.text, row.at),
                row.read_at,
            )
            for row in rows
        ]

    def unread(self, agent: AgentId) -> int:
        return self._connection.execute(
            select(func.count()).where(mentions.c.agent_id == agent, mentions.c.read_at.is_(None))
        ).scalar_one()

    def mark_read(self, note: str, agent: AgentId, at: datetime) -> bool:
        changed = self._connection.execute(
            update(mentions)
            .where(mentions.c.note_id == note, mentions.c.agent_id == agent)
            .values(read_at=func.coalesce(mentions.c.read_at, at))
        )
        return changed.rowcount == 1
