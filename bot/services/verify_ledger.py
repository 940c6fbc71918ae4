"""Reads the whole ledger and finds what is not as it was written."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ledger.commands import Fault
from bot.ports import UnitOfWork


class VerifyLedger:
    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    def __call__(self) -> Sequence[Fault]:
        """Every fault. On SQLite nobody can write meanwhile."""
        with self._unit_of_work() as work:
            return list(work.ledger.faults())
