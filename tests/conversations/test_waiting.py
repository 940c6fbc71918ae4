"""An estimate is the median of what it took others, and none is made of a handful of cases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversations.waiting import estimate_min


def _minutes(*minutes: float) -> list[timedelta]:
    return [timedelta(minutes=each) for each in minutes]


def test_of_fewer_than_five_cases_none_is_made() -> None:
    assert estimate_min(_minutes(3, 3, 3, 3)) is None


def test_one_who_waited_for_hours_does_not_change_it() -> None:
    assert estimate_min(_minutes(4, 4, 4, 4, 600)) == 4


@pytest.mark.parametrize(("median", "told"), [(4.01, 5), (4.0, 4), (0.1, 1), (0, 1)])
def test_it_is_rounded_up_and_never_nothing(median: float, told: int) -> None:
    assert estimate_min(_minutes(0, 0, median, 60, 60)) == told
