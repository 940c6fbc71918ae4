"""A report on some days of one team, or of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.errors import UnknownTeam
from bot.knowledge.brand import BrandPolicy
from bot.ports import UnitOfWork
from bot.reports.figures import Report, make_report
from bot.reports.period import Period, Step
from bot.values import Clock


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
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, policy: BrandPolicy) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._support = policy.support

    def __call__(self, question: ReportQuestion) -> MadeReport:
        """Days are the team's; for all of them, the first team's. Raises UnreadablePeriod and UnknownTeam."""
        teams = {team.id: team for team in self._support.teams}
        if question.team is not None and question.team not in teams:
            raise UnknownTeam(f"There is no such team. There are: {', '.join(sorted(teams))}.")
        zone = teams.get(question.team or "", self._support.teams[0]).timezone
        period = Period(question.first, question.end, zone, question.by)
        with self._unit_of_work() as work:
            facts = work.reports.facts(period, question.team)
        return MadeReport(make_report(facts, period, self._clock.now()), period)
