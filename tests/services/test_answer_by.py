"""A customer is told by when a person answers: in the team's own hours, and never sooner than they allow."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.brand import load_brand
from bot.services.answer_by import answer_by
from bot.tickets.ticket import Priority

SUPPORT = load_brand("amazon").support
TEAM = SUPPORT.teams[0]
STARTS = datetime(2026, 1, 1, tzinfo=UTC)
CLOSED = "(the team is closed now, and opens at {})"


def told(now: str, priority: Priority = Priority.NORMAL, category: str = "wrong_account") -> str:
    """What is said of a ticket that is opened then, in New York's time."""
    at = datetime.fromisoformat(now).replace(tzinfo=TEAM.timezone)
    return answer_by(SUPPORT.clocks(category, priority, at).answer_by, SUPPORT.team_for(category), at)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-24T09:00", "by 17:00 today, Eastern Time"),
        ("2026-11-24T15:00", "by 09:00 tomorrow, Eastern Time"),
        # Over Thanksgiving.
        ("2026-11-25T20:00", "by 14:00 on Friday, Eastern Time"),
        ("2026-11-24T07:00", f"by 16:00 today, Eastern Time {CLOSED.format('08:00 today')}"),
        ("2026-11-24T23:00", f"by 16:00 tomorrow, Eastern Time {CLOSED.format('08:00 tomorrow')}"),
        ("2026-11-26T12:00", f"by 16:00 tomorrow, Eastern Time {CLOSED.format('08:00 tomorrow')}"),
        # Rounded up, never down.
        ("2026-11-24T09:01", "by 17:15 today, Eastern Time"),
        ("2026-11-24T08:59:59", "by 17:00 today, Eastern Time"),
    ],
)
def test_an_answer_is_promised_in_the_hours_of_the_team(now: str, said: str) -> None:
    assert told(now) == said


def test_what_is_more_than_six_days_away_is_named_by_its_date() -> None:
    now = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    assert answer_by(now + timedelta(days=7), TEAM, now) == "by 10:00 on Tuesday 1 December, Eastern Time"


def test_a_team_that_never_sleeps_says_nothing_of_being_closed() -> None:
    assert told("2026-11-26T03:00", Priority.URGENT, "scam") == "by 05:00 today, Eastern Time"


@given(
    st.timedeltas(timedelta(), timedelta(days=730)).map(lambda passed: STARTS + passed),
    st.sampled_from(Priority),
)
def test_nobody_is_promised_an_answer_sooner_than_it_is_due(now: datetime, priority: Priority) -> None:
    due = SUPPORT.clocks("wrong_account", priority, now).answer_by
    said = re.match(r"by (\d\d):(\d\d) (today|tomorrow|on (\w+))", answer_by(due, TEAM, now))
    assert said
    today = now.astimezone(TEAM.timezone).date()
    days = {"today": 0, "tomorrow": 1}.get(said[3])
    if days is None:
        days = next(n for n in range(2, 7) if f"{today + timedelta(days=n):%A}" == said[4])
    promised = datetime.combine(
        today + timedelta(days=days), time(int(said[1]), int(said[2])), tzinfo=TEAM.timezone
    )
    assert due <= promised < due + timedelta(minutes=15)
