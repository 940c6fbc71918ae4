"""The throttle counts for itself or in Redis, alike. The Redis is a real one."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from redis import Redis

from bot.errors import ConfigurationError
from bot.ledger.claimants import Bucket, BucketKind
from bot.storage.throttle import CountedThrottle
from bot.throttles import Act, Rate
from tests.redis_server import a_redis_server

PATIENCE_TRIES = 3_000
LIMITS = {
    (Act.MESSAGE, BucketKind.SESSION): Rate(2, 60),
    (Act.MESSAGE, BucketKind.ADDRESS): Rate(4, 60),
    (Act.LOOKUP, BucketKind.SESSION): Rate(1, 1),
}
A_KEY = b"k" * 32
AT_HOME = Bucket(BucketKind.ADDRESS, "home")


def _session(name: str) -> Bucket:
    return Bucket(BucketKind.SESSION, name)


@pytest.fixture(params=["memory", "redis"])
def throttle(request: pytest.FixtureRequest) -> CountedThrottle:
    if request.param == "memory":
        return CountedThrottle(LIMITS, A_KEY)
    url = request.getfixturevalue("redis_url")
    with Redis.from_url(url) as client:
        client.flushall()
    return CountedThrottle(LIMITS, A_KEY, url)


def _messages(throttle: CountedThrottle, count: int, *buckets: Bucket) -> list[bool]:
    """Which of so many messages are let in."""
    return [throttle.wait_s(Act.MESSAGE, buckets) is None for _ in range(count)]


def test_as_many_are_let_in_as_the_limit_says(throttle: CountedThrottle) -> None:
    assert _messages(throttle, 4, _session("a")) == [True, True, False, False]


def test_whoever_is_refused_is_told_how_long_to_wait(throttle: CountedThrottle) -> None:
    _messages(throttle, 2, _session("a"))
    wait_s = throttle.wait_s(Act.MESSAGE, [_session("a")])
    assert wait_s is not None
    assert 1 <= wait_s <= 60


def test_after_the_wait_they_are_let_in_again(throttle: CountedThrottle) -> None:
    assert throttle.wait_s(Act.LOOKUP, [_session("a")]) is None
    assert throttle.wait_s(Act.LOOKUP, [_session("a")]) == 1
    pause = threading.Event()
    for _ in range(PATIENCE_TRIES):
        if throttle.wait_s(Act.LOOKUP, [_session("a")]) is None:
            return
        pause.wait(0.02)
    raise AssertionError("never let in again")


def test_one_act_and_one_session_take_nothing_from_another(throttle: CountedThrottle) -> None:
    _messages(throttle, 3, _session("a"))
    assert throttle.wait_s(Act.LOOKUP, [_session("a")]) is None
    assert throttle.wait_s(Act.MESSAGE, [_session("b")]) is None


def test_whoever_is_held_up_takes_no_room_from_their_neighbours(throttle: CountedThrottle) -> None:
    assert _messages(throttle, 50, AT_HOME, _session("a")) == [True, True] + [False] * 48
    assert _messages(throttle, 2, AT_HOME, _session("b")) == [True, True]


def test_many_sessions_of_one_address_have_its_limit_together(throttle: CountedThrottle) -> None:
    let_in = [throttle.wait_s(Act.MESSAGE, [AT_HOME, _session(str(n))]) is None for n in range(6)]
    assert let_in == [True] * 4 + [False] * 2


def test_what_has_no_limit_is_let_in(throttle: CountedThrottle) -> None:
    assert [throttle.wait_s(Act.UPLOAD, [AT_HOME]) for _ in range(50)] == [None] * 50


def test_replicas_count_together_in_redis(redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        client.flushall()
    one, other = CountedThrottle(LIMITS, A_KEY, redis_url), CountedThrottle(LIMITS, A_KEY, redis_url)
    one.require_shared()
    assert _messages(one, 2, _session("a")) == [True, True]
    assert _messages(other, 1, _session("a")) == [False]


def test_without_its_redis_a_process_counts_alone(tmp_path: Path) -> None:
    with a_redis_server(tmp_path) as url:
        throttle = CountedThrottle(LIMITS, A_KEY, url)
        assert _messages(throttle, 1, _session("a")) == [True]
    assert _messages(throttle, 3, _session("a")) == [True, True, False]


def test_a_start_without_its_redis_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="Redis does not answer"):
        CountedThrottle(LIMITS, A_KEY, "redis://127.0.0.1:1/0").require_shared()


def test_an_address_that_is_no_redis_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="REDIS_URL does not read"):
        CountedThrottle(LIMITS, A_KEY, "redis://127.0.0.1:notaport/0")
