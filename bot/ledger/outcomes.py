"""Everything that can be true of a card a customer asks about, in order of precedence.

One enum for ledger, diagnosis and API: where two apply, the earlier one is the answer, because it is
the one that has to be dealt with first.
"""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    REDEEMED_HERE = "redeemed_here"  # on the account that asks
    REDEEMED_ELSEWHERE = "redeemed_elsewhere"  # on another account; never say whose
    CANCELLED = "cancelled"
    NOT_ACTIVATED = "not_activated"
    WRONG_REGION = "wrong_region"
    CLAIMANT_LOCKED = "claimant_locked"  # the account that asks has used up its tries
    MISTYPED = "mistyped"  # a letter and a digit that look alike were swapped
    UNKNOWN_CODE = "unknown_code"
    REDEEMABLE = "redeemable"  # nothing stands in the way

    @property
    def precedence(self) -> int:
        return list(Outcome).index(self)
