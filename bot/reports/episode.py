"""The times for which a conversation was with people: from a handover to its being given back or closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversations.conversation import Owner
from bot.conversations.ownership import Move

# Reasons that are no case and no intent: nobody wrote them.
STEPPED_IN = "stepped_in"
WRITTEN_AGAIN = "written_again"

_WITH_PEOPLE = (Owner.QUEUED, Owner.AGENT)


@dataclass(frozen=True)
class MoveFact:
    """A move as far as figures need it. `reason` is a case or an intent if the assistant made it."""

    move: Move
    from_owner: Owner
    to_owner: Owner
    team: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Episode:
    """`answered_at` is when an agent first wrote, `ended_at` when the conversation left people's hands."""

    began_at: datetime
    reason: str
    team: str
    answered_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def answer_s(self) -> float | None:
        return (self.answered_at - self.began_at).total_seconds() if self.answered_at else None

    @property
    def settled_s(self) -> float | None:
        return (self.ended_at - self.began_at).total_seconds() if self.ended_at else None


def episodes_of(moves: Iterable[MoveFact], agent_wrote: Iterable[datetime]) -> Sequence[Episode]:
    """Of one conversation: its moves in the order of their versions, and when agents wrote in it."""
    found: list[Episode] = []
    for move in moves:
        was, is_now = move.from_owner in _WITH_PEOPLE, move.to_owner in _WITH_PEOPLE
        if is_now and not was:
            found.append(Episode(move.at, _reason(move), move.team))
        elif was and found:
            # Whose it was last answers for it; a move that ends it changes no team.
            found[-1] = replace(found[-1], team=move.team, ended_at=None if is_now else move.at)
    written = sorted(agent_wrote)
    return [replace(each, answered_at=_first_within(each, written)) for each in found]


def _first_within(episode: Episode, written: Sequence[datetime]) -> datetime | None:
    return next(
        (
            at
            for at in written
            if at >= episode.began_at and (episode.ended_at is None or at <= episode.ended_at)
        ),
        None,
    )


def _reason(move: MoveFact) -> str:
    match move.move:
        case Move.QUEUE:
            return move.reason
        case Move.REOPEN:
            return WRITTEN_AGAIN
        case _:
            return STEPPED_IN
