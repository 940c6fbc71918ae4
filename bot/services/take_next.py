"""An agent who has room is given whoever has to be answered next."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.agents.agent import Agent
from bot.conversations.conversation import Conversation, Owner
from bot.conversations.ownership import Change, Move, refusal
from bot.conversations.routing import has_room, in_turn
from bot.errors import AtCapacity, UnknownTeam
from bot.knowledge.brand import BrandPolicy
from bot.ports import UnitOfWork, Wakeups, Work
from bot.privacy.audit import AuditAction, AuditEntry
from bot.services.move_conversation import make_move, mover
from bot.values import Clock

# Of those who are looked at: so many agents could be served at the same moment.
_MOST = 50


class TakeNext:
    """Of two agents at once each is given another conversation."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        policy: BrandPolicy,
        wakeups: Wakeups,
        teams: frozenset[str],
        *,
        lease: timedelta,
        capacity: int,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy
        self._wakeups = wakeups
        self._teams = teams
        self._lease = lease
        self._capacity = capacity

    def __call__(self, agent: Agent, team: str | None = None) -> Conversation | None:
        """The conversation, which the agent has from now on; None if nobody waits.

        Without a team it is of one that the agent works for. Raises AtCapacity if the agent has as many as
        they are given, UnknownTeam.
        """
        if team is not None and team not in self._teams:
            raise UnknownTeam(f"There is no such team. There are: {', '.join(sorted(self._teams))}.")
        teams = (agent.teams or self._teams) if team is None else frozenset({team})
        capacity = self._capacity if agent.capacity is None else agent.capacity
        with self._unit_of_work() as work:
            # Held, so that of two requests of one agent the second counts what the first was given.
            work.agents.hold(agent.email)
            if not has_room(work.desk.loads().get(agent.id, 0), capacity):
                raise AtCapacity(
                    f"You have {capacity} conversations, as many as you are given at a time. Close one or "
                    "pass it on first, or take one of the queue yourself."
                )
            taken = self._take(work, agent, teams, self._clock.now())
        if taken is not None:
            self._wakeups.wake(taken.id)
        return taken

    def _take(self, work: Work, agent: Agent, teams: frozenset[str], now: datetime) -> Conversation | None:
        by = mover(agent)
        for candidate in in_turn(work.desk.queued(sorted(teams), _MOST), teams):
            if work.conversations.get(candidate.id) is None:
                continue
            held = work.conversations.hold(candidate.id)
            # Somebody else was given it since it was listed.
            if held.owner is not Owner.QUEUED or refusal(Move.TAKE, held, by, version=candidate.version):
                continue
            subject = f"conversation {held.id}"
            work.audit.add(AuditEntry(by.actor, AuditAction.MOVE, True, subject, "take: the next one", now))
            change = Change(
                Move.TAKE, Owner.AGENT, agent.id, held.team, by, "the next one", now, now + self._lease
            )
            return make_move(work, held, change, self._policy)
        return None
