"""Something that has to leave the house once: what it is, about which conversation, and when it is tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NewType

from bot.values import ConversationId

OutgoingId = NewType("OutgoingId", str)

EMAIL_TICKET_OPENED = "email.ticket_opened"
EMAIL_AGENT_REPLIED = "email.agent_replied"
EMAIL_TICKET_CLOSED = "email.ticket_closed"

# After each failure. Together two days: so long mail servers keep trying each other too.
_WAITS = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15)),
    *(timedelta(hours=hours) for hours in (1, 4, 12, 30)),
)
MOST_TRIES = len(_WAITS) + 1


@dataclass(frozen=True)
class Outgoing:
    """One row of the outbox. It refers to whoever gets it by the conversation, whose contact may change.

    `payload` says what the text is about, by ids and sequence numbers: no claim code, and nothing that a
    customer wrote. `tries` counts those that were begun, so a worker that died in one has used it up.
    `trouble` is why the last one came to nothing.
    """

    id: OutgoingId
    kind: str
    conversation: ConversationId
    payload: Mapping[str, Any]
    created_at: datetime
    next_try_at: datetime
    tries: int
    sent_at: datetime | None = None
    failed_at: datetime | None = None
    trouble: str | None = None


@dataclass(frozen=True)
class OutboxCount:
    waiting: int
    given_up: int


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try again after so many tries; None if that is enough."""
    return now + _WAITS[tries - 1] if tries < MOST_TRIES else None
