"""Makes a card with a new code, not yet activated."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.ledger.commands import Issue, Receipt, Request
from bot.ports import WriteLedger
from bot.privacy.claim_code import CodeFormat
from bot.services.change_ledger import refuse_codes_in
from bot.services.new_code import MakeCode
from bot.values import Clock, Money, region_code


@dataclass(frozen=True)
class IssuedCard:
    """`code` is as printed on the card, and told once: None if no card was made, or if it was made
    before under the same key."""

    receipt: Receipt
    code: str | None = field(repr=False)


class IssueCard:
    def __init__(
        self, write_ledger: WriteLedger, clock: Clock, make_code: MakeCode, code_format: CodeFormat
    ) -> None:
        self._write_ledger = write_ledger
        self._clock = clock
        self._make_code = make_code
        self._code_format = code_format

    def __call__(
        self, face_value: Money, region: str, request: Request, retailer: str | None = None
    ) -> IssuedCard:
        """Raises LeakPrevented if the request holds a claim code."""
        new = self._make_code()
        command = Issue(new.fingerprint, face_value, region_code(region), retailer, new.sealed)
        refuse_codes_in(command, request, self._code_format)
        receipt = self._write_ledger(command, request, self._clock.now())
        return IssuedCard(receipt, new.printed if receipt.is_done and not receipt.is_repeat else None)
