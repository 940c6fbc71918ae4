"""Agents, their sessions and who tried to sign in, in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, tuple_, update

from bot.agents.agent import Agent, AgentSession, Role
from bot.agents.tries import SignInTries, TryBucket
from bot.storage.dialect import insert_if_absent
from bot.storage.tables import agent as agents
from bot.storage.tables import agent_session as sessions
from bot.storage.tables import sign_in_tries as tries
from bot.values import AgentId, AgentSessionId


class SqlAgents:
    """Implements ports.Agents."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, agent: Agent, password_hash: str | None) -> None:
        self._connection.execute(
            insert(agents).values(
                id=agent.id,
                email=agent.email,
                name=agent.name,
                role=agent.role.value,
                password_hash=password_hash,
                created_at=agent.created_at,
                disabled_at=agent.disabled_at,
                teams=sorted(agent.teams),
                capacity=agent.capacity,
            )
        )

    def hold(self, email: str) -> Agent | None:
        # SQLite has no FOR UPDATE and needs none: its transactions begin as writers.
        row = self._connection.execute(
            select(agents).where(agents.c.email == email).with_for_update()
        ).one_or_none()
        return _agent(row) if row else None

    def listed(self) -> Sequence[Agent]:
        rows = self._connection.execute(select(agents).order_by(agents.c.email))
        return [_agent(row) for row in rows]

    def change(self, agent: Agent) -> None:
        self._connection.execute(
            update(agents)
            .where(agents.c.id == agent.id)
            .values(
                name=agent.name,
                role=agent.role.value,
                disabled_at=agent.disabled_at,
                teams=sorted(agent.teams),
                capacity=agent.capacity,
            )
        )

    def password_hash(self, agent: AgentId) -> str | None:
        return self._connection.execute(
            select(agents.c.password_hash).where(agents.c.id == agent)
        ).scalar_one_or_none()

    def set_password_hash(self, agent: AgentId, password_hash: str) -> None:
        self._connection.execute(
            update(agents).where(agents.c.id == agent).values(password_hash=password_hash)
        )


class SqlAgentSessions:
    """Implements ports.AgentSessions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, session: AgentSession, token_hash: str) -> None:
        self._connection.execute(
            insert(sessions).values(
                id=session.id,
                agent_id=session.agent,
                token_hash=token_hash,
                created_at=session.created_at,
                last_seen_at=session.last_seen_at,
                expires_at=session.expires_at,
                user_agent=session.user_agent,
                address_key=session.address_key,
                revoked_at=session.revoked_at,
            )
        )

    def by_token(self, token_hash: str) -> tuple[AgentSession, Agent] | None:
        session = self._connection.execute(
            select(sessions).where(sessions.c.token_hash == token_hash)
        ).one_or_none()
        if session is None:
            return None
        agent = self._connection.execute(select(agents).where(agents.c.id == session.agent_id)).one()
        return _session(session), _agent(agent)

    def of(self, agent: AgentId) -> Sequence[AgentSession]:
        rows = self._connection.execute(
            select(sessions)
            .where(sessions.c.agent_id == agent, sessions.c.revoked_at.is_(None))
            .order_by(sessions.c.last_seen_at.desc(), sessions.c.id)
        )
        return [_session(row) for row in rows]

    def seen(self, session: AgentSessionId, at: datetime) -> None:
        self._connection.execute(update(sessions).where(sessions.c.id == session).values(last_seen_at=at))

    def revoke(self, agent: AgentId, at: datetime, session: AgentSessionId | None = None) -> int:
        which = (sessions.c.agent_id == agent) & sessions.c.revoked_at.is_(None)
        if session is not None:
            which &= sessions.c.id == session
        return self._connection.execute(update(sessions).where(which).values(revoked_at=at)).rowcount

    def forget(self, ended_before: datetime) -> None:
        self._connection.execute(delete(sessions).where(sessions.c.expires_at < ended_before))


class SqlSignInTries:
    """Implements ports.TriesToSignIn."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, buckets: Sequence[TryBucket]) -> Mapping[TryBucket, SignInTries]:
        held = {}
        # In one order, so that two who share some cannot block each other.
        for bucket in sorted(buckets, key=lambda one: (one.kind, one.key)):
            insert_if_absent(
                self._connection, tries, {"kind": bucket.kind.value, "key": bucket.key, "failures": 0}
            )
            row = self._connection.execute(select(tries).where(_is(bucket)).with_for_update()).one()
            held[bucket] = SignInTries(row.failures, row.last_at, row.locked_until)
        return held

    def put(self, bucket: TryBucket, seen: SignInTries) -> None:
        self._connection.execute(
            update(tries)
            .where(_is(bucket))
            .values(failures=seen.failures, last_at=seen.last_at, locked_until=seen.locked_until)
        )

    def forget(self, quiet_since: datetime) -> None:
        # Without those that somebody holds, who may be waiting for one of ours.
        quiet = (
            select(tries.c.kind, tries.c.key)
            .where(tries.c.last_at < quiet_since)
            .with_for_update(skip_locked=True)
        )
        self._connection.execute(delete(tries).where(tuple_(tries.c.kind, tries.c.key).in_(quiet)))


def _is(bucket: TryBucket) -> Any:
    return (tries.c.kind == bucket.kind.value) & (tries.c.key == bucket.key)


def _agent(row: Row[Any]) -> Agent:
    return Agent(
        id=AgentId(row.id),
        email=row.email,
        name=row.name,
        role=Role(row.role),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        teams=frozenset(row.teams),
        capacity=row.capacity,
    )


def _session(row: Row[Any]) -> AgentSession:
    return AgentSession(
        id=AgentSessionId(row.id),
        agent=AgentId(row.agent_id),
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        expires_at=row.expires_at,
        user_agent=row.user_agent,
        address_key=row.address_key,
        revoked_at=row.revoked_at,
    )
