"""Who is there at this moment, in this process's memory only."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from bot.conversations.desk import NamedAgent
from bot.conversations.presence import AGAIN_AFTER, LASTS, Company, Doing, PresentAgent
from bot.values import AgentId, ConversationId

# None stands for the customer.
_Who = AgentId | None
_Place = tuple[ConversationId, _Who]


@dataclass(frozen=True)
class _Seen:
    agent: NamedAgent | None
    doing: Doing
    until: datetime
    told_at: datetime


class PresenceInMemory:
    """Implements ports.Presence. Several threads may use it at once."""

    def __init__(self) -> None:
        # The one that was heard of last is at the end, so what has lapsed is at the beginning.
        self._seen: OrderedDict[_Place, _Seen] = OrderedDict()
        self._in: dict[ConversationId, dict[_Who, None]] = {}
        self._desks: Counter[AgentId] = Counter()
        self._lock = Lock()

    def agent_is(
        self, conversation: ConversationId, agent: NamedAgent, doing: Doing | None, now: datetime
    ) -> bool:
        with self._lock:
            self._forget_lapsed(now)
            if doing is None:
                return self._forget((conversation, agent.id))
            return self._note((conversation, agent.id), agent, doing, now)

    def customer_writes(self, conversation: ConversationId, now: datetime) -> bool:
        with self._lock:
            self._forget_lapsed(now)
            return self._note((conversation, None), None, Doing.WRITING, now)

    def company(self, conversation: ConversationId, now: datetime) -> Company:
        with self._lock:
            self._forget_lapsed(now)
            there = [self._seen[conversation, who] for who in self._in.get(conversation, ())]
        return Company(
            tuple(PresentAgent(one.agent, one.doing, one.until) for one in there if one.agent is not None),
            next((one.until for one in there if one.agent is None), None),
        )

    @contextmanager
    def at_desk(self, agent: AgentId) -> Iterator[None]:
        with self._lock:
            self._desks[agent] += 1
        try:
            yield
        finally:
            with self._lock:
                self._desks[agent] -= 1

    def online(self) -> frozenset[AgentId]:
        with self._lock:
            return frozenset(agent for agent, desks in self._desks.items() if desks > 0)

    def _note(self, place: _Place, agent: NamedAgent | None, doing: Doing, now: datetime) -> bool:
        before = self._seen.get(place)
        same = before is not None and before.doing is doing and now - before.told_at < AGAIN_AFTER
        told_at = before.told_at if before is not None and same else now
        self._seen[place] = _Seen(agent, doing, now + LASTS, told_at)
        self._seen.move_to_end(place)
        conversation, who = place
        self._in.setdefault(conversation, {})[who] = None
        return not same

    def _forget(self, place: _Place) -> bool:
        if self._seen.pop(place, None) is None:
            return False
        conversation, who = place
        there = self._in[conversation]
        del there[who]
        if not there:
            del self._in[conversation]
        return True

    def _forget_lapsed(self, now: datetime) -> None:
        while self._seen:
            place, seen = next(iter(self._seen.items()))
            if seen.until > now:
                return
            self._forget(place)
