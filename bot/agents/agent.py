"""An agent, what their role lets them do, and one sign-in of theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import InvalidEmail
from bot.privacy.role import Role as Role
from bot.values import AgentId, AgentSessionId

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_LONGEST_EMAIL = 254


@dataclass(frozen=True)
class Agent:
    """They are given conversations of `teams`, or of all if there is none, and `capacity` at a time, or as
    many as everybody.
    """

    id: AgentId
    email: str
    name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None = None
    teams: frozenset[str] = frozenset()
    capacity: int | None = None


@dataclass(frozen=True)
class SessionLimits:
    """How long nobody may be at the keyboard, and how long one sign-in lasts at most."""

    idle: timedelta
    most: timedelta


@dataclass(frozen=True)
class AgentSession:
    """One sign-in. `user_agent` is what the browser calls itself; nobody has checked it."""

    id: AgentSessionId
    agent: AgentId
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    user_agent: str
    address_key: str | None
    revoked_at: datetime | None = None

    def is_open(self, limits: SessionLimits, now: datetime) -> bool:
        return self.revoked_at is None and now < min(self.expires_at, self.last_seen_at + limits.idle)


def email_of(written: str) -> str:
    """The e-mail address as it is kept and compared. Raises InvalidEmail.

    ASCII only: Unicode folds other letters into ASCII's, and then one person's address is another's.
    """
    email = written.strip()
    ascii_text = email.isascii() and email.isprintable()
    if not ascii_text or len(email) > _LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise InvalidEmail("An agent's e-mail address looks like ann@example.com, in plain ASCII letters.")
    return email.lower()
