"""Who is in a conversation at this moment, and what they do there. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.conversations.desk import NamedAgent

# Whoever says nothing more for so long has left; pages say it again while it is so.
LASTS = timedelta(seconds=8)
# Said again sooner than this it is news to nobody.
AGAIN_AFTER = timedelta(seconds=2)


class Doing(StrEnum):
    VIEWING = "viewing"
    WRITING = "writing"  # to the customer


@dataclass(frozen=True)
class PresentAgent:
    agent: NamedAgent
    doing: Doing
    until: datetime


@dataclass(frozen=True)
class Company:
    """`customer_until` is None unless the customer writes."""

    agents: tuple[PresentAgent, ...] = ()
    customer_until: datetime | None = None
