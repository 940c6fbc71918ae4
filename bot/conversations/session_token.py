"""How long a token opens a conversation: pure rules over times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.values import ConversationId

# A token lives this long, and can be renewed until the session as a whole has lived so long.
TOKEN_LIFE = timedelta(days=1)
SESSION_LIFE = timedelta(days=30)
# How long a token still works after it was renewed, for another tab that has not heard of it.
GRACE = timedelta(minutes=1)


class Standing(StrEnum):
    GOOD = "good"
    EXPIRED = "expired"
    REUSED = "reused"  # renewed long ago: one of two who use it has stolen it


@dataclass(frozen=True)
class SessionToken:
    """What is stored of a token; itself it is known by its hash only."""

    conversation: ConversationId
    expires_at: datetime
    ends_at: datetime
    replaced_at: datetime | None = None


def new_token(conversation: ConversationId, now: datetime, ends_at: datetime | None = None) -> SessionToken:
    """For a session that begins now, or for one that goes on until `ends_at`."""
    ends_at = ends_at or now + SESSION_LIFE
    return SessionToken(conversation, min(now + TOKEN_LIFE, ends_at), ends_at)


def standing(token: SessionToken, now: datetime) -> Standing:
    if now >= token.expires_at:
        return Standing.EXPIRED
    if token.replaced_at is not None and now >= token.replaced_at + GRACE:
        return Standing.REUSED
    return Standing.GOOD
