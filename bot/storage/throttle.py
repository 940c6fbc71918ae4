"""Counts acts for the throttles: in this process, or in Redis for every replica at once."""

from __future__ import annotations

import hmac
import logging
import math
import threading
import time
from collections.abc import Callable, Sequence

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from bot.errors import ConfigurationError
from bot.ledger.claimants import Bucket, BucketKind
from bot.throttles import Act, Limits

log = logging.getLogger(__name__)

# From the narrowest: whoever is held up in one conversation takes no room from their neighbours.
_ORDER = (BucketKind.SESSION, BucketKind.ACCOUNT, BucketKind.ADDRESS)
# A customer must not wait for a Redis that is gone.
_REDIS_S = 1.0
_FORGETS_AFTER_S = 10


class CountedThrottle:
    """Implements ports.Throttle. While Redis is out of reach each process counts for itself.

    Buckets are named by a keyed hash: whoever is nobody yet may say anything of who they are, a claim
    code too, and what is counted in Redis may be written to its disk.
    """

    def __init__(self, limits: Limits, key: bytes, redis_url: str | None = None) -> None:
        self._key = key
        self._items: dict[tuple[Act, BucketKind], RateLimitItem] = {
            key: RateLimitItemPerSecond(rate.count, rate.per_s, namespace=f"giftline/{key[0]}/{key[1]}")
            for key, rate in limits.items()
        }
        self._own = MovingWindowRateLimiter(_Memory())
        self._shared = MovingWindowRateLimiter(_redis(redis_url)) if redis_url else None

    def require_shared(self) -> None:
        """Raises ConfigurationError if there should be a Redis and none answers."""
        if self._shared and not self._shared.storage.check():
            raise ConfigurationError("Redis does not answer at REDIS_URL. Start it, or leave REDIS_URL out.")

    def wait_s(self, act: Act, buckets: Sequence[Bucket]) -> int | None:
        if self._shared:
            try:
                return self._wait_s(self._shared, act, buckets)
            except StorageError as error:
                log.error("Redis does not answer, so this process counts alone: %s", error)
        return self._wait_s(self._own, act, buckets)

    def _wait_s(self, limiter: MovingWindowRateLimiter, act: Act, buckets: Sequence[Bucket]) -> int | None:
        for bucket in sorted(buckets, key=lambda bucket: _ORDER.index(bucket.kind)):
            item = self._items.get((act, bucket.kind))
            name = hmac.digest(self._key, bucket.key.encode(), "sha256").hex()
            if item and not limiter.hit(item, name):
                opens_at = limiter.get_window_stats(item, name).reset_time
                return min(max(1, math.ceil(opens_at - time.time())), item.get_expiry())
        return None


class _Memory(MemoryStorage):
    """Forgets what is past some seconds after it was counted.

    The library looks through all that it remembers after each act: 5 ms, once there are ten thousand buckets.
    Whether an act is let through does not depend on it.
    """

    def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802 - the name under which it is called
        if not self.timer.is_alive():
            forget: Callable[[], None] = self._MemoryStorage__expire_events  # type: ignore[attr-defined]
            self.timer = threading.Timer(_FORGETS_AFTER_S, forget)
            # Nothing is lost with it, and no process should wait for it.
            self.timer.daemon = True
            self.timer.start()


def _redis(url: str) -> RedisStorage:
    try:
        return RedisStorage(
            url, wrap_exceptions=True, socket_connect_timeout=_REDIS_S, socket_timeout=_REDIS_S
        )
    except ValueError as error:
        raise ConfigurationError(
            "REDIS_URL does not read. Write it like redis://127.0.0.1:6379/0."
        ) from error
