"""Working time: it passes while a team is there, and at no other time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.tickets.hours import after_working_time, is_open, opens_at, working_time
from bot.tickets.team import Team


def a_team(hours: str | None = "Mo-Fr 09:00-17:00; PH off", **facts: str | None) -> Team:
    """In New York, with the holidays of its country."""
    known = {"id": "support", "name": "Support", "timezone": "America/New_York", "holidays_of": "US"}
    return Team.model_validate({**known, "hours": hours, **facts})


ALWAYS = a_team("24/7", holidays_of=None)
TEAMS = [
    a_team(),
    ALWAYS,
    a_team("Mo-Su 22:00-06:00", holidays_of=None),
    a_team(
        "Mo-Fr 08:30-12:00,13:00-17:45; Sa 10:00-14:00; PH off", timezone="Europe/Berlin", holidays_of="DE"
    ),
    a_team("Mo-Su 00:00-01:30,01:45-24:00", holidays_of=None),
]
MOMENTS = st.timedeltas(timedelta(), timedelta(days=730)).map(
    lambda passed: datetime(2026, 1, 1, tzinfo=UTC) + passed
)
SPANS = st.timedeltas(timedelta(seconds=1), timedelta(hours=120))


def new_york(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=a_team().timezone)


@pytest.mark.parametrize(
    ("moment", "open_then"),
    [
        ("2026-11-24T08:59", False),
        ("2026-11-24T09:00", True),
        ("2026-11-24T16:59", True),
        ("2026-11-24T17:00", False),
        ("2026-11-26T12:00", False),  # Thanksgiving
        ("2026-11-28T12:00", False),  # a Saturday
    ],
)
def test_a_team_is_open_in_its_hours_and_not_on_a_holiday(moment: str, open_then: bool) -> None:
    assert is_open(a_team(), new_york(moment).astimezone(UTC)) is open_then


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-24T10:00", 4, "2026-11-24T14:00"),
        ("2026-11-24T05:00", 4, "2026-11-24T13:00"),
        ("2026-11-24T16:00", 2, "2026-11-25T10:00"),
        ("2026-11-24T16:00", 1, "2026-11-24T17:00"),
        # Over Thanksgiving, and over a weekend.
        ("2026-11-25T16:00", 2, "2026-11-27T10:00"),
        ("2026-11-27T16:30", 1, "2026-11-30T09:30"),
    ],
)
def test_working_time_passes_while_the_team_is_there(start: str, hours: int, end: str) -> None:
    assert after_working_time(a_team(), new_york(start), timedelta(hours=hours)) == new_york(end)


@pytest.mark.parametrize(
    ("team", "now", "opens"),
    [
        (a_team(), "2026-11-24T10:00", "2026-11-24T10:00"),
        (a_team(), "2026-11-25T17:00", "2026-11-27T09:00"),
        (ALWAYS, "2026-11-26T03:00", "2026-11-26T03:00"),
    ],
)
def test_whoever_finds_a_team_closed_is_told_when_it_opens(team: Team, now: str, opens: str) -> None:
    assert opens_at(team, new_york(now)) == new_york(opens)


def test_a_night_in_which_clocks_go_back_has_an_hour_more_of_work() -> None:
    nights = a_team("Mo-Su 22:00-06:00", holidays_of=None)
    evening, morning = new_york("2026-10-31T22:00"), new_york("2026-11-01T06:00")
    assert working_time(nights, evening, morning) == timedelta(hours=9)


@given(st.sampled_from(TEAMS), MOMENTS, SPANS)
def test_so_much_work_later_so_much_has_been_worked(team: Team, start: datetime, worked: timedelta) -> None:
    end = after_working_time(team, start, worked)
    assert working_time(team, start, end) == worked
    assert end - start >= worked


@given(st.sampled_from(TEAMS), MOMENTS, SPANS, SPANS)
def test_work_can_be_reckoned_in_parts(
    team: Team, start: datetime, first: timedelta, second: timedelta
) -> None:
    midway = after_working_time(team, start, first)
    assert after_working_time(team, midway, second) == after_working_time(team, start, first + second)


@given(st.sampled_from(TEAMS), MOMENTS)
def test_a_team_opens_at_a_moment_at_which_it_is_open(team: Team, now: datetime) -> None:
    opens = opens_at(team, now)
    assert is_open(team, opens)
    assert working_time(team, now, opens) == timedelta()


def test_nothing_is_worked_backwards() -> None:
    assert working_time(a_team(), new_york("2026-11-24T12:00"), new_york("2026-11-24T11:00")) == timedelta()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"hours": "nine to five", "holidays_of": None}, "cannot be read"),
        ({"hours": "Mo-Fr 09:00-17:00; PH off", "holidays_of": "XX"}, "cannot be read"),
        ({"hours": "Mo-Fr 09:00-17:00", "holidays_of": "US"}, "one needs the other"),
        ({"hours": "Mo-Fr 09:00-17:00; PH off", "holidays_of": None}, "one needs the other"),
        ({"hours": "off", "holidays_of": None}, "closed for ever"),
        ({"hours": "2026 Mo-Fr 09:00-17:00", "holidays_of": None}, "from some day on"),
        ({"timezone": "America/Nowhere"}, "timezone"),
        ({"id": "Support!"}, "id"),
    ],
)
def test_a_team_that_can_never_answer_is_refused(facts: dict[str, str | None], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        a_team(**facts)
