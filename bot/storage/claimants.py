"""Who tried codes, in SQL: a bucket for each account, session and address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.ledger.claimants import Bucket, BucketKind, Tries, after_failure, locked_until, unlocked
from bot.ledger.policy import LockPolicy
from bot.storage.dialect import among, insert_if_absent
from bot.storage.tables import claimant_bucket as buckets

_HOLD = (
    select(buckets)
    .where(among(buckets.c.kind, "kinds"), among(buckets.c.key, "keys"))
    .order_by(buckets.c.kind, buckets.c.key)
    .with_for_update()
)


class SqlClaimants:
    """Over one open transaction."""

    def __init__(self, connection: Connection, policy: LockPolicy) -> None:
        self._connection = connection
        self._policy = policy

    def hold(self, claimants: Iterable[Bucket]) -> Mapping[Bucket, Tries]:
        """What these buckets have seen, unchangeable by anybody else until this transaction ends.

        They are held in order of kind and key, so that two who share some cannot block each other. One
        that never saw a wrong code is left out.
        """
        wanted = set(claimants)
        if not wanted:
            return {}
        rows = self._connection.execute(
            _HOLD,
            {
                "kinds": sorted({bucket.kind.value for bucket in wanted}),
                "keys": sorted({bucket.key for bucket in wanted}),
            },
        )
        seen = {Bucket(BucketKind(row.kind), row.key): _tries(row) for row in rows}
        return {bucket: tries for bucket, tries in seen.items() if bucket in wanted}

    def locked_until(self, claimant: Sequence[Bucket], now: datetime) -> datetime | None:
        """When all buckets of the claimant are open, or None if they are open now. Holds them."""
        return locked_until(self.hold(claimant).values(), now)

    def failed(self, claimant: Sequence[Bucket], code_hash: str, now: datetime) -> datetime | None:
        """Counts a wrong code in every bucket of the claimant; returns until when they are locked now."""
        # In order of kind, so that two claimants who share buckets cannot block each other.
        for bucket in sorted(claimant, key=lambda one: one.kind.value):
            insert_if_absent(
                self._connection, buckets, {"kind": bucket.kind.value, "key": bucket.key, "failures": 0}
            )
            here = (buckets.c.kind == bucket.kind.value) & (buckets.c.key == bucket.key)
            before = _tries(self._connection.execute(select(buckets).where(here).with_for_update()).one())
            after = after_failure(before, bucket.kind, code_hash, self._policy, now)
            if after != before:
                self._put(bucket, after)
        return self.locked_until(claimant, now)

    def unlock(self, claimant: Sequence[Bucket]) -> None:
        """Ends the pause of every bucket of the claimant."""
        for bucket, tries in self.hold(claimant).items():
            self._put(bucket, unlocked(tries, bucket.kind))

    def lock(self, bucket: Bucket, tries: Tries) -> None:
        """Sets a bucket to what a file says of it."""
        insert_if_absent(
            self._connection, buckets, {"kind": bucket.kind.value, "key": bucket.key, "failures": 0}
        )
        self._put(bucket, tries)

    def _put(self, bucket: Bucket, tries: Tries) -> None:
        self._connection.execute(
            update(buckets)
            .where((buckets.c.kind == bucket.kind.value) & (buckets.c.key == bucket.key))
            .values(
                failures=tries.failures,
                last_failed_at=tries.last_failed_at,
                locked_until=tries.locked_until,
                last_code=tries.last_code,
            )
        )


def _tries(row: Row[Any]) -> Tries:
    return Tries(row.failures, row.last_failed_at, row.locked_until, row.last_code)
