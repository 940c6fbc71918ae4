"""When whoever tries passwords has to wait.

What waits is a pair of account and address, and an address. Never an account alone: whoever tries
passwords from elsewhere cannot lock its owner out. A try counts as failed until it has succeeded, so
that many at once are no way around the count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FORGOTTEN_AFTER = timedelta(hours=24)


class TriedBy(StrEnum):
    ADDRESS = "address"
    PAIR = "pair"


@dataclass(frozen=True)
class TryBucket:
    """`key` is the keyed hash of an address, or of an address and an e-mail address."""

    kind: TriedBy
    key: str


@dataclass(frozen=True)
class SignInTries:
    failures: int = 0
    last_at: datetime | None = None
    locked_until: datetime | None = None

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until


_FREE = {TriedBy.PAIR: 5, TriedBy.ADDRESS: 30}
_FIRST_S = 30
_LONGEST_S = 900


def after_try(tries: SignInTries, kind: TriedBy, now: datetime) -> SignInTries:
    """The bucket after one more try: from the first that is not free, each pause is twice the last."""
    forgotten = tries.last_at is not None and tries.last_at < now - FORGOTTEN_AFTER
    failures = 1 if forgotten else tries.failures + 1
    return SignInTries(failures, now, _locked_until(failures, kind, now))


def after_success(tries: SignInTries, kind: TriedBy, now: datetime) -> SignInTries:
    """The pair begins anew. Of the address only this try is forgiven: others sit behind it."""
    failures = 0 if kind is TriedBy.PAIR else max(tries.failures - 1, 0)
    return SignInTries(failures, tries.last_at, _locked_until(failures, kind, now))


def _locked_until(failures: int, kind: TriedBy, now: datetime) -> datetime | None:
    over = failures - _FREE[kind] + 1
    if over <= 0:
        return None
    # The exponent is capped, so that a patient attacker cannot make us count with huge numbers.
    return now + timedelta(seconds=min(_FIRST_S * 2 ** min(over - 1, 20), _LONGEST_S))
