"""What of the outbox has not been delivered, and another chance for what was given up."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import UnknownOutgoing
from bot.outbox.outgoing import OutboxCount, Outgoing, OutgoingId
from bot.ports import UnitOfWork
from bot.values import Clock


class ListOutbox:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    def __call__(self, most: int) -> Sequence[Outgoing]:
        """The newest first."""
        with self._unit_of_work() as work:
            return work.outbox.unsent(most)

    def count(self) -> OutboxCount:
        with self._unit_of_work() as work:
            return work.outbox.count()

    def retry(self, outgoing: OutgoingId | None = None) -> int:
        """Makes all that was given up, or the one of that id, due again; returns how many.

        Raises UnknownOutgoing if nothing of that id was given up.
        """
        with self._unit_of_work() as work:
            revived = work.outbox.revive(self._clock.now(), outgoing)
        if outgoing is not None and not revived:
            raise UnknownOutgoing(
                f"Nothing of the id {outgoing} was given up. `giftline outbox list` lists all."
            )
        return revived
