"""The figures of a report, counted from facts."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.conversations.rating import BEST
from bot.reports.episode import Episode
from bot.reports.period import Period
from bot.values import AgentId


@dataclass(frozen=True)
class ConversationFact:
    """A conversation in which a customer wrote. `topic` is its latest case, or the category of its ticket."""

    opened_at: datetime
    topic: str | None
    handed_over: bool


@dataclass(frozen=True)
class Promise:
    """Something due by a time, and when it was done if it was."""

    due: datetime
    kept_at: datetime | None


@dataclass(frozen=True)
class TicketFact:
    opened_at: datetime
    answer: Promise
    resolution: Promise


@dataclass(frozen=True)
class RatingFact:
    """A customer's last word on one end of their conversation, and when they first gave one."""

    rated_at: datetime
    score: int


@dataclass(frozen=True)
class Promises:
    """How many were kept in time and how many were not; `pending` are those whose time is not over."""

    met: int
    missed: int
    pending: int

    @property
    def share(self) -> float | None:
        """Of those that are decided."""
        return self.met / (self.met + self.missed) if self.met + self.missed else None


@dataclass(frozen=True)
class Satisfaction:
    """So many rated the help; `satisfied` of them gave one of the two best scores."""

    count: int
    mean: float | None
    satisfied: int

    @property
    def share(self) -> float | None:
        return self.satisfied / self.count if self.count else None


@dataclass(frozen=True)
class AgentLoad:
    """What an agent did in the period, and how many conversations they have now."""

    agent: AgentId
    name: str
    taken: int
    replies: int
    conversations: int
    active: int


@dataclass(frozen=True)
class Facts:
    """Conversations and tickets were opened in the period, episodes began and ratings were given in it."""

    conversations: Sequence[ConversationFact]
    episodes: Sequence[Episode]
    tickets: Sequence[TicketFact]
    agents: Sequence[AgentLoad]
    ratings: Sequence[RatingFact]


@dataclass(frozen=True)
class Durations:
    """Of so many the time is known; half took no longer than `median_s`, nine in ten than `p90_s`."""

    count: int
    median_s: float | None
    p90_s: float | None


@dataclass(frozen=True)
class Volume:
    """Of so many conversations so many were with a person at some time; the others were contained."""

    conversations: int
    handed_over: int

    @property
    def contained(self) -> int:
        return self.conversations - self.handed_over

    @property
    def containment(self) -> float | None:
        return self.contained / self.conversations if self.conversations else None

    @property
    def handoff_rate(self) -> float | None:
        return self.handed_over / self.conversations if self.conversations else None


@dataclass(frozen=True)
class StepFigures:
    """`first` is the step's first day."""

    first: date
    volume: Volume
    handoffs: int
    first_response: Durations
    resolution: Durations
    answers_in_time: Promises
    satisfaction: Satisfaction


@dataclass(frozen=True)
class Report:
    volume: Volume
    handoffs: int
    first_response: Durations
    resolution: Durations
    answers_in_time: Promises
    resolutions_in_time: Promises
    satisfaction: Satisfaction
    over_time: Sequence[StepFigures]
    by_topic: Sequence[tuple[str | None, Volume]]
    reasons: Sequence[tuple[str, int]]
    agents: Sequence[AgentLoad]


def make_report(facts: Facts, period: Period, now: datetime) -> Report:
    """The most frequent topics and reasons, and the busiest agents, come first."""
    topics = Counter(each.topic for each in facts.conversations)
    reasons = Counter(each.reason for each in facts.episodes)
    return Report(
        volume=_volume(facts.conversations),
        handoffs=len(facts.episodes),
        first_response=durations(each.answer_s for each in facts.episodes),
        resolution=durations(each.settled_s for each in facts.episodes),
        answers_in_time=promises((each.answer for each in facts.tickets), now),
        resolutions_in_time=promises((each.resolution for each in facts.tickets), now),
        satisfaction=satisfaction(facts.ratings),
        over_time=[_step(facts, period, first, now) for first in period.steps],
        by_topic=[
            (topic, _volume([each for each in facts.conversations if each.topic == topic]))
            for topic, _ in sorted(topics.items(), key=lambda item: (-item[1], item[0] or ""))
        ],
        reasons=sorted(reasons.items(), key=lambda item: (-item[1], item[0])),
        agents=sorted(facts.agents, key=lambda load: (-load.replies, -load.taken, load.name, load.agent)),
    )


def durations(seconds: Iterable[float | None]) -> Durations:
    """Of the known ones. The ninth decile is the time of a real case: the least that nine in ten keep."""
    known = sorted(each for each in seconds if each is not None)
    if not known:
        return Durations(0, None, None)
    return Durations(len(known), statistics.median(known), known[math.ceil(0.9 * len(known)) - 1])


def promises(made: Iterable[Promise], now: datetime) -> Promises:
    counted = Counter(_standing(promise, now) for promise in made)
    return Promises(counted["met"], counted["missed"], counted["pending"])


def satisfaction(ratings: Sequence[RatingFact]) -> Satisfaction:
    scores = [each.score for each in ratings]
    return Satisfaction(
        len(scores), statistics.fmean(scores) if scores else None, sum(score >= BEST - 1 for score in scores)
    )


def _standing(promise: Promise, now: datetime) -> str:
    if promise.kept_at is None and now <= promise.due:
        return "pending"
    return "met" if (promise.kept_at or now) <= promise.due else "missed"


def _step(facts: Facts, period: Period, first: date, now: datetime) -> StepFigures:
    episodes = [each for each in facts.episodes if period.step_of(each.began_at) == first]
    return StepFigures(
        first=first,
        volume=_volume([each for each in facts.conversations if period.step_of(each.opened_at) == first]),
        handoffs=len(episodes),
        first_response=durations(each.answer_s for each in episodes),
        resolution=durations(each.settled_s for each in episodes),
        answers_in_time=promises(
            (each.answer for each in facts.tickets if period.step_of(each.opened_at) == first), now
        ),
        satisfaction=satisfaction([each for each in facts.ratings if period.step_of(each.rated_at) == first]),
    )


def _volume(conversations: Sequence[ConversationFact]) -> Volume:
    return Volume(len(conversations), sum(each.handed_over for each in conversations))
