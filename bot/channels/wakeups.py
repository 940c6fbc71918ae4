"""Wakes whoever waits for a conversation to grow, and the desk for any of them, within this process.

Who views or types rings bells of its own: nobody reads a conversation again because of it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from bot.values import AgentId, ConversationId


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

    def wake_people(self, conversation: ConversationId, *, customer: bool) -> None:
        for watch in tuple(self._watchers.get(conversation, ())) if customer else ():
            watch.ring()
        for desk in tuple(self._desks):
            desk.ring_people(conversation)

    def wake_agent(self, agent: AgentId) -> None:
        for desk in tuple(self._desks):
            if desk.agent == agent:
                desk.ring_mention()

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
    def watch_desk(self, agent: AgentId | None = None) -> Iterator[DeskWatch]:
        """A bell for all conversations, and the agent's own news, for as long as the `with` block lasts."""
        desk = DeskWatch(agent)
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

    async def wait(self, at_most_s: float | None = None) -> None:
        """Returns once it has been rung since the last wait, at once if it was already; or after so long."""
        try:
            await asyncio.wait_for(self._rung.wait(), at_most_s)
        except TimeoutError:
            return
        self._rung.clear()


class DeskWatch:
    """Remembers which conversations rang; one that rings often is remembered once."""

    def __init__(self, agent: AgentId | None = None) -> None:
        self.agent = agent
        self._loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()
        self._changed: dict[ConversationId, None] = {}
        self._people: dict[ConversationId, None] = {}
        self._mentioned = False

    def ring(self, conversation: ConversationId) -> None:
        self._loop.call_soon_threadsafe(self._note, self._changed, conversation)

    def ring_people(self, conversation: ConversationId) -> None:
        self._loop.call_soon_threadsafe(self._note, self._people, conversation)

    def ring_mention(self) -> None:
        self._loop.call_soon_threadsafe(self._note_mention)

    async def changed(self, at_most_s: float) -> list[ConversationId]:
        """Those that have rung since the last call; none if time passed without any, or other bells rang."""
        try:
            await asyncio.wait_for(self._rung.wait(), at_most_s)
        except TimeoutError:
            return []
        self._rung.clear()
        return _taken(self._changed)

    def people(self) -> list[ConversationId]:
        """Where somebody came, went or began to write since the last call."""
        return _taken(self._people)

    def was_mentioned(self) -> bool:
        """Whether somebody named this agent in a note since the last call."""
        mentioned, self._mentioned = self._mentioned, False
        return mentioned

    def _note(self, where: dict[ConversationId, None], conversation: ConversationId) -> None:
        where[conversation] = None
        self._rung.set()

    def _note_mention(self) -> None:
        self._mentioned = True
        self._rung.set()


def _taken(rung: dict[ConversationId, None]) -> list[ConversationId]:
    taken = list(rung)
    rung.clear()
    return taken
