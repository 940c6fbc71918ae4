"""How long each kind of record is kept. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class RetentionPeriods:
    """In days: since a conversation's last message, or since the last try."""

    conversations_days: int
    handles_days: int
    tries_days: int

    def conversations_before(self, now: datetime) -> datetime:
        return now - timedelta(days=self.conversations_days)

    def handles_before(self, now: datetime) -> datetime:
        return now - timedelta(days=self.handles_days)

    def tries_before(self, now: datetime, counted_for_hours: int) -> datetime:
        """Tries that still count are kept, however short the period: to forget them would allow more."""
        return now - max(timedelta(days=self.tries_days), timedelta(hours=counted_for_hours))
