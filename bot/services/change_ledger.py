"""Changes the ledger by one command: of a card or of an account."""

from __future__ import annotations

from bot.errors import LeakPrevented, UnknownAccount
from bot.knowledge.brand import BrandPolicy
from bot.ledger.claimants import Bucket, BucketKind
from bot.ledger.commands import (
    ChangeCard,
    Command,
    Issue,
    Move,
    Receipt,
    Redeem,
    Refund,
    Reissue,
    Request,
    Spend,
)
from bot.ports import UnitOfWork, WriteLedger
from bot.privacy.claim_code import ClaimCode, CodeFormat, Fingerprinter
from bot.privacy.find_codes import find_codes
from bot.values import AccountId, Clock


class ChangeLedger:
    def __init__(
        self,
        unit_of_work: UnitOfWork,
        write_ledger: WriteLedger,
        clock: Clock,
        policy: BrandPolicy,
        fingerprinter: Fingerprinter,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._write_ledger = write_ledger
        self._clock = clock
        self._policy = policy
        self._fingerprinter = fingerprinter

    def __call__(self, command: ChangeCard | Spend | Refund | Move | Redeem, request: Request) -> Receipt:
        """Raises LeakPrevented if a text of the request holds a claim code, which the journal would keep."""
        refuse_codes_in(command, request, self._policy.cards.code_format)
        return self._write_ledger(command, request, self._clock.now())

    def redeem(self, code: ClaimCode, account: AccountId, request: Request) -> Receipt:
        """Redeems as the account could in a chat: a wrong code costs it a try, and a pause holds here too."""
        tries = (Bucket(BucketKind.ACCOUNT, account),)
        return self(Redeem(self._fingerprinter.of(code), account, buckets=tries), request)

    def currency_of(self, account: AccountId) -> str:
        """The currency of the account's region. Raises UnknownAccount, also where the brand names none."""
        with self._unit_of_work() as work:
            known = work.ledger.account(account)
        if known is None:
            raise UnknownAccount("There is no such account.")
        currency = self._policy.currency(known.region)
        if currency is None:
            raise UnknownAccount(
                f"The brand names no currency for {known.region}, the region of '{account}'; say which."
            )
        return currency


def refuse_codes_in(command: Command, request: Request, code_format: CodeFormat) -> None:
    """Raises LeakPrevented if somebody wrote a claim code where the ledger keeps texts as they are."""
    texts = [request.key, request.actor, request.approved_by]
    match command:
        case Issue():
            texts.append(command.retailer)
        case ChangeCard() | Reissue() | Move():
            texts.append(command.reason)
    if any(find_codes(text, code_format) for text in texts if text):
        raise LeakPrevented("A reason, a name or a key holds a claim code, and the journal would keep it.")
