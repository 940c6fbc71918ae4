"""Everything the ledger can answer, in order of precedence.

One enum for ledger, diagnosis and API: where two apply, the earlier one is the answer, because it is
the one that has to be dealt with first. What each means, whether trying again can help, and what a
customer is told stands in `outcomes.yml`; docs/ledger.md shows it as a table written from there.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from bot.yaml_file import read_yaml


class Outcome(StrEnum):
    DONE = "done"
    # Of a request, whatever the card.
    IDEMPOTENCY_MISMATCH = "idempotency_mismatch"
    UNKNOWN_ACCOUNT = "unknown_account"
    INVALID_AMOUNT = "invalid_amount"
    # Of a card, for the account that asks.
    REDEEMED_HERE = "redeemed_here"
    CLAIMANT_LOCKED = "claimant_locked"
    REDEEMED_ELSEWHERE = "redeemed_elsewhere"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    FROZEN = "frozen"
    NOT_ACTIVATED = "not_activated"
    WRONG_REGION = "wrong_region"
    WRONG_CURRENCY = "wrong_currency"
    MISTYPED = "mistyped"
    UNKNOWN_CODE = "unknown_code"
    # Of a change that people or shops ask for.
    UNKNOWN_CARD = "unknown_card"
    ALREADY_REPLACED = "already_replaced"
    WRONG_STATE = "wrong_state"
    NOTHING_TO_MOVE = "nothing_to_move"
    INSUFFICIENT_BALANCE = "insufficient_balance"
    MORE_THAN_SPENT = "more_than_spent"
    NEEDS_SECOND_PERSON = "needs_second_person"
    NOT_EXPIRING = "not_expiring"
    # Nothing stands in the way.
    REDEEMABLE = "redeemable"

    @property
    def precedence(self) -> int:
        return _PRECEDENCE[self]

    @property
    def told(self) -> str:
        """What a customer is told, with {placeholders}."""
        return outcome_facts()[self].told


_PRECEDENCE = {outcome: place for place, outcome in enumerate(Outcome)}


class OutcomeFacts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    means: str = Field(description="for people who run the ledger")
    retryable: bool = Field(
        default=False,
        description="whether the same request, under a new key, can end otherwise with nothing else changed",
    )
    told: str = Field(description="for the customer, calm and without blame")


@cache
def outcome_facts() -> dict[Outcome, OutcomeFacts]:
    """What is known of every outcome, in order of precedence."""
    written = read_yaml(Path(__file__).with_suffix(".yml"))
    return {outcome: OutcomeFacts.model_validate(written[outcome.value]) for outcome in Outcome}
