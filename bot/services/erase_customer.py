"""Erases what is held about one customer, but for the ledger's books."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import LeakPrevented, NotPermitted, UnknownAccount
from bot.ports import Dialogues, UnitOfWork
from bot.privacy.audit import Actor, AuditAction, AuditEntry
from bot.privacy.claim_code import CodeFormat, Fingerprinter
from bot.privacy.find_codes import find_codes
from bot.values import AccountId, Clock

# Few enough that nobody who writes has to wait for them.
_BATCH = 100


@dataclass(frozen=True)
class ErasedCustomer:
    """`account_erased` is False where the ledger's books name the account, and so keep its id."""

    pseudonym: str
    conversations: int
    account_erased: bool


class EraseCustomer:
    """Safe to run again: what a crash left is erased by the next run."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        fingerprinter: Fingerprinter,
        code_format: CodeFormat,
        dialogues: Dialogues,
        forget_deleted: Callable[[], None],
    ) -> None:
        """`forget_deleted` takes what was deleted out of the database's own files."""
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._fingerprinter = fingerprinter
        self._code_format = code_format
        self._dialogues = dialogues
        self._forget_deleted = forget_deleted

    def count(self, account: AccountId) -> int:
        """How many conversations would go. Raises UnknownAccount."""
        with self._unit_of_work() as work:
            if work.ledger.account(account) is None:
                raise UnknownAccount("There is no such account.")
            return len(work.personal_data.conversations_of(account))

    def __call__(
        self,
        account: AccountId,
        actor: Actor,
        reason: str,
        progress: Callable[[int], object] = lambda done: None,
    ) -> ErasedCustomer:
        """`progress` hears how many conversations are erased.

        Raises UnknownAccount, NotPermitted without a reason, LeakPrevented for one that holds a claim code.
        """
        if not reason.strip():
            raise NotPermitted("Say why: the reason is kept with the name of whoever asks.")
        if find_codes(reason, self._code_format):
            raise LeakPrevented("The reason holds a claim code, and the audit would keep it.")
        self.count(account)
        pseudonym = self._fingerprinter.pseudonym(account)
        entry = AuditEntry(
            actor, AuditAction.ERASE, True, f"customer {pseudonym}", reason.strip(), self._clock.now()
        )
        with self._unit_of_work() as work:
            work.audit.add(entry)
        erased = 0
        while True:
            with self._unit_of_work() as work:
                batch = [one for one, _ in work.personal_data.conversations_of(account, _BATCH)]
                work.personal_data.erase_conversations(batch)
            if not batch:
                break
            # After the commit: from then on nobody can write there, and the engine is asked no more.
            self._dialogues.erase(batch)
            erased += len(batch)
            progress(erased)
        with self._unit_of_work() as work:
            account_erased = work.personal_data.erase_account(account)
        self._forget_deleted()
        return ErasedCustomer(pseudonym, erased, account_erased)
