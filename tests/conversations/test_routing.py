"""Whoever is in most need is answered next, and of those whoever has waited longest."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.routing import Queued, has_room, in_turn
from bot.tickets.ticket import Priority
from bot.values import ConversationId
from tests.builders import A_MOMENT

SUPPORT, MONEY = "support", "money"

waiting = st.lists(
    st.builds(
        Queued,
        id=st.uuids().map(lambda one: ConversationId(one.hex)),
        version=st.just(1),
        team=st.sampled_from([SUPPORT, MONEY]),
        priority=st.sampled_from(list(Priority)),
        queued_at=st.integers(0, 5).map(lambda minutes: A_MOMENT + timedelta(minutes=minutes)),
    ),
    unique_by=lambda one: one.id,
)


def _queued(name: str, priority: Priority = Priority.NORMAL, minute: int = 0, team: str = SUPPORT) -> Queued:
    return Queued(ConversationId(name), 1, team, priority, A_MOMENT + timedelta(minutes=minute))


def _names(queued: list[Queued], teams: frozenset[str] = frozenset({SUPPORT})) -> list[str]:
    return [one.id for one in in_turn(queued, teams)]


def test_the_most_urgent_is_first() -> None:
    assert _names([_queued("a"), _queued("b", Priority.URGENT, 9), _queued("c", Priority.HIGH)]) == [
        "b",
        "c",
        "a",
    ]


def test_of_two_that_are_as_urgent_the_one_that_waits_longer_is_first() -> None:
    assert _names([_queued("late", minute=5), _queued("early", minute=1)]) == ["early", "late"]


def test_other_teams_conversations_are_left_to_them() -> None:
    assert _names([_queued("theirs", Priority.URGENT, team=MONEY), _queued("ours")]) == ["ours"]


@given(queued=waiting)
def test_everybody_sees_one_order_in_which_nobody_is_lost(queued: list[Queued]) -> None:
    teams = frozenset({SUPPORT, MONEY})
    ordered = in_turn(queued, teams)
    assert ordered == in_turn(sorted(queued, key=lambda one: one.id), teams)
    assert {one.id for one in ordered} == {one.id for one in queued}


@given(queued=waiting)
def test_nobody_is_answered_before_somebody_who_is_more_urgent_or_as_urgent_and_waits_longer(
    queued: list[Queued],
) -> None:
    rank = list(Priority).index
    ordered = in_turn(queued, frozenset({SUPPORT, MONEY}))
    for first, then in pairwise(ordered):
        assert (rank(first.priority), -first.queued_at.timestamp()) >= (
            rank(then.priority),
            -then.queued_at.timestamp(),
        )


def test_an_agent_has_room_below_the_capacity_only() -> None:
    assert [has_room(count, 2) for count in (0, 1, 2, 3)] == [True, True, False, False]
