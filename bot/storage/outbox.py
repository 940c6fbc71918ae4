"""The outbox, in SQL. A row belongs to a worker while its claim lasts, and then to whoever asks next."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, or_, select, update

from bot.outbox.outgoing import OutboxCount, Outgoing, OutgoingId
from bot.storage.dialect import insert_if_absent
from bot.storage.tables import outbox
from bot.values import ConversationId

_IS_OPEN = outbox.c.sent_at.is_(None) & outbox.c.failed_at.is_(None)
_NOBODYS: dict[str, Any] = {"claimed_by": None, "claimed_until": None}


class SqlOutbox:
    """Implements ports.Outbox."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.has_grown = False

    def put(
        self,
        kind: str,
        key: str,
        conversation: ConversationId,
        payload: Mapping[str, Any],
        at: datetime,
        due_at: datetime | None = None,
    ) -> bool:
        row = {
            "id": uuid.uuid4().hex,
            "kind": kind,
            "idem_key": key,
            "conversation_id": conversation,
            "payload": dict(payload),
            "created_at": at,
            "next_try_at": due_at or at,
            "tries": 0,
        }
        is_new = insert_if_absent(self._connection, outbox, row)
        self.has_grown |= is_new
        return is_new

    def untouched(self, conversation: ConversationId, kind: str) -> Outgoing | None:
        row = self._connection.execute(
            select(outbox)
            .where(outbox.c.conversation_id == conversation, outbox.c.kind == kind, _IS_OPEN)
            .where(outbox.c.tries == 0)
            .order_by(outbox.c.created_at.desc(), outbox.c.id)
            .limit(1)
            .with_for_update()
        ).one_or_none()
        return _outgoing(row) if row else None

    def change(self, outgoing: OutgoingId, payload: Mapping[str, Any]) -> None:
        self._connection.execute(
            update(outbox).where(outbox.c.id == outgoing, outbox.c.tries == 0).values(payload=dict(payload))
        )

    def claim(
        self, kinds: Sequence[str], worker: str, now: datetime, until: datetime, most: int
    ) -> Sequence[Outgoing]:
        # SQLite has no FOR UPDATE and needs none: its transactions begin as writers.
        due = (
            select(outbox.c.id)
            .where(outbox.c.kind.in_(kinds), _IS_OPEN, outbox.c.next_try_at <= now)
            .where(or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until < now))
            .order_by(outbox.c.next_try_at, outbox.c.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        ids = self._connection.execute(due).scalars().all()
        rows = self._connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(ids))
            .values(claimed_by=worker, claimed_until=until, tries=outbox.c.tries + 1)
            .returning(*outbox.c)
        ).all()
        return sorted(map(_outgoing, rows), key=lambda one: (one.next_try_at, one.id))

    def sent(self, outgoing: OutgoingId, worker: str, at: datetime) -> bool:
        return self._settle(outgoing, worker, sent_at=at, trouble=None)

    def try_again(self, outgoing: OutgoingId, worker: str, due_at: datetime, trouble: str) -> bool:
        return self._settle(outgoing, worker, next_try_at=due_at, trouble=trouble)

    def give_up(self, outgoing: OutgoingId, worker: str, at: datetime, trouble: str) -> bool:
        return self._settle(outgoing, worker, failed_at=at, trouble=trouble)

    def drop(self, outgoing: OutgoingId, worker: str) -> bool:
        return self._connection.execute(delete(outbox).where(_held(outgoing, worker))).rowcount == 1

    def about(self, conversation: ConversationId) -> Sequence[Outgoing]:
        rows = self._connection.execute(
            select(outbox)
            .where(outbox.c.conversation_id == conversation)
            .order_by(outbox.c.created_at, outbox.c.id)
        )
        return [_outgoing(row) for row in rows]

    def unsent(self, most: int) -> Sequence[Outgoing]:
        rows = self._connection.execute(
            select(outbox)
            .where(outbox.c.sent_at.is_(None))
            .order_by(outbox.c.created_at.desc(), outbox.c.id)
            .limit(most)
        )
        return [_outgoing(row) for row in rows]

    def count(self) -> OutboxCount:
        unsent, given_up = self._connection.execute(
            select(func.count(), func.count(outbox.c.failed_at)).where(outbox.c.sent_at.is_(None))
        ).one()
        return OutboxCount(unsent - given_up, given_up)

    def revive(self, now: datetime, outgoing: OutgoingId | None = None) -> int:
        given_up = outbox.c.failed_at.is_not(None)
        named = given_up if outgoing is None else given_up & (outbox.c.id == outgoing)
        revived = self._connection.execute(
            update(outbox).where(named).values(failed_at=None, tries=0, next_try_at=now)
        ).rowcount
        self.has_grown |= revived > 0
        return revived

    def _settle(self, outgoing: OutgoingId, worker: str, **values: object) -> bool:
        settled = update(outbox).where(_held(outgoing, worker)).values(values | _NOBODYS)
        return self._connection.execute(settled).rowcount == 1


def _held(outgoing: OutgoingId, worker: str) -> ColumnElement[bool]:
    return (outbox.c.id == outgoing) & (outbox.c.claimed_by == worker) & _IS_OPEN


def _outgoing(row: Row[Any]) -> Outgoing:
    return Outgoing(
        id=OutgoingId(row.id),
        kind=row.kind,
        conversation=ConversationId(row.conversation_id),
        payload=row.payload,
        created_at=row.created_at,
        next_try_at=row.next_try_at,
        tries=row.tries,
        sent_at=row.sent_at,
        failed_at=row.failed_at,
        trouble=row.trouble,
    )
