"""The two clocks of a ticket: by when a person answers, and by when it is settled. Pure.

Both count the working time of the ticket's team. The first stops with the first answer; the second while
the ticket waits for the customer, and when it is closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from bot.tickets.hours import after_working_time, working_time
from bot.tickets.team import Team
from bot.tickets.ticket import Priority, Ticket, TicketStatus

# A clock is near its end when no more than this part of its time is left.
_NEAR = 0.25


class HoursByPriority(BaseModel):
    """Hours of a team's working time, for each priority."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    urgent: float = Field(gt=0)
    high: float = Field(gt=0)
    normal: float = Field(gt=0)
    low: float = Field(gt=0)

    def of(self, priority: Priority) -> timedelta:
        hours: float = getattr(self, priority.value)
        return timedelta(hours=hours)


@dataclass(frozen=True)
class Targets:
    answer: HoursByPriority
    resolution: HoursByPriority


@dataclass(frozen=True)
class Clocks:
    answer_by: datetime
    resolve_by: datetime


class Pace(StrEnum):
    ON_TIME = "on_time"
    NEAR = "near"
    BREACHED = "breached"


@dataclass(frozen=True)
class Paces:
    answer: Pace
    resolution: Pace


def clocks_from(targets: Targets, team: Team, priority: Priority, at: datetime) -> Clocks:
    """The clocks of a ticket of that priority that is opened then."""
    return Clocks(
        after_working_time(team, at, targets.answer.of(priority)),
        after_working_time(team, at, targets.resolution.of(priority)),
    )


def paces(ticket: Ticket, targets: Targets, team: Team, now: datetime) -> Paces:
    """How the ticket stands against its clocks. What was promised by a moment is on time at that moment."""
    answered_at = ticket.first_answered_at or ticket.closed_at
    rests_since = ticket.closed_at or ticket.waiting_since
    near_answer = targets.answer.of(ticket.priority) * _NEAR
    near_resolution = targets.resolution.of(ticket.priority) * _NEAR
    return Paces(
        _pace(ticket.answer_by, answered_at, near_answer, team, now),
        _pace(ticket.resolve_by, rests_since, near_resolution, team, now),
    )


def is_breached(ticket: Ticket, now: datetime) -> bool:
    """Whether a clock of a ticket that is not closed has run out: somebody should act now.

    The same rule as `Tickets.breaching` has in SQL.
    """
    answer_is_late = ticket.owes_answer and ticket.answer_by < now
    return answer_is_late or (ticket.status is TicketStatus.OPEN and ticket.resolve_by < now)


def _pace(due: datetime, stopped_at: datetime | None, near: timedelta, team: Team, now: datetime) -> Pace:
    if (stopped_at or now) > due:
        return Pace.BREACHED
    if stopped_at is None and working_time(team, now, due) <= near:
        return Pace.NEAR
    return Pace.ON_TIME
