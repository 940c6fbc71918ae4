"""Erases what has been kept for as long as its kind is: once a day, and whenever somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.knowledge.brand import BrandPolicy
from bot.ports import Dialogues, UnitOfWork
from bot.privacy.retention import RetentionPeriods
from bot.values import Clock

# Few enough that nobody who writes has to wait for them.
_BATCH = 100
_DIALOGUES = 500


@dataclass(frozen=True)
class Swept:
    """How many of each kind were erased."""

    conversations: int
    handles: int
    tries: int
    dialogues: int


class SweepRecords:
    """Safe to run at any time, twice at once too. Everything is asked for in batches of their own."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        policy: BrandPolicy,
        periods: RetentionPeriods,
        dialogues: Dialogues,
        forget_deleted: Callable[[], None],
    ) -> None:
        """`forget_deleted` takes what was deleted out of the database's own files."""
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy
        self._periods = periods
        self._dialogues = dialogues
        self._forget_deleted = forget_deleted

    def __call__(self, progress: Callable[[str, int], object] = lambda kind, done: None) -> Swept:
        """`progress` hears of which kind how many are erased."""
        now = self._clock.now()
        conversations = handles = 0
        while erased := self._conversations():
            conversations += erased
            progress("conversations", conversations)
        while erased := self._handles():
            handles += erased
            progress("handles", handles)
        tries_before = self._periods.tries_before(now, self._policy.lock.forgotten_after_hours)
        with self._unit_of_work() as work:
            tries = work.personal_data.erase_tries(tries_before, now)
        dialogues = self._orphaned_dialogues(progress)
        if conversations or handles or tries:
            self._forget_deleted()
        return Swept(conversations, handles, tries, dialogues)

    def _conversations(self) -> int:
        before = self._periods.conversations_before(self._clock.now())
        with self._unit_of_work() as work:
            return len(work.personal_data.erase_idle_conversations(before, _BATCH))

    def _handles(self) -> int:
        before = self._periods.handles_before(self._clock.now())
        with self._unit_of_work() as work:
            return work.personal_data.erase_idle_handles(before, _BATCH)

    def _orphaned_dialogues(self, progress: Callable[[str, int], object]) -> int:
        """Dialogues of conversations that are no more: those just erased, and what a late answer left."""
        erased, last = 0, ""
        while known := self._dialogues.after(last, _DIALOGUES):
            last = known[-1]
            with self._unit_of_work() as work:
                alive = work.personal_data.existing(known)
            if orphans := [one for one in known if one not in alive]:
                erased += self._dialogues.erase(orphans)
                progress("dialogues", erased)
        return erased
