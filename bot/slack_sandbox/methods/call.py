"""A call of the Web API: who calls, and with what."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack_sandbox.refusal import Refused
from bot.slack_sandbox.tokens import Grant
from bot.slack_sandbox.workspace import Channel, Json, Kind, Slack, User, Workspace

# Reading a channel, or its messages, takes a scope of its type.
_FAMILIES = {Kind.PUBLIC: "channels", Kind.PRIVATE: "groups", Kind.DIRECT: "im"}


@dataclass(frozen=True)
class Call:
    """`arguments` are as they came: text in a form, or whatever JSON holds.

    `tell` takes the workspace, the channel and the event that the app is to hear of.
    """

    slack: Slack
    grant: Grant
    arguments: Mapping[str, Any]
    tell: Callable[[Workspace, Channel, Json], None]

    @property
    def workspace(self) -> Workspace:
        return self.grant.workspace

    def text(self, name: str) -> str:
        """Empty if it is not given."""
        value = self.arguments.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("1", "true")

    def limit(self, default: int) -> int:
        """Raises Refused."""
        written = self.text("limit") or str(default)
        if not written.isdecimal() or not 1 <= int(written) <= 1000:
            raise Refused("invalid_limit")
        return int(written)

    def structure(self, name: str) -> Any:
        """A list or an object, which a form carries as JSON; None if it is not given. Raises ValueError."""
        value = self.arguments.get(name)
        if isinstance(value, str):
            return json.loads(value) if value else None
        return value

    def need(self, *scopes: str) -> None:
        """All of them. Raises Refused."""
        for scope in scopes:
            if scope not in self.grant.scopes:
                provided = ",".join(self.grant.scopes)
                raise Refused("missing_scope", needed=scope, provided=provided)

    def channel(self, right: str | None = None) -> Channel:
        """The one that is asked about. `right` is what the scope says after its colon. Raises Refused."""
        channel = self.workspace.channels.get(self.text("channel"))
        if channel is None or (channel.kind is not Kind.PUBLIC and not self.is_member(channel)):
            # A private channel that the app is not in might as well not exist.
            raise Refused("channel_not_found")
        if right is not None:
            self.need(f"{_FAMILIES[channel.kind]}:{right}")
        return channel

    def is_member(self, channel: Channel) -> bool:
        return self.workspace.bot.id in channel.members

    def user(self, name: str = "user") -> User:
        """Raises Refused."""
        user = self.workspace.users.get(self.text(name))
        if user is None:
            raise Refused("user_not_found")
        return user


Method = Callable[[Call], Json]
