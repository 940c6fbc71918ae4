"""Hands labelled lines on to training data, each once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.cases.add_lines import Added
from bot.ports import UnitOfWork
from bot.privacy.audit import Actor, AuditAction, AuditEntry
from bot.training.line import LineState, Reviewed
from bot.values import Clock


class ExportLines:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    def __call__(self, write: Callable[[Sequence[Reviewed]], Added], actor: Actor) -> Added:
        """Lines that are taken count as exported, once they are written; the others stay labelled.

        If we are stopped in between, the next export writes them again and `write` knows them.
        """
        with self._unit_of_work() as work:
            labelled = work.training.in_state(LineState.LABELLED)
        lines = [(each, Reviewed(each.text, each.label)) for each in reversed(labelled) if each.label]
        added = write([reviewed for _, reviewed in lines])
        with self._unit_of_work() as work:
            for line, reviewed in lines:
                if reviewed in added.contradicting:
                    continue
                # As it is now: somebody may have decided otherwise while it was written.
                if (now := work.training.get(line.id)) and now.state is LineState.LABELLED:
                    work.training.change(replace(now, state=LineState.EXPORTED))
            if lines:
                entry = AuditEntry(
                    actor, AuditAction.TRAINING, True, "training data", "exported", self._clock.now()
                )
                work.audit.add(entry)
        return added
