"""Who tries codes, and when they have to wait. The lock is on the claimant, never on a card. Pure.

A wrong code matches no card, so it can lock none: whoever guesses slows down only themselves. Account,
session and address count in buckets of their own, so that changing one of them does not reset the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.ledger.policy import LockPolicy


class BucketKind(StrEnum):
    ACCOUNT = "account"
    SESSION = "session"
    ADDRESS = "address"


@dataclass(frozen=True)
class Bucket:
    """`key` is an account's id, a conversation's id, or the keyed hash of an address."""

    kind: BucketKind
    key: str


@dataclass(frozen=True)
class Tries:
    """What a bucket has seen. `last_code` is the keyed hash of the last wrong code."""

    failures: int = 0
    last_failed_at: datetime | None = None
    locked_until: datetime | None = None
    last_code: str | None = None


def after_failure(tries: Tries, kind: BucketKind, code: str, policy: LockPolicy, now: datetime) -> Tries:
    """The bucket after one more wrong code. The same code once more is no new guess."""
    if tries.last_code == code:
        return tries
    quiet_since = now - timedelta(hours=policy.forgotten_after_hours)
    forgotten = tries.last_failed_at is not None and tries.last_failed_at < quiet_since
    failures = 1 if forgotten else tries.failures + 1
    over = failures - policy.free_tries[kind.value]
    locked_until = None if forgotten else tries.locked_until
    if over > 0:
        # The exponent is capped, so that a patient attacker cannot make us count with huge numbers.
        pause_s = min(policy.first_s * 2 ** min(over - 1, 20), policy.longest_s)
        locked_until = now + timedelta(seconds=pause_s)
    return Tries(failures, now, locked_until, code)


def unlocked(tries: Tries, kind: BucketKind) -> Tries:
    """The bucket after somebody ended its pause. Of an address, which many share, the count stays."""
    return replace(tries, locked_until=None) if kind is BucketKind.ADDRESS else Tries()


def locked_until(buckets: Iterable[Tries], now: datetime) -> datetime | None:
    """When all of the buckets are open again, or None if they are open now."""
    ends = [tries.locked_until for tries in buckets if tries.locked_until and tries.locked_until > now]
    return max(ends, default=None)
