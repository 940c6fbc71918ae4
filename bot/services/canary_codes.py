"""Makes canary codes, lists them, and takes them out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.errors import LeakPrevented, UnknownCanary
from bot.ledger.canaries import Canary, new_canary_id
from bot.ports import UnitOfWork
from bot.privacy.audit import Actor, AuditAction, AuditEntry
from bot.privacy.claim_code import CodeFormat
from bot.privacy.find_codes import find_codes
from bot.services.new_code import MakeCode
from bot.values import Clock


@dataclass(frozen=True)
class NewCanary:
    """`code` is as it would be printed, and told this once."""

    canary: Canary
    code: str = field(repr=False)


class CanaryCodes:
    def __init__(
        self, unit_of_work: UnitOfWork, clock: Clock, make_code: MakeCode, code_format: CodeFormat
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._make_code = make_code
        self._code_format = code_format

    def add(self, note: str, actor: Actor) -> NewCanary:
        """`note` says where it will be put. Raises LeakPrevented if it holds a claim code."""
        if find_codes(note, self._code_format):
            raise LeakPrevented("The note holds a claim code, and the list of canaries would keep it.")
        now = self._clock.now()
        with self._unit_of_work() as work:
            new = self._make_code()
            # One that a real card could be mistyped as would alarm us about an honest customer.
            while work.ledger.find(new.fingerprint).card or work.canaries.match(new.fingerprint):
                new = self._make_code()
            canary = Canary(new_canary_id(), new.fingerprint.last_four, note.strip(), now)
            work.canaries.add(canary, new.fingerprint)
            work.audit.add(AuditEntry(actor, AuditAction.CANARY_ADDED, True, f"canary {canary.id}", "", now))
        return NewCanary(canary, new.printed)

    def list(self) -> Sequence[Canary]:
        """The oldest first."""
        with self._unit_of_work() as work:
            return work.canaries.all()

    def remove(self, canary_id: str, actor: Actor) -> None:
        """Raises UnknownCanary."""
        with self._unit_of_work() as work:
            if not work.canaries.remove(canary_id):
                raise UnknownCanary("There is no such canary. `giftline ledger canary list` lists them.")
            entry = AuditEntry(
                actor, AuditAction.CANARY_REMOVED, True, f"canary {canary_id}", "", self._clock.now()
            )
            work.audit.add(entry)
