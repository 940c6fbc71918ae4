"""A report on some days of one team, or of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.errors import UnknownTeam
from bot.ports import UnitOfWork
from bot.reports.figures import Report, make_report
from bot.reports.period import Period, Step


@dataclass(frozen=True)
class ReportQuestion:
    """The day `end` is not in it any more. Without a team it is about all of them."""

    first: date
    end: date
    team: str | None = None
    by: Step = Step.DAY


@dataclass(frozen=True)
class MadeReport:
    report: Report
    period: Period


class MakeReport:
    def __init__(
        self, unit_of_work: UnitOfWork, teams: frozenset[str], zone_of: Callable[[str | None], ZoneInfo]
    ) -> None:
        """`zone_of` says by whose clock a team's days begin; for None, by the house's."""
        self._unit_of_work = unit_of_work
        self.teams = teams
        self._zone_of = zone_of

    def __call__(self, question: ReportQuestion) -> MadeReport:
        """Raises UnreadablePeriod and UnknownTeam."""
        if question.team is not None and question.team not in self.teams:
            raise UnknownTeam(f"There is no such team. There are: {', '.join(sorted(self.teams))}.")
        period = Period(question.first, question.end, self._zone_of(question.team), question.by)
        with self._unit_of_work() as work:
            facts = work.reports.facts(period, question.team)
        return MadeReport(make_report(facts, period), period)
