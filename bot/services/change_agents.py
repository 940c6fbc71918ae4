"""Adds agents and changes what they may do. What weakens a sign-in of theirs ends their sessions."""

from __future__ import annotations

import uuid
from dataclasses import replace

from bot.agents.agent import Agent, Role, email_of
from bot.agents.passwords import PasswordHashes, require_good
from bot.errors import AgentExists, UnknownAgent, UnknownTeam
from bot.ports import UnitOfWork, Work
from bot.values import AgentId, Clock


class ChangeAgents:
    """Each raises InvalidEmail, and all but `add` raise UnknownAgent."""

    def __init__(
        self, unit_of_work: UnitOfWork, clock: Clock, hashes: PasswordHashes, teams: frozenset[str]
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._hashes = hashes
        self._teams = teams

    def add(self, email: str, name: str, role: Role, password: str | None) -> Agent:
        """Without a password they can only sign in through the identity provider.

        Raises AgentExists or WeakPassword.
        """
        agent = Agent(AgentId(uuid.uuid4().hex), email_of(email), name.strip(), role, self._clock.now())
        if password is not None:
            require_good(password, agent.email, agent.name)
        password_hash = self._hashes.of(password) if password is not None else None
        with self._unit_of_work() as work:
            if work.agents.hold(agent.email) is not None:
                raise AgentExists(
                    f"There is an agent {agent.email} already. `giftline agents list` shows them."
                )
            work.agents.add(agent, password_hash)
        return agent

    def disable(self, email: str) -> Agent:
        """Ends their sessions; they cannot sign in until they are enabled again."""
        now = self._clock.now()
        with self._unit_of_work() as work:
            disabled = replace(_held(work, email), disabled_at=now)
            work.agents.change(disabled)
            work.agent_sessions.revoke(disabled.id, now)
        return disabled

    def enable(self, email: str) -> Agent:
        with self._unit_of_work() as work:
            enabled = replace(_held(work, email), disabled_at=None)
            work.agents.change(enabled)
        return enabled

    def give_role(self, email: str, role: Role) -> Agent:
        """Ends their sessions, so that nobody goes on with what they were shown in another role."""
        with self._unit_of_work() as work:
            changed = replace(_held(work, email), role=role)
            work.agents.change(changed)
            work.agent_sessions.revoke(changed.id, self._clock.now())
        return changed

    def give_work(self, email: str, teams: frozenset[str], capacity: int | None) -> Agent:
        """Of which teams they are given conversations, and how many at a time; see `Agent`.

        What they have already stays theirs. Raises UnknownTeam.
        """
        if not teams <= self._teams:
            raise UnknownTeam(f"There is no such team. There are: {', '.join(sorted(self._teams))}.")
        with self._unit_of_work() as work:
            changed = replace(_held(work, email), teams=teams, capacity=capacity)
            work.agents.change(changed)
        return changed

    def set_password(self, email: str, password: str) -> Agent:
        """Ends their sessions. Raises WeakPassword."""
        with self._unit_of_work() as work:
            agent = _held(work, email)
            require_good(password, agent.email, agent.name)
            work.agents.set_password_hash(agent.id, self._hashes.of(password))
            work.agent_sessions.revoke(agent.id, self._clock.now())
        return agent


def _held(work: Work, email: str) -> Agent:
    agent = work.agents.hold(email_of(email))
    if agent is None:
        raise UnknownAgent(f"There is no agent {email_of(email)}. `giftline agents list` shows who there is.")
    return agent
