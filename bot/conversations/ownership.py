"""Who has a conversation, and how that may change: one table of moves. Pure.

Whoever stores a move does it by compare-and-swap on the version, so of two at once one wins, and a reply
that was being made meanwhile is told by the version that it comes too late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.conversations.conversation import Conversation, Owner
from bot.privacy.audit import Actor, Role
from bot.privacy.role import Machine
from bot.values import AgentId


class Move(StrEnum):
    QUEUE = "queue"  # the bot hands over
    TAKE = "take"
    TRANSFER = "transfer"  # to an agent, or to a team's queue
    RETURN = "return"  # to the bot
    RELEASE = "release"  # whoever had it is gone: back into the queue
    CLOSE = "close"
    REOPEN = "reopen"  # the customer writes again


_FROM: dict[Move, frozenset[Owner]] = {
    Move.QUEUE: frozenset({Owner.BOT}),
    Move.TAKE: frozenset(Owner),
    Move.TRANSFER: frozenset({Owner.QUEUED, Owner.AGENT}),
    Move.RETURN: frozenset({Owner.QUEUED, Owner.AGENT}),
    Move.RELEASE: frozenset({Owner.AGENT}),
    Move.CLOSE: frozenset({Owner.BOT, Owner.QUEUED, Owner.AGENT}),
    Move.REOPEN: frozenset({Owner.CLOSED}),
}


@dataclass(frozen=True)
class Mover:
    """Who wants to move it. `agent` is None for the assistant, a customer and the clock."""

    actor: Actor
    agent: AgentId | None = None

    @property
    def oversees(self) -> bool:
        """Whether they may move what another agent has."""
        return self.actor.role in (Role.SUPERVISOR, Role.ADMIN, Machine.OPERATOR, Machine.ASSISTANT)


@dataclass(frozen=True)
class Change:
    """A move that is allowed, with what the conversation is after it."""

    move: Move
    owner: Owner
    agent: AgentId | None
    team: str
    mover: Mover
    reason: str
    at: datetime
    lease_until: datetime | None = None


class Refusal(StrEnum):
    """Why a move is not made, in order of precedence."""

    MOVED_MEANWHILE = "moved_meanwhile"  # it is not as it was seen
    NOT_FROM_HERE = "not_from_here"  # there is no such move from where it is
    ANOTHERS = "anothers"  # another agent has it


def refusal(move: Move, conversation: Conversation, mover: Mover, *, version: int) -> Refusal | None:
    """Why the mover, who saw the conversation at that version, may not move it so; None if they may."""
    if conversation.version != version:
        return Refusal.MOVED_MEANWHILE
    if conversation.owner not in _FROM[move]:
        return Refusal.NOT_FROM_HERE
    if conversation.owner is Owner.AGENT and conversation.agent != mover.agent and not mover.oversees:
        return Refusal.ANOTHERS
    return None


def queued_at_after(conversation: Conversation, change: Change) -> datetime | None:
    """Since when it waits, after the change. Whoever is passed on or let down keeps their place."""
    match change.owner:
        case Owner.QUEUED:
            return conversation.queued_at or change.at
        case Owner.AGENT:
            return conversation.queued_at
        case _:
            return None
