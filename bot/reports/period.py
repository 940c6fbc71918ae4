"""The days that a report is about, in the time of the team that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.errors import UnreadablePeriod

MOST_DAYS = 400
# Further out a time in one zone is none in another.
_EARLIEST, _LATEST = date(2000, 1, 1), date(2200, 1, 1)


class Step(StrEnum):
    DAY = "day"
    WEEK = "week"  # from Monday on


@dataclass(frozen=True)
class Period:
    """From the beginning of one day to the beginning of another, which is not in it any more.

    Raises UnreadablePeriod for one without a day, or with more than a database should be asked about.
    """

    first: date
    end: date
    zone: ZoneInfo
    by: Step = Step.DAY

    def __post_init__(self) -> None:
        if not 0 < (self.end - self.first).days <= MOST_DAYS or not _EARLIEST <= self.first <= _LATEST:
            raise UnreadablePeriod(
                f"The period has to end after it begins, and at most {MOST_DAYS} days later. "
                "The day named by `to` is not in it."
            )

    @property
    def begins_at(self) -> datetime:
        return self._midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        return self._midnight(self.end)

    @property
    def steps(self) -> Sequence[date]:
        """The first day of each step. The first week may have begun before the period."""
        days = [self.first + timedelta(days=n) for n in range((self.end - self.first).days)]
        return sorted({self._step_with(day) for day in days})

    def has(self, moment: datetime) -> bool:
        return self.begins_at <= moment < self.ends_at

    def step_of(self, moment: datetime) -> date:
        """The step that a moment is in, as clocks on the team's wall show it."""
        return self._step_with(moment.astimezone(self.zone).date())

    def _step_with(self, day: date) -> date:
        return day - timedelta(days=day.weekday()) if self.by is Step.WEEK else day

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)
