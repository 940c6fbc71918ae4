"""Writes to the ledger that wait for each other, several to a transaction.

A commit costs more than what it commits: on SQLite it waits for the disk, on PostgreSQL every statement
waits for the server. So whoever comes while somebody writes waits, and the first of those writes for all
that wait and touch nothing in common. Nobody is answered before the commit; alone, nobody waits.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from threading import Condition, Event

from bot.errors import LedgerConflict
from bot.ledger.commands import Command, Receipt, Request, Write
from bot.ports import UnitOfWork

# Enough that a commit's cost is next to nothing for each, and few enough that the first waits for little.
_MOST = 64
# How long to wait for as many as came together last time: next to nothing for who writes alone.
_PATIENCE_S = 0.002
# Another process may send the same key, or change the same card, at the same moment: once is the rule.
_ATTEMPTS = 3


@dataclass(frozen=True, eq=False)
class _Asked:
    """A write that waits. Its thread wakes up when it is answered, or when it has to write for others."""

    write: Write
    answer: Future[Receipt] = field(default_factory=Future)
    awake: Event = field(default_factory=Event)


class LedgerQueue:
    """Implements ports.WriteLedger. One for a process; safe to call from many threads."""

    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work
        self._arrived = Condition()
        self._waiting: list[_Asked] = []
        self._is_somebody_writing = False
        self._came_together = 1

    def __call__(self, command: Command, request: Request, now: datetime) -> Receipt:
        asked = _Asked(Write(command, request, now))
        with self._arrived:
            self._waiting.append(asked)
            self._arrived.notify()
            must_wait, self._is_somebody_writing = self._is_somebody_writing, True
        if must_wait:
            asked.awake.wait()
        if not asked.answer.done():
            self._write_for_all(asked)
        return asked.answer.result()

    def _write_for_all(self, asked: _Asked) -> None:
        """Writes `asked`, who is first in the queue, and those that go with it; then lets the next do so."""
        batch = self._next()
        try:
            self._write(batch)
        except BaseException:
            # This thread is being stopped; those who waited for it go on without it.
            with self._arrived:
                self._waiting[:0] = [one for one in batch if one is not asked and not one.answer.done()]
            raise
        finally:
            for one in batch:
                if one.answer.done():
                    one.awake.set()
            with self._arrived:
                if self._waiting:
                    self._waiting[0].awake.set()
                else:
                    self._is_somebody_writing = False

    def _next(self) -> list[_Asked]:
        """The one who waits longest, and all who share nothing with those taken before them."""
        with self._arrived:
            self._arrived.wait_for(lambda: len(self._waiting) >= self._came_together, _PATIENCE_S)
            taken, left = self._waiting[:1], []
            touched = taken[0].write.touches
            for one in self._waiting[1:]:
                touches = one.write.touches
                if (
                    len(taken) < _MOST
                    and touched is not None
                    and touches is not None
                    and not touched & touches
                ):
                    taken.append(one)
                    touched |= touches
                else:
                    left.append(one)
            self._came_together = len(taken)
            self._waiting = left
            return taken

    def _write(self, batch: list[_Asked], attempts: int = _ATTEMPTS) -> None:
        try:
            with self._unit_of_work() as work:
                receipts = work.ledger.write_all([one.write for one in batch])
        except Exception as error:  # noqa: BLE001 - whatever it is, it goes to who asked
            # Nothing was stored. What went wrong with one is no business of the others.
            if len(batch) > 1:
                for one in batch:
                    self._write([one])
            elif isinstance(error, LedgerConflict) and attempts > 1:
                self._write(batch, attempts - 1)
            else:
                batch[0].answer.set_exception(error)
        else:
            for one, receipt in zip(batch, receipts, strict=True):
                one.answer.set_result(receipt)
