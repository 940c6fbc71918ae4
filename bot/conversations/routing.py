"""Which conversation an agent who has room gets next. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.tickets.ticket import Priority
from bot.values import ConversationId


@dataclass(frozen=True)
class Queued:
    """A conversation that waits for a person, at the version at which it was seen."""

    id: ConversationId
    version: int
    team: str
    priority: Priority
    queued_at: datetime


def has_room(conversations: int, capacity: int) -> bool:
    """Whether an agent who has so many takes one more."""
    return conversations < capacity


def in_turn(queued: Iterable[Queued], teams: frozenset[str]) -> list[Queued]:
    """Those of the teams, in the order in which they are answered: the most urgent, then the longest waiting.

    The id decides between two that are equal, so that everybody sees one order.
    """
    own = (one for one in queued if one.team in teams)
    return sorted(own, key=lambda one: (-list(Priority).index(one.priority), one.queued_at, one.id))
