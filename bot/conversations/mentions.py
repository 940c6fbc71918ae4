"""Which agents a note names: `@Ann`, `@Ben Carter`, or `@Ben` where there is one Ben only. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.conversations.desk import NamedAgent, Note
from bot.values import AgentId, ConversationId


@dataclass(frozen=True)
class Mention:
    """That a note names an agent. `read_at` is None until they have seen it."""

    conversation: ConversationId
    note: Note
    read_at: datetime | None


def mentioned(text: str, agents: Iterable[NamedAgent]) -> frozenset[AgentId]:
    """Those whom the text names, in whatever case. Who share a name are all named by it."""
    names = _names_of(agents)
    longest_first = sorted(names, key=len, reverse=True)
    said = text.casefold()
    named: set[AgentId] = set()
    for place, character in enumerate(said):
        # An @ within a word is part of an address.
        if character != "@" or (place and said[place - 1].isalnum()):
            continue
        rest = said[place + 1 :]
        for name in longest_first:
            if rest.startswith(name) and not rest[len(name) :][:1].isalnum():
                named |= names[name]
                break
    return frozenset(named)


def _names_of(agents: Iterable[NamedAgent]) -> dict[str, set[AgentId]]:
    """Full names, and first names that only one agent has and that are nobody's full name."""
    full: dict[str, set[AgentId]] = {}
    first: dict[str, set[AgentId]] = {}
    for agent in agents:
        name = " ".join(agent.name.casefold().split())
        if name:
            full.setdefault(name, set()).add(agent.id)
            first.setdefault(name.split()[0], set()).add(agent.id)
    return {name: ids for name, ids in first.items() if len(ids) == 1} | full
