"""By when a person answers, in words: from the hours of their team, and never earlier than they allow."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name

from bot.services.texts import service_text
from bot.tickets.hours import is_open, opens_at
from bot.tickets.team import UTC, Team

_STEP = timedelta(minutes=15)
_DAYS_OF_A_WEEK = 7


def answer_by(due: datetime, team: Team, now: datetime) -> str:
    """Such as "by 16:00 today, Eastern Time", in the team's own time, rounded up to a quarter of an hour.

    Says that the team is closed if it is, and when it opens.
    """
    zone = team.timezone
    values = {"at": _moment(_quarter_after(due), zone, now), "zone": _zone_name(zone)}
    if is_open(team, now):
        return service_text("answer_by.open", **values)
    return service_text("answer_by.closed", **values, opens=_moment(opens_at(team, now), zone, now))


def _quarter_after(due: datetime) -> datetime:
    beyond = (due - datetime.min.replace(tzinfo=due.tzinfo)) % _STEP
    return due + (_STEP - beyond) if beyond else due


def _moment(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    there, today = at.astimezone(zone), now.astimezone(zone)
    days = (there.date() - today.date()).days
    time = format_time(there, "HH:mm", locale="en")
    if days == 0:
        return service_text("moment.today", time=time)
    if days == 1:
        return service_text("moment.tomorrow", time=time)
    if days < _DAYS_OF_A_WEEK:
        return service_text("moment.this_week", time=time, weekday=format_date(there, "EEEE", locale="en"))
    return service_text("moment.later", time=time, date=format_date(there, "EEEE d MMMM", locale="en"))


def _zone_name(zone: ZoneInfo) -> str:
    """What the people there call it, summer and winter."""
    if zone.key == UTC.key:
        return zone.key
    return get_timezone_name(zone, width="long", zone_variant="generic", locale="en")
