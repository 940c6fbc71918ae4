"""Who is behind a session's token, which sessions an agent has, and their end."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.agents.agent import Agent, AgentSession, SessionLimits, email_of
from bot.errors import NotSignedIn, UnknownAgent
from bot.ports import UnitOfWork
from bot.values import AgentId, AgentSessionId, Clock

# How exactly it is known when a session was last used: a write for every request would be dear.
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class SignedInAgent:
    agent: Agent
    session: AgentSession


def token_hash(token: str) -> str:
    """What is stored of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


class AgentSessions:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, limits: SessionLimits) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._limits = limits

    def find(self, token: str) -> SignedInAgent:
        """Who is there, from now on seen. Raises NotSignedIn for any token that is not of an open session."""
        now = self._clock.now()
        with self._unit_of_work() as work:
            found = work.agent_sessions.by_token(token_hash(token))
            if found is None:
                raise NotSignedIn("Sign in first.")
            session, agent = found
            if agent.disabled_at is not None or not session.is_open(self._limits, now):
                raise NotSignedIn("Sign in first.")
            if now - session.last_seen_at >= _SEEN_EVERY:
                work.agent_sessions.seen(session.id, now)
                session = replace(session, last_seen_at=now)
        return SignedInAgent(agent, session)

    def is_open(self, token: str) -> bool:
        """Whether the session goes on. Asking is no sign of anybody at the keyboard."""
        with self._unit_of_work() as work:
            found = work.agent_sessions.by_token(token_hash(token))
        if found is None:
            return False
        session, agent = found
        return agent.disabled_at is None and session.is_open(self._limits, self._clock.now())

    def of(self, agent: AgentId) -> Sequence[AgentSession]:
        """Their open sessions, the last one used first."""
        now = self._clock.now()
        with self._unit_of_work() as work:
            return [s for s in work.agent_sessions.of(agent) if s.is_open(self._limits, now)]

    def revoke(self, agent: AgentId, session: AgentSessionId | None = None) -> int:
        """Ends one of their sessions, or all; returns how many."""
        with self._unit_of_work() as work:
            return work.agent_sessions.revoke(agent, self._clock.now(), session)

    def agent(self, email: str) -> Agent:
        """Raises InvalidEmail or UnknownAgent."""
        with self._unit_of_work() as work:
            agent = work.agents.hold(email_of(email))
        if agent is None:
            raise UnknownAgent(
                f"There is no agent {email_of(email)}. `giftline agents list` shows who there is."
            )
        return agent
