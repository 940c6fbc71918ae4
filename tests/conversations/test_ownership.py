"""Who may move a conversation, and from where: the whole table, written out for a reader to check."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest

from bot.conversations.conversation import DEFAULT_TEAM, Conversation, Owner
from bot.conversations.ownership import Change, Move, Mover, Refusal, queued_at_after, refusal
from bot.privacy.audit import ASSISTANT, Actor, Role
from bot.privacy.role import Machine
from bot.values import AgentId, ConversationId
from tests.builders import A_MOMENT

ANN, BEN = AgentId("ann"), AgentId("ben")
VERSION = 7

# By the owner it has now. y: may be moved so; h: only by its holder and by whoever oversees; -: by nobody.
TABLE = """
             bot  queued  agent  closed
    queue     y     -       -      -
    take      y     y       h      y
    transfer  -     y       h      -
    return    -     y       h      -
    release   -     -       h      -
    close     y     y       h      -
    reopen    -     -       -      y
"""
EVERYWHERE = list(product(Move, Owner))
# Everybody who may want to, and whether they may step in where another agent has the conversation.
OVERSEES = {
    Role.AGENT: False,
    Role.SUPERVISOR: True,
    Role.ADMIN: True,
    Machine.OPERATOR: True,
    Machine.ASSISTANT: True,
}


def _cells() -> dict[tuple[Move, Owner], str]:
    owners, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return {
        (Move(move), Owner(owner)): cell
        for move, *cells in rows
        for owner, cell in zip(owners, cells, strict=True)
    }


def a_conversation(owner: Owner) -> Conversation:
    """One that Ann has, if an agent has it."""
    return Conversation(
        id=ConversationId("c"),
        channel="web",
        account=None,
        region=None,
        owner=owner,
        version=VERSION,
        agent=ANN if owner is Owner.AGENT else None,
    )


def _mover(role: Role, agent: AgentId | None) -> Mover:
    return Mover(Actor(f"{agent}", role), agent)


def test_the_table_is_whole() -> None:
    assert set(_cells()) == set(EVERYWHERE)
    assert set(OVERSEES) == {*Role, *Machine}


@pytest.mark.parametrize("version", [VERSION - 1, VERSION + 1])
@pytest.mark.parametrize(("move", "owner"), EVERYWHERE)
def test_what_changed_since_it_was_seen_is_moved_by_nobody(move: Move, owner: Owner, version: int) -> None:
    for role, agent in product(Role, (ANN, BEN, None)):
        assert (
            refusal(move, a_conversation(owner), _mover(role, agent), version=version)
            is Refusal.MOVED_MEANWHILE
        )


@pytest.mark.parametrize("agent", [ANN, BEN, None], ids=["the holder", "another", "no agent"])
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("move", "owner"), EVERYWHERE)
def test_whoever_the_table_lets_move_it_may_and_nobody_else(
    move: Move, owner: Owner, role: Role, agent: AgentId | None
) -> None:
    refused = refusal(move, a_conversation(owner), _mover(role, agent), version=VERSION)
    match _cells()[move, owner]:
        case "y":
            assert refused is None
        case "h":
            assert refused is (None if agent == ANN or OVERSEES[role] else Refusal.ANOTHERS)
        case _:
            assert refused is Refusal.NOT_FROM_HERE


EARLIER = A_MOMENT - timedelta(hours=1)


@pytest.mark.parametrize(
    ("now_of", "since", "to", "after"),
    [
        (Owner.BOT, None, Owner.QUEUED, A_MOMENT),
        (Owner.BOT, None, Owner.AGENT, None),
        (Owner.QUEUED, EARLIER, Owner.AGENT, EARLIER),
        (Owner.QUEUED, EARLIER, Owner.QUEUED, EARLIER),
        (Owner.QUEUED, EARLIER, Owner.BOT, None),
        (Owner.QUEUED, EARLIER, Owner.CLOSED, None),
        (Owner.AGENT, EARLIER, Owner.QUEUED, EARLIER),
        (Owner.AGENT, EARLIER, Owner.AGENT, EARLIER),
        (Owner.AGENT, EARLIER, Owner.BOT, None),
        (Owner.AGENT, None, Owner.QUEUED, A_MOMENT),
        (Owner.CLOSED, None, Owner.QUEUED, A_MOMENT),
    ],
)
def test_whoever_is_passed_on_or_let_down_keeps_their_place_in_the_queue(
    now_of: Owner, since: datetime | None, to: Owner, after: datetime | None
) -> None:
    conversation = replace(a_conversation(now_of), queued_at=since)
    change = Change(Move.TRANSFER, to, None, DEFAULT_TEAM, Mover(ASSISTANT), "", A_MOMENT)
    assert queued_at_after(conversation, change) == after
