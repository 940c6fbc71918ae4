"""Reports for supervisors: as JSON for the page, and each table as CSV."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.desk.csv_table import Cell, csv_table
from bot.desk.door import Door
from bot.reports.figures import Durations, Promises, Report, Satisfaction, Volume
from bot.reports.period import Step
from bot.services.make_report import MadeReport, ReportQuestion
from bot.services.titles import reason_title, title_of


class VolumeOut(BaseModel):
    """`containment` and `handoff_rate` are shares of 1, and null where there was no conversation."""

    conversations: int
    contained: int
    handed_over: int
    containment: float | None
    handoff_rate: float | None


class DurationsOut(BaseModel):
    """Seconds; null where `count` is 0."""

    count: int
    median_s: float | None
    p90_s: float | None


class PromisesOut(BaseModel):
    """`share` is that of `met` among those that are decided; null where there is none."""

    met: int
    missed: int
    pending: int
    share: float | None


class SatisfactionOut(BaseModel):
    """Scores from 1 to 5. `satisfied` gave 4 or 5, and `share` is theirs; null where there is no rating."""

    count: int
    mean: float | None
    satisfied: int
    share: float | None


class StepOut(VolumeOut):
    """`date` is the first day of it. `handoffs` began in it, whenever their conversation was opened."""

    date: date
    handoffs: int
    first_response: DurationsOut
    resolution: DurationsOut
    answers_in_time: PromisesOut
    satisfaction: SatisfactionOut


class TopicOut(VolumeOut):
    topic: str | None
    title: str


class ReasonOut(BaseModel):
    reason: str
    title: str
    count: int


class AgentLoadOut(BaseModel):
    """`taken`, `replies` and `conversations` in the period; `active` is what they have now."""

    agent: str
    name: str
    taken: int
    replies: int
    conversations: int
    active: int


class ReportOut(BaseModel):
    first: date
    end: date
    zone: str
    by: Step
    team: str | None
    teams: list[str]
    totals: VolumeOut
    handoffs: int
    first_response: DurationsOut
    resolution: DurationsOut
    answers_in_time: PromisesOut
    resolutions_in_time: PromisesOut
    satisfaction: SatisfactionOut
    over_time: list[StepOut]
    topics: list[TopicOut]
    reasons: list[ReasonOut]
    agents: list[AgentLoadOut]


class ReportTable(StrEnum):
    OVER_TIME = "over_time"
    TOPICS = "topics"
    REASONS = "reasons"
    AGENTS = "agents"


_First = Annotated[date, Query(alias="from", description="The first day.")]
_End = Annotated[date, Query(alias="to", description="The first day that is not in it any more.")]
_Team = Annotated[str | None, Query(max_length=40, pattern=r"^[a-z0-9_-]+$")]


def reports_router(services: Services, door: Door) -> APIRouter:
    router = APIRouter(prefix="/api/v1/desk", tags=["desk"])
    a_supervisor = Depends(door.lets_in(Role.SUPERVISOR))

    @router.get("/reports", dependencies=[a_supervisor])
    async def read_report(first: _First, end: _End, team: _Team = None, by: Step = Step.DAY) -> ReportOut:
        """The figures of some days, which begin at midnight where the team is."""
        question = ReportQuestion(first, end, team, by)
        made = await asyncio.to_thread(services.make_report, question)
        return _report_out(made, question, [team.id for team in services.policy.support.teams])

    @router.get("/reports.csv", dependencies=[a_supervisor])
    async def read_table(
        table: ReportTable, first: _First, end: _End, team: _Team = None, by: Step = Step.DAY
    ) -> Response:
        """One of its tables, for a spreadsheet."""
        made = await asyncio.to_thread(services.make_report, ReportQuestion(first, end, team, by))
        columns, rows = _TABLES[table](made.report)
        return Response(
            csv_table(columns, rows),
            media_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{table}-{first}-{end}.csv"',
                "Cache-Control": "no-store",
            },
        )

    return router


_Table = tuple[Sequence[str], Sequence[Sequence[Cell]]]


def _over_time(report: Report) -> _Table:
    columns = (
        *("date", "conversations", "contained", "handed_over", "handoffs", "answered"),
        *("first_response_median_s", "first_response_p90_s", "settled"),
        *("resolution_median_s", "resolution_p90_s"),
        *("answered_in_time", "answered_late", "answer_pending"),
        *("ratings", "rating_mean", "satisfied"),
    )
    return columns, [
        (
            *(str(step.first), step.volume.conversations, step.volume.contained, step.volume.handed_over),
            *(step.handoffs, step.first_response.count),
            *(step.first_response.median_s, step.first_response.p90_s, step.resolution.count),
            *(step.resolution.median_s, step.resolution.p90_s),
            *(step.answers_in_time.met, step.answers_in_time.missed, step.answers_in_time.pending),
            *(step.satisfaction.count, step.satisfaction.mean, step.satisfaction.satisfied),
        )
        for step in report.over_time
    ]


def _topics(report: Report) -> _Table:
    return ("topic", "title", "conversations", "contained", "handed_over"), [
        (topic, title_of(topic), volume.conversations, volume.contained, volume.handed_over)
        for topic, volume in report.by_topic
    ]


def _reasons(report: Report) -> _Table:
    return ("reason", "title", "count"), [
        (reason, reason_title(reason), count) for reason, count in report.reasons
    ]


def _agents(report: Report) -> _Table:
    return ("name", "taken", "replies", "conversations", "active"), [
        (load.name, load.taken, load.replies, load.conversations, load.active) for load in report.agents
    ]


_TABLES: dict[ReportTable, Callable[[Report], _Table]] = {
    ReportTable.OVER_TIME: _over_time,
    ReportTable.TOPICS: _topics,
    ReportTable.REASONS: _reasons,
    ReportTable.AGENTS: _agents,
}


def _report_out(made: MadeReport, question: ReportQuestion, teams: list[str]) -> ReportOut:
    report = made.report
    return ReportOut(
        first=question.first,
        end=question.end,
        zone=made.period.zone.key,
        by=question.by,
        team=question.team,
        teams=teams,
        totals=_volume_out(report.volume),
        handoffs=report.handoffs,
        first_response=_durations_out(report.first_response),
        resolution=_durations_out(report.resolution),
        answers_in_time=_promises_out(report.answers_in_time),
        resolutions_in_time=_promises_out(report.resolutions_in_time),
        satisfaction=_satisfaction_out(report.satisfaction),
        over_time=[
            StepOut(
                **_volume_out(step.volume).model_dump(),
                date=step.first,
                handoffs=step.handoffs,
                first_response=_durations_out(step.first_response),
                resolution=_durations_out(step.resolution),
                answers_in_time=_promises_out(step.answers_in_time),
                satisfaction=_satisfaction_out(step.satisfaction),
            )
            for step in report.over_time
        ],
        topics=[
            TopicOut(**_volume_out(volume).model_dump(), topic=topic, title=title_of(topic))
            for topic, volume in report.by_topic
        ],
        reasons=[
            ReasonOut(reason=reason, title=reason_title(reason), count=count)
            for reason, count in report.reasons
        ],
        agents=[
            AgentLoadOut(
                agent=load.agent,
                name=load.name,
                taken=load.taken,
                replies=load.replies,
                conversations=load.conversations,
                active=load.active,
            )
            for load in report.agents
        ],
    )


def _volume_out(volume: Volume) -> VolumeOut:
    return VolumeOut(
        conversations=volume.conversations,
        contained=volume.contained,
        handed_over=volume.handed_over,
        containment=volume.containment,
        handoff_rate=volume.handoff_rate,
    )


def _durations_out(durations: Durations) -> DurationsOut:
    return DurationsOut(count=durations.count, median_s=durations.median_s, p90_s=durations.p90_s)


def _promises_out(promises: Promises) -> PromisesOut:
    return PromisesOut(
        met=promises.met, missed=promises.missed, pending=promises.pending, share=promises.share
    )


def _satisfaction_out(satisfaction: Satisfaction) -> SatisfactionOut:
    return SatisfactionOut(
        count=satisfaction.count,
        mean=satisfaction.mean,
        satisfied=satisfaction.satisfied,
        share=satisfaction.share,
    )
