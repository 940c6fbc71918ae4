"""Canary codes, in SQL: known by the hashes that a card's code is known by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from bot.ledger.canaries import Canary
from bot.privacy.claim_code import CodeFingerprint
from bot.storage.tables import canary as canaries


class SqlCanaries:
    """Implements ports.Canaries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, canary: Canary, code: CodeFingerprint) -> None:
        self._connection.execute(
            insert(canaries).values(
                id=canary.id,
                code_hash=code.exact,
                skeleton_hash=code.skeleton,
                pepper_version=code.pepper_version,
                last_four=code.last_four,
                note=canary.note,
                added_at=canary.added_at,
            )
        )

    def all(self) -> Sequence[Canary]:
        rows = self._connection.execute(select(canaries).order_by(canaries.c.added_at, canaries.c.id))
        return [_canary(row) for row in rows]

    def remove(self, canary_id: str) -> bool:
        return self._connection.execute(delete(canaries).where(canaries.c.id == canary_id)).rowcount == 1

    def match(self, code: CodeFingerprint) -> Canary | None:
        # By the skeleton: one that was misread is the same canary, out of the same cage.
        alike = select(canaries).where(canaries.c.skeleton_hash == code.skeleton).limit(1)
        row = self._connection.execute(alike).one_or_none()
        return _canary(row) if row else None


def _canary(row: Row[Any]) -> Canary:
    return Canary(row.id, row.last_four, row.note, row.added_at)
