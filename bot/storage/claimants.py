"""Who tried codes, in SQL: a bucket for each account, session and address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, select, update

from bot.ledger.claimants import Bucket, Tries, after_failure, locked_until
from bot.ledger.policy import LockPolicy
from bot.storage.dialect import insert_if_absent
from bot.storage.tables import claimant_bucket as buckets

_READ = select(buckets).where(
    or_(
        (buckets.c.kind == "account") & (buckets.c.key == bindparam("account")),
        (buckets.c.kind == "session") & (buckets.c.key == bindparam("session")),
        (buckets.c.kind == "address") & (buckets.c.key == bindparam("address")),
    )
)


class SqlClaimants:
    """Over one open transaction."""

    def __init__(self, connection: Connection, policy: LockPolicy) -> None:
        self._connection = connection
        self._policy = policy

    def locked_until(self, claimant: Sequence[Bucket], now: datetime) -> datetime | None:
        """When all buckets of the claimant are open, or None if they are open now."""
        keys = dict.fromkeys(("account", "session", "address"))
        keys.update({bucket.kind.value: bucket.key for bucket in claimant})
        rows = self._connection.execute(_READ, keys)
        return locked_until(
            (Tries(row.failures, row.last_failed_at, row.locked_until, row.last_code) for row in rows), now
        )

    def failed(self, claimant: Sequence[Bucket], code_hash: str, now: datetime) -> datetime | None:
        """Counts a wrong code in every bucket of the claimant; returns until when they are locked now."""
        # In order of kind, so that two claimants who share buckets cannot block each other.
        for bucket in sorted(claimant, key=lambda one: one.kind.value):
            insert_if_absent(
                self._connection, buckets, {"kind": bucket.kind.value, "key": bucket.key, "failures": 0}
            )
            here = (buckets.c.kind == bucket.kind.value) & (buckets.c.key == bucket.key)
            row = self._connection.execute(select(buckets).where(here).with_for_update()).one()
            before = Tries(row.failures, row.last_failed_at, row.locked_until, row.last_code)
            after = after_failure(before, bucket.kind, code_hash, self._policy, now)
            if after != before:
                self._put(bucket, after)
        return self.locked_until(claimant, now)

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
