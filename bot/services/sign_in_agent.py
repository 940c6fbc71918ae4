"""Signs an agent in: by a password, or by what an identity provider has made sure of.

Whoever is not let in learns nothing of why: an unknown address, a wrong password, an agent without one
and a disabled agent are one answer after the same work.
"""

from __future__ import annotations

import math
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.agents.agent import Agent, AgentSession, SessionLimits, email_of
from bot.agents.passwords import PasswordHashes
from bot.agents.tries import FORGOTTEN_AFTER, TriedBy, TryBucket, after_success, after_try
from bot.errors import InvalidEmail, TooManyTries, WrongCredentials
from bot.ports import UnitOfWork, Work
from bot.privacy.claim_code import Fingerprinter
from bot.services.agent_sessions import token_hash
from bot.values import AgentId, AgentSessionId, Clock

_NOBODY = AgentId("nobody")
_LONGEST_USER_AGENT = 200
# Ended sessions are kept so long, for whoever has to find out who was there.
_SESSIONS_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Place:
    """Where somebody signs in: their address, what their browser calls itself, and the token it had."""

    address: str
    user_agent: str = ""
    token: str = field(default="", repr=False)


@dataclass(frozen=True)
class SignedIn:
    """The token is told once and stored only as a hash."""

    agent: Agent
    session: AgentSession
    token: str = field(repr=False)


class SignInAgent:
    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        fingerprinter: Fingerprinter,
        hashes: PasswordHashes,
        limits: SessionLimits,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._fingerprinter = fingerprinter
        self._hashes = hashes
        self._limits = limits

    def with_password(self, email: str, password: str, place: Place) -> SignedIn:
        """Raises TooManyTries before anything is looked at, or WrongCredentials."""
        now = self._clock.now()
        buckets = self._buckets(email, place)
        self._count_try(buckets, now)
        with self._unit_of_work() as work:
            agent = _agent_of(work, email)
            # Asked for nobody too, so that it takes as long.
            kept = work.agents.password_hash(agent.id if agent else _NOBODY)
            if agent is None or agent.disabled_at:
                kept = None
        # Outside of any transaction: it takes long on purpose.
        if not self._hashes.fits(kept, password) or kept is None:
            raise _refused()
        renewed = self._hashes.of(password) if self._hashes.is_outdated(kept) else None
        with self._unit_of_work() as work:
            agent = _agent_of(work, email)
            # Once more, because meanwhile they may have been disabled, or their password changed.
            if agent is None or agent.disabled_at or work.agents.password_hash(agent.id) != kept:
                raise _refused()
            if renewed is not None:
                work.agents.set_password_hash(agent.id, renewed)
            for bucket, tries in work.tries_to_sign_in.hold(buckets).items():
                work.tries_to_sign_in.put(bucket, after_success(tries, bucket.kind, now))
            return self._open(work, agent, place, now)

    def as_verified(self, email: str, place: Place) -> SignedIn:
        """Lets in whom an identity provider vouches for. Raises WrongCredentials for nobody of ours."""
        now = self._clock.now()
        with self._unit_of_work() as work:
            agent = _agent_of(work, email)
            if agent is None or agent.disabled_at:
                raise _refused()
            return self._open(work, agent, place, now)

    def _count_try(self, buckets: tuple[TryBucket, ...], now: datetime) -> None:
        with self._unit_of_work() as work:
            work.tries_to_sign_in.forget(now - FORGOTTEN_AFTER)
            held = work.tries_to_sign_in.hold(buckets)
            ends = [
                tries.locked_until for tries in held.values() if tries.locked_until and tries.is_locked(now)
            ]
            if ends:
                raise TooManyTries(math.ceil((max(ends) - now).total_seconds()))
            for bucket, tries in held.items():
                work.tries_to_sign_in.put(bucket, after_try(tries, bucket.kind, now))

    def _open(self, work: Work, agent: Agent, place: Place, now: datetime) -> SignedIn:
        # The session that this browser had ends here, whoever put it there.
        if place.token and (before := work.agent_sessions.by_token(token_hash(place.token))):
            work.agent_sessions.revoke(before[1].id, now, before[0].id)
        work.agent_sessions.forget(now - _SESSIONS_KEPT)
        token = secrets.token_urlsafe(32)
        session = AgentSession(
            id=AgentSessionId(uuid.uuid4().hex),
            agent=agent.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + self._limits.most,
            user_agent="".join(filter(str.isprintable, place.user_agent))[:_LONGEST_USER_AGENT],
            address_key=self._fingerprinter.address_key(place.address),
        )
        work.agent_sessions.open(session, token_hash(token))
        return SignedIn(agent, session, token)

    def _buckets(self, email: str, place: Place) -> tuple[TryBucket, ...]:
        pair = f"{email.strip().lower()} from {place.address}"
        return (
            TryBucket(TriedBy.ADDRESS, self._fingerprinter.address_key(place.address)),
            TryBucket(TriedBy.PAIR, self._fingerprinter.address_key(pair)),
        )


def _agent_of(work: Work, email: str) -> Agent | None:
    try:
        return work.agents.hold(email_of(email))
    except InvalidEmail:
        return None


def _refused() -> WrongCredentials:
    return WrongCredentials("E-mail address and password do not fit. After some tries you have to wait.")
