"""Figures are counted as a supervisor would by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.conversation import Owner
from bot.conversations.ownership import Move
from bot.errors import UnreadablePeriod
from bot.reports.episode import STEPPED_IN, WRITTEN_AGAIN, Episode, MoveFact, episodes_of
from bot.reports.figures import (
    ConversationFact,
    Durations,
    Facts,
    Promise,
    Promises,
    RatingFact,
    Satisfaction,
    durations,
    make_report,
    promises,
    satisfaction,
)
from bot.reports.period import Period, Step

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def moved(
    move: Move, minutes: float, was: Owner, now: Owner, reason: str = "", team: str = "support"
) -> MoveFact:
    return MoveFact(move, was, now, team, reason, at(minutes))


HANDED_OVER = moved(Move.QUEUE, 0, Owner.BOT, Owner.QUEUED, "wrong_account")
TAKEN = moved(Move.TAKE, 4, Owner.QUEUED, Owner.AGENT)
CLOSED = moved(Move.CLOSE, 30, Owner.AGENT, Owner.CLOSED)


def test_a_time_with_people_lasts_until_it_is_closed_and_is_answered_when_an_agent_writes() -> None:
    (episode,) = episodes_of([HANDED_OVER, TAKEN, CLOSED], [at(5), at(9)])
    assert episode == Episode(at(0), "wrong_account", "support", at(5), at(30))
    assert (episode.answer_s, episode.settled_s) == (300, 1800)


def test_whoever_lets_go_and_whoever_passes_on_do_not_begin_it_anew() -> None:
    released = moved(Move.RELEASE, 10, Owner.AGENT, Owner.QUEUED)
    passed_on = moved(Move.TRANSFER, 11, Owner.QUEUED, Owner.QUEUED, team="fraud")
    (episode,) = episodes_of([HANDED_OVER, TAKEN, released, passed_on], [at(20)])
    assert episode == Episode(at(0), "wrong_account", "fraud", at(20), None)


def test_what_was_closed_and_opens_again_is_another_time() -> None:
    again = moved(Move.REOPEN, 60, Owner.CLOSED, Owner.QUEUED)
    first, second = episodes_of([HANDED_OVER, TAKEN, CLOSED, again], [at(5), at(61)])
    assert (first.reason, first.answered_at, first.ended_at) == ("wrong_account", at(5), at(30))
    assert (second.reason, second.answered_at, second.ended_at) == (WRITTEN_AGAIN, at(61), None)


def test_an_agent_who_takes_it_from_the_assistant_steps_in() -> None:
    taken = moved(Move.TAKE, 2, Owner.BOT, Owner.AGENT)
    given_back = moved(Move.RETURN, 8, Owner.AGENT, Owner.BOT)
    (episode,) = episodes_of([taken, given_back], [])
    assert (episode.reason, episode.answered_at, episode.ended_at) == (STEPPED_IN, None, at(8))


def test_a_conversation_that_the_assistant_closes_was_with_nobody() -> None:
    assert episodes_of([moved(Move.CLOSE, 9, Owner.BOT, Owner.CLOSED)], []) == []


@pytest.mark.parametrize(
    ("seconds", "median", "ninth_decile"),
    [
        ([7.0], 7, 7),
        ([1.0, 3.0], 2, 3),
        ([float(n) for n in range(1, 11)], 5.5, 9),
        ([5.0, None, 1.0, 3.0], 3, 5),
    ],
)
def test_half_and_nine_in_ten_took_no_longer(
    seconds: list[float | None], median: float, ninth_decile: float
) -> None:
    known = len([each for each in seconds if each is not None])
    assert durations(seconds) == Durations(known, median, ninth_decile)


def test_of_nothing_there_is_no_figure() -> None:
    report = make_report(
        Facts((), (), (), (), ()), Period(date(2026, 11, 24), date(2026, 11, 25), NEW_YORK), NOON
    )
    assert report.volume.containment is None
    assert report.first_response == Durations(0, None, None)
    assert [step.volume.conversations for step in report.over_time] == [0]


def test_a_promise_is_kept_in_time_or_late_or_not_due_yet() -> None:
    due = at(60)
    made = [Promise(due, at(60)), Promise(due, at(61)), Promise(due, None), Promise(due, at(5))]
    assert promises(made, at(60)) == Promises(met=2, missed=1, pending=1)
    assert promises(made, at(61)) == Promises(met=2, missed=2, pending=0)
    assert promises(made, at(61)).share == 0.5
    assert promises([], at(0)).share is None


def test_who_gives_four_or_five_is_satisfied() -> None:
    at_noon = [RatingFact(NOON, score) for score in (1, 3, 4, 5, 5)]
    assert satisfaction(at_noon) == Satisfaction(5, 3.6, 3)
    assert satisfaction(at_noon).share == 0.6
    assert satisfaction([]) == Satisfaction(0, None, 0)
    assert satisfaction([]).share is None


def test_a_day_begins_at_midnight_where_the_team_is() -> None:
    period = Period(date(2026, 11, 24), date(2026, 11, 26), NEW_YORK)
    last_minute = datetime(2026, 11, 25, 4, 59, tzinfo=UTC)
    midnight = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
    facts = Facts(
        [ConversationFact(last_minute, "scam", True), ConversationFact(midnight, None, False)], (), (), (), ()
    )
    report = make_report(facts, period, NOON)
    counted = [(step.first.day, step.volume.handed_over, step.volume.contained) for step in report.over_time]
    assert counted == [(24, 1, 0), (25, 0, 1)]


def test_the_last_moment_is_not_in_the_period_and_the_first_is() -> None:
    period = Period(date(2026, 11, 24), date(2026, 11, 25), NEW_YORK)
    assert period.has(datetime(2026, 11, 24, 5, 0, tzinfo=UTC))
    assert period.has(datetime(2026, 11, 25, 4, 59, 59, tzinfo=UTC))
    assert not period.has(datetime(2026, 11, 25, 5, 0, tzinfo=UTC))


def test_weeks_begin_on_monday_and_the_first_may_have_begun_before() -> None:
    period = Period(date(2026, 11, 25), date(2026, 12, 2), NEW_YORK, Step.WEEK)
    assert period.steps == [date(2026, 11, 23), date(2026, 11, 30)]


@pytest.mark.parametrize(
    ("first", "end"),
    [
        ("2026-11-24", "2026-11-24"),
        ("2026-11-25", "2026-11-24"),
        ("2025-01-01", "2026-11-24"),
        ("0001-01-01", "0001-01-02"),
    ],
)
def test_no_report_is_about_no_day_or_about_too_many(first: str, end: str) -> None:
    with pytest.raises(UnreadablePeriod):
        Period(date.fromisoformat(first), date.fromisoformat(end), NEW_YORK)


zones = st.sampled_from(["UTC", "America/New_York", "Asia/Kolkata", "Europe/Berlin", "Australia/Lord_Howe"])
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(zones, days, st.integers(1, 60), st.sampled_from(Step), st.data())
def test_every_moment_of_a_period_is_in_one_of_its_steps(
    zone: str, first: date, length: int, by: Step, data: st.DataObject
) -> None:
    period = Period(first, first + timedelta(days=length), ZoneInfo(zone), by)
    seconds = (period.ends_at.astimezone(UTC) - period.begins_at.astimezone(UTC)).total_seconds()
    moment = period.begins_at.astimezone(UTC) + timedelta(seconds=data.draw(st.integers(0, int(seconds) - 1)))
    assert period.has(moment)
    assert period.step_of(moment) in period.steps


_OWNERS = st.sampled_from(list(Owner))


@given(st.lists(_OWNERS, max_size=12), st.lists(st.integers(0, 60), max_size=6))
def test_times_with_people_follow_each_other_and_are_answered_within(
    owners: list[Owner], wrote: list[int]
) -> None:
    moves = [
        moved(Move.TRANSFER, 5.0 * n, was, now) for n, (was, now) in enumerate(pairwise([Owner.BOT, *owners]))
    ]
    episodes = episodes_of(moves, map(at, wrote))
    for earlier, later in pairwise(episodes):
        assert earlier.ended_at is not None
        assert earlier.ended_at <= later.began_at
    for episode in episodes:
        assert episode.answer_s is None or episode.answer_s >= 0
        assert episode.settled_s is None or episode.settled_s >= (episode.answer_s or 0)
