"""Makes the tokens that open conversations. They are told once, and stored as hashes."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from bot.conversations.session_token import new_token
from bot.ports import Work
from bot.values import ConversationId


@dataclass(frozen=True)
class MintedToken:
    token: str = field(repr=False)
    expires_at: datetime


def mint_token(
    work: Work, conversation: ConversationId, now: datetime, ends_at: datetime | None = None
) -> MintedToken:
    """A new token for the conversation, of a session that begins now or goes on until `ends_at`."""
    token, stored = secrets.token_urlsafe(32), new_token(conversation, now, ends_at)
    work.session_tokens.add(token_hash(token), stored, now)
    return MintedToken(token, stored.expires_at)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
