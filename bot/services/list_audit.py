"""Who read, looked behind a handle, changed the ledger, exported, erased, or tried a canary."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ports import UnitOfWork
from bot.privacy.audit import AuditEntry


class ListAudit:
    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    def __call__(self, most: int) -> Sequence[AuditEntry]:
        """Newest first, at most `most` of them."""
        with self._unit_of_work() as work:
            return work.audit.newest(most)
