"""Wakes whoever waits for a conversation to grow, within this process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from bot.values import ConversationId


class LocalWakeups:
    """Implements ports.Wakeups. Call it from the event loop or from a thread of its own."""

    def __init__(self) -> None:
        self._watchers: dict[ConversationId, set[Watch]] = defaultdict(set)

    def wake(self, conversation: ConversationId) -> None:
        for watch in tuple(self._watchers.get(conversation, ())):
            watch.ring()

    @contextmanager
    def watch(self, conversation: ConversationId) -> Iterator[Watch]:
        """A bell for this conversation, for as long as the `with` block lasts."""
        watch = Watch()
        self._watchers[conversation].add(watch)
        try:
            yield watch
        finally:
            self._watchers[conversation].discard(watch)
            if not self._watchers[conversation]:
                del self._watchers[conversation]


class Watch:
    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._loop.call_soon_threadsafe(self._rung.set)

    async def wait(self) -> None:
        """Returns once it has been rung since the last wait, at once if it was already."""
        await self._rung.wait()
        self._rung.clear()
