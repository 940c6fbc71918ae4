"""Wakes whoever waits for a conversation to grow, and the desk for any of them, within this process."""

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
        self._desks: set[DeskWatch] = set()

    def wake(self, conversation: ConversationId) -> None:
        for watch in tuple(self._watchers.get(conversation, ())):
            watch.ring()
        self.wake_desk(conversation)

    def wake_desk(self, conversation: ConversationId) -> None:
        for desk in tuple(self._desks):
            desk.ring(conversation)

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

    @contextmanager
    def watch_desk(self) -> Iterator[DeskWatch]:
        """A bell for all conversations, for as long as the `with` block lasts."""
        desk = DeskWatch()
        self._desks.add(desk)
        try:
            yield desk
        finally:
            self._desks.discard(desk)


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


class DeskWatch:
    """Remembers which conversations rang; one that rings often is remembered once."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()
        self._changed: dict[ConversationId, None] = {}

    def ring(self, conversation: ConversationId) -> None:
        self._loop.call_soon_threadsafe(self._note, conversation)

    async def changed(self, at_most_s: float) -> list[ConversationId]:
        """Those that have rung since the last call; none if that much time passed without any."""
        try:
            await asyncio.wait_for(self._rung.wait(), at_most_s)
        except TimeoutError:
            return []
        self._rung.clear()
        changed, self._changed = list(self._changed), {}
        return changed

    def _note(self, conversation: ConversationId) -> None:
        self._changed[conversation] = None
        self._rung.set()
