"""Replaces a card by another with a new code and the same value."""

from __future__ import annotations

from bot.ledger.commands import Reissue, Request
from bot.ports import WriteLedger
from bot.privacy.claim_code import CodeFormat
from bot.services.change_ledger import refuse_codes_in
from bot.services.issue_card import IssuedCard
from bot.services.new_code import MakeCode
from bot.values import CardId, Clock


class ReissueCard:
    def __init__(
        self, write_ledger: WriteLedger, clock: Clock, make_code: MakeCode, code_format: CodeFormat
    ) -> None:
        self._write_ledger = write_ledger
        self._clock = clock
        self._make_code = make_code
        self._code_format = code_format

    def __call__(self, card: CardId, reason: str, request: Request) -> IssuedCard:
        """The receipt's `new_card` is the replacement.

        Raises LeakPrevented if the request holds a claim code.
        """
        new = self._make_code()
        command = Reissue(card, new.fingerprint, reason, new.sealed)
        refuse_codes_in(command, request, self._code_format)
        receipt = self._write_ledger(command, request, self._clock.now())
        return IssuedCard(receipt, new.printed if receipt.is_done and not receipt.is_repeat else None)
