"""Who tries codes: when a wrong one costs a try, how long the wait is, and when all is forgotten."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.ledger.claimants import BucketKind, Tries, after_failure, locked_until
from bot.ledger.policy import LockPolicy
from tests.builders import A_MOMENT

POLICY = LockPolicy(
    free_tries={"account": 3, "session": 2, "address": 10},
    first_s=30,
    longest_s=3600,
    forgotten_after_hours=24,
    imported_hours=4,
)


def _after(failures: int, kind: BucketKind = BucketKind.ACCOUNT) -> Tries:
    """A bucket after so many different wrong codes, all at A_MOMENT."""
    tries = Tries()
    for number in range(failures):
        tries = after_failure(tries, kind, f"code {number}", POLICY, A_MOMENT)
    return tries


def test_the_same_wrong_code_twice_costs_one_try() -> None:
    once = _after(1)
    assert after_failure(once, BucketKind.ACCOUNT, "code 0", POLICY, A_MOMENT + timedelta(hours=1)) == once


def test_a_code_tried_again_after_another_costs_a_try_again() -> None:
    assert after_failure(_after(2), BucketKind.ACCOUNT, "code 0", POLICY, A_MOMENT).failures == 3


@pytest.mark.parametrize(
    ("kind", "free"), [(BucketKind.ACCOUNT, 3), (BucketKind.SESSION, 2), (BucketKind.ADDRESS, 10)]
)
def test_each_kind_of_bucket_has_its_own_number_of_free_tries(kind: BucketKind, free: int) -> None:
    assert _after(free, kind).locked_until is None
    assert _after(free + 1, kind).locked_until == A_MOMENT + timedelta(seconds=30)


def test_the_wait_doubles_and_never_exceeds_the_longest() -> None:
    waits = []
    for failures in range(4, 14):
        ends = _after(failures).locked_until
        assert ends is not None
        waits.append((ends - A_MOMENT).total_seconds())
    assert waits[0] == 30
    assert all(longer == min(2 * shorter, 3600) for shorter, longer in pairwise(waits))
    assert waits[-1] == 3600


def test_a_patient_guesser_waits_no_longer_than_the_longest_after_any_number_of_tries() -> None:
    many = after_failure(Tries(100_000, A_MOMENT), BucketKind.ACCOUNT, "code", POLICY, A_MOMENT)
    assert many.locked_until == A_MOMENT + timedelta(hours=1)


def test_failures_are_forgotten_after_the_quiet_hours_and_not_before() -> None:
    quiet = timedelta(hours=24)
    kept = after_failure(_after(5), BucketKind.ACCOUNT, "next", POLICY, A_MOMENT + quiet)
    assert kept.failures == 6
    forgotten = after_failure(
        _after(5), BucketKind.ACCOUNT, "next", POLICY, A_MOMENT + quiet + timedelta(seconds=1)
    )
    assert (forgotten.failures, forgotten.locked_until) == (1, None)


def test_a_claimant_is_locked_until_the_last_of_their_buckets_opens() -> None:
    soon, late = A_MOMENT + timedelta(minutes=1), A_MOMENT + timedelta(minutes=9)
    buckets = [Tries(locked_until=late), Tries(), Tries(locked_until=soon)]
    assert locked_until(buckets, A_MOMENT) == late
    assert locked_until(buckets[1:], A_MOMENT) == soon


def test_a_lock_ends_at_its_very_moment() -> None:
    assert locked_until([Tries(locked_until=A_MOMENT)], A_MOMENT) is None
    assert locked_until([], A_MOMENT) is None
