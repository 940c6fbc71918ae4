"""What a ticket is after a change, and which changes do not go with how it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import ImpossibleChange
from bot.tickets.changes import answered, assigned, closed, merged, reopened, resumed, waiting
from bot.tickets.clocks import Clocks
from bot.tickets.ticket import Priority, Ticket, TicketStatus
from bot.values import AgentId, TicketId
from tests.tickets.test_clocks import ANSWER_BY, OPENED, RESOLVE_BY, a_ticket
from tests.tickets.test_hours import ALWAYS

LATER = OPENED + timedelta(hours=1)
ANEW = Clocks(RESOLVE_BY + timedelta(hours=8), RESOLVE_BY + timedelta(hours=56))
CLOSED = closed(a_ticket(), "Solved.", LATER)
ANOTHER = replace(a_ticket(), id=TicketId("GL-3333333"))
GONE, _ = merged(a_ticket(), ANOTHER, LATER)

IMPOSSIBLE: dict[str, tuple[Callable[[], object], str]] = {
    "close what is closed": (lambda: closed(CLOSED, "", LATER), "is closed. Reopen it first"),
    "let wait what is closed": (lambda: waiting(CLOSED, LATER), "is closed"),
    "assign what is closed": (lambda: assigned(CLOSED, AgentId("ann")), "is closed"),
    "merge what is closed": (lambda: merged(CLOSED, ANOTHER, LATER), "is closed"),
    "merge into what is closed": (lambda: merged(ANOTHER, CLOSED, LATER), "is closed"),
    "merge with itself": (lambda: merged(ANOTHER, ANOTHER, LATER), "into itself"),
    "reopen what is open": (lambda: reopened(a_ticket(), ANEW), "is not closed"),
    "reopen what went into another": (lambda: reopened(GONE, ANEW), "went into GL-3333333. Change that one"),
    "close what went into another": (lambda: closed(GONE, "", LATER), "went into GL-3333333"),
    "merge back": (lambda: merged(ANOTHER, GONE, LATER), "went into GL-3333333"),
}


@pytest.mark.parametrize(("change", "reason"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_does_not_go_with_how_a_ticket_stands_is_refused(
    change: Callable[[], object], reason: str
) -> None:
    with pytest.raises(ImpossibleChange, match=reason):
        change()


def test_only_the_first_answer_counts() -> None:
    once = answered(a_ticket(), LATER)
    assert answered(once, LATER + timedelta(hours=1)).first_answered_at == LATER


def test_the_time_that_a_ticket_waited_is_added_to_its_resolution() -> None:
    waited = waiting(a_ticket(), LATER)
    going_on = resumed(waited, ALWAYS, LATER + timedelta(hours=30))
    assert (going_on.status, going_on.waiting_since) == (TicketStatus.OPEN, None)
    assert going_on.resolve_by == RESOLVE_BY + timedelta(hours=30)
    assert going_on.answer_by == ANSWER_BY


def test_to_wait_once_more_does_not_begin_anew() -> None:
    waited = waiting(a_ticket(), LATER)
    assert waiting(waited, LATER + timedelta(hours=1)) == waited


def test_what_does_not_wait_is_not_changed_by_a_message() -> None:
    assert resumed(a_ticket(), ALWAYS, LATER) == a_ticket()
    assert resumed(CLOSED, ALWAYS, LATER) == CLOSED


def test_a_ticket_that_is_reopened_owes_an_answer_by_new_clocks() -> None:
    again = reopened(closed(answered(a_ticket(), LATER), "Solved.", LATER), ANEW)
    assert again == replace(a_ticket(), answer_by=ANEW.answer_by, resolve_by=ANEW.resolve_by)
    assert again.owes_answer


def test_a_duplicate_is_closed_and_names_where_it_went() -> None:
    assert (GONE.status, GONE.merged_into, GONE.closed_at) == (TicketStatus.CLOSED, ANOTHER.id, LATER)


def _due(hours: int, ticket: Ticket) -> Ticket:
    """To be answered within so many hours, and settled within twice as many."""
    answer_by, resolve_by = OPENED + timedelta(hours=hours), OPENED + timedelta(hours=2 * hours)
    return replace(ticket, answer_by=answer_by, resolve_by=resolve_by)


@pytest.mark.parametrize(("one", "other"), [(3, 9), (9, 3)])
def test_a_merged_ticket_keeps_the_earlier_promises_of_the_two(one: int, other: int) -> None:
    minor = replace(a_ticket(), priority=Priority.LOW)
    _, kept = merged(_due(one, minor), _due(other, ANOTHER), LATER)
    assert kept.answer_by == OPENED + timedelta(hours=3)
    assert kept.resolve_by == OPENED + timedelta(hours=6)
    assert kept.priority is Priority.NORMAL


def test_a_promise_that_was_kept_is_not_owed_by_a_merged_ticket() -> None:
    _, kept = merged(_due(3, answered(a_ticket(), LATER)), _due(9, ANOTHER), LATER)
    assert kept.answer_by == OPENED + timedelta(hours=9)
