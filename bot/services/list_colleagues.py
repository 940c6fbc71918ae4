"""To whom a conversation can be passed on: agents with room or without, and teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.agents.agent import Role
from bot.ports import Presence, UnitOfWork
from bot.tickets.team import Team
from bot.values import AgentId


@dataclass(frozen=True)
class Colleague:
    """`online` while a desk of theirs is open. `capacity` is how many conversations they are given."""

    id: AgentId
    name: str
    role: Role
    online: bool
    conversations: int
    capacity: int


@dataclass(frozen=True)
class TeamQueue:
    id: str
    name: str
    queued: int


class ListColleagues:
    def __init__(
        self, unit_of_work: UnitOfWork, presence: Presence, teams: Sequence[Team], capacity: int
    ) -> None:
        self._unit_of_work = unit_of_work
        self._presence = presence
        self._teams = teams
        self._capacity = capacity

    def agents(self) -> Sequence[Colleague]:
        """All who work here, those who are online first, then by name."""
        online = self._presence.online()
        with self._unit_of_work() as work:
            loads = work.desk.loads()
            found = [
                Colleague(
                    agent.id,
                    agent.name,
                    agent.role,
                    agent.id in online,
                    loads.get(agent.id, 0),
                    self._capacity if agent.capacity is None else agent.capacity,
                )
                for agent in work.agents.listed()
                if agent.disabled_at is None
            ]
        return sorted(found, key=lambda one: (not one.online, one.name.casefold(), one.id))

    def teams(self) -> Sequence[TeamQueue]:
        with self._unit_of_work() as work:
            lengths = work.desk.queue_lengths()
        return [TeamQueue(team.id, team.name, lengths.get(team.id, 0)) for team in self._teams]
