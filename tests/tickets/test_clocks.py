"""The two clocks of a ticket: when they warn, when they are broken, and when they stand still."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.knowledge.brand import load_brand
from bot.tickets.clocks import Pace, Paces, is_breached, paces
from bot.tickets.ticket import Priority, Ticket, TicketStatus
from bot.values import ConversationId, TicketId
from tests.tickets.test_hours import ALWAYS

SUPPORT = load_brand("amazon").support
OPENED = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
# Answered within eight hours and settled within 56, by a team that never sleeps.
ANSWER_BY, RESOLVE_BY = OPENED + timedelta(hours=8), OPENED + timedelta(hours=56)


def a_ticket() -> Ticket:
    return Ticket(
        TicketId("GL-2222222"),
        ConversationId("c"),
        *("person", "human_agent"),
        Priority.NORMAL,
        TicketStatus.OPEN,
        "A summary.",
        OPENED,
        team="support",
        answer_by=ANSWER_BY,
        resolve_by=RESOLVE_BY,
    )


def at_pace(ticket: Ticket, now: datetime) -> Paces:
    return paces(ticket, SUPPORT.targets, ALWAYS, now)


@pytest.mark.parametrize(
    ("now", "pace"),
    [
        (OPENED, Pace.ON_TIME),
        (ANSWER_BY - timedelta(hours=2) - SECOND, Pace.ON_TIME),
        (ANSWER_BY - timedelta(hours=2), Pace.NEAR),
        (ANSWER_BY, Pace.NEAR),
        (ANSWER_BY + SECOND, Pace.BREACHED),
    ],
)
def test_an_answer_is_near_in_the_last_quarter_of_its_time_and_late_afterwards(
    now: datetime, pace: Pace
) -> None:
    assert at_pace(a_ticket(), now).answer is pace
    assert is_breached(a_ticket(), now) is (pace is Pace.BREACHED)


def test_nothing_comes_nearer_while_the_team_is_away() -> None:
    """Three hours of work are left from the eve of a holiday to the morning after it; then they pass."""
    team = SUPPORT.teams[0]
    eve, morning = datetime(2026, 11, 26, 3, 0, tzinfo=UTC), datetime(2026, 11, 27, 13, 0, tzinfo=UTC)
    ticket = replace(a_ticket(), answer_by=morning + timedelta(hours=3))
    moments = (eve, morning, morning + timedelta(hours=1))
    seen = [paces(ticket, SUPPORT.targets, team, now).answer for now in moments]
    assert seen == [Pace.ON_TIME, Pace.ON_TIME, Pace.NEAR]


@pytest.mark.parametrize(
    ("answered_at", "pace"), [(ANSWER_BY, Pace.ON_TIME), (ANSWER_BY + SECOND, Pace.BREACHED)]
)
def test_the_first_answer_stops_the_first_clock(answered_at: datetime, pace: Pace) -> None:
    ticket = replace(a_ticket(), first_answered_at=answered_at)
    assert at_pace(ticket, RESOLVE_BY).answer is pace
    assert not is_breached(ticket, RESOLVE_BY)


def test_what_is_answered_can_still_be_settled_too_late() -> None:
    ticket = replace(a_ticket(), first_answered_at=OPENED)
    assert at_pace(ticket, RESOLVE_BY + SECOND) == Paces(Pace.ON_TIME, Pace.BREACHED)
    assert is_breached(ticket, RESOLVE_BY + SECOND)


def test_a_ticket_that_waits_for_the_customer_is_not_settled_too_late() -> None:
    ticket = replace(
        a_ticket(), status=TicketStatus.WAITING, waiting_since=RESOLVE_BY, first_answered_at=OPENED
    )
    assert at_pace(ticket, RESOLVE_BY + timedelta(days=9)).resolution is Pace.ON_TIME
    assert not is_breached(ticket, RESOLVE_BY + timedelta(days=9))


def test_to_wait_for_the_customer_is_no_answer() -> None:
    ticket = replace(a_ticket(), status=TicketStatus.WAITING, waiting_since=OPENED)
    assert is_breached(ticket, ANSWER_BY + SECOND)


def test_a_closed_ticket_needs_nobody_however_late_it_was() -> None:
    closed_at = RESOLVE_BY + SECOND
    ticket = replace(a_ticket(), status=TicketStatus.CLOSED, closed_at=closed_at)
    assert at_pace(ticket, closed_at) == Paces(Pace.BREACHED, Pace.BREACHED)
    assert not is_breached(ticket, closed_at)


@pytest.mark.parametrize("brand", ["amazon", "northwind"])
def test_the_more_pressing_a_ticket_the_sooner_it_is_answered_and_settled(brand: str) -> None:
    support = load_brand(brand).support
    reckoned = [support.clocks("wrong_account", priority, OPENED) for priority in Priority]
    for due in ([one.answer_by for one in reckoned], [one.resolve_by for one in reckoned]):
        assert due == sorted(due, reverse=True)
