"""Working time: when a team is there, and when a number of its hours has gone by. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from opening_hours import State

from bot.tickets.team import UTC, Team


def is_open(team: Team, now: datetime) -> bool:
    return team.opening.is_open(now.astimezone(UTC))


def opens_at(team: Team, now: datetime) -> datetime:
    """When somebody of the team is there next: now, if somebody is."""
    begins, _ = next(_open_spans(team, now))
    return begins


def after_working_time(team: Team, start: datetime, worked: timedelta) -> datetime:
    """The moment at which the team has worked so long since the start."""
    left = worked
    for begins, ends in _open_spans(team, start):
        if ends is None or ends - begins >= left:
            return begins + left
        left -= ends - begins
    raise AssertionError(f"team {team.id} closes for good, which its hours are checked for")


def working_time(team: Team, start: datetime, end: datetime) -> timedelta:
    """How long the team works between two moments; none if the end is not after the start."""
    worked = timedelta()
    for begins, ends in _open_spans(team, start):
        if begins >= end:
            break
        if ends is None or ends >= end:
            return worked + (end - begins)
        worked += ends - begins
    return worked


def _open_spans(team: Team, start: datetime) -> Iterator[tuple[datetime, datetime | None]]:
    """When the team is there from the start on, in UTC: local times are an hour off twice a year.

    The last span has no end if the team never closes again.
    """
    for begins, ends, state, _ in team.opening.intervals(start.astimezone(UTC)):
        if state == State.OPEN:
            yield begins.astimezone(UTC), ends.astimezone(UTC) if ends else None
