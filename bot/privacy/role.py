"""What somebody is to us: a role of agents, or what acts on the machine itself. Pure."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Of agents, in order: each may do whatever those before it may."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"

    def includes(self, needed: Role) -> bool:
        roles = list(Role)
        return roles.index(self) >= roles.index(needed)


class Machine(StrEnum):
    """Who acts without being an agent."""

    OPERATOR = "operator"  # whoever runs commands on the machine
    ASSISTANT = "assistant"  # Giftline itself
