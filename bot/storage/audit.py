"""The audit, in SQL. Triggers keep it append-only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, exists, insert, select

from bot.privacy.audit import Actor, AuditAction, AuditEntry
from bot.privacy.role import Machine, Role
from bot.storage.tables import audit


class SqlAudit:
    """Implements ports.Audit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entry: AuditEntry) -> None:
        self._connection.execute(
            insert(audit).values(
                at=entry.at,
                actor=entry.actor.name,
                role=entry.actor.role.value,
                action=entry.action.value,
                allowed=entry.allowed,
                subject=entry.subject,
                reason=entry.reason,
            )
        )

    def holds(self, actor: Actor, action: AuditAction, subject: str) -> bool:
        of_this = exists().where(
            audit.c.subject == subject,
            audit.c.action == action.value,
            audit.c.actor == actor.name,
            audit.c.role == actor.role.value,
        )
        return bool(self._connection.execute(select(of_this)).scalar_one())

    def newest(self, most: int) -> Sequence[AuditEntry]:
        rows = self._connection.execute(select(audit).order_by(audit.c.id.desc()).limit(most))
        return [
            AuditEntry(
                Actor(row.actor, _role(row.role)),
                AuditAction(row.action),
                row.allowed,
                row.subject,
                row.reason,
                row.at,
            )
            for row in rows
        ]


def _role(stored: str) -> Role | Machine:
    return Role(stored) if stored in set(Role) else Machine(stored)
