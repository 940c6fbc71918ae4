"""Parts of codes that wait for the rest, in this process's memory and nowhere else.

They must never be in a database or a file, so a restart loses them, and so does another replica that
the customer's next message goes to: the customer is then asked for the whole code.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from bot.privacy.code_parts import CodePart
from bot.values import ConversationId

KEPT_FOR = timedelta(minutes=10)
MOST_CONVERSATIONS = 10_000


class PartsInMemory:
    """Implements ports.WaitingParts. The conversations that wait longest are forgotten first."""

    def __init__(self, most_conversations: int = MOST_CONVERSATIONS) -> None:
        self._most = most_conversations
        self._kept: OrderedDict[ConversationId, tuple[datetime, tuple[CodePart, ...]]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, conversation: ConversationId, now: datetime) -> tuple[CodePart, ...]:
        with self._lock:
            self._forget_old(now)
            _, parts = self._kept.get(conversation, (now, ()))
            return parts

    def keep(self, conversation: ConversationId, parts: tuple[CodePart, ...], now: datetime) -> None:
        with self._lock:
            self._kept.pop(conversation, None)
            if parts:
                self._kept[conversation] = (now, parts)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
            self._forget_old(now)

    def _forget_old(self, now: datetime) -> None:
        while self._kept:
            oldest = next(iter(self._kept))
            if now - self._kept[oldest][0] < KEPT_FOR:
                return
            del self._kept[oldest]
