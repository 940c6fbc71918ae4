"""A message that somebody wrote in Slack, as the services take it. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.slack.workspaces import ChannelId, SlackUserId, WorkspaceId

_FROM_SLACK = "slack-"


class Where(StrEnum):
    DIRECT = "direct"  # a direct message to us
    THREAD = "thread"  # in a thread of a channel
    CHANNEL = "channel"  # in a channel, outside of any thread


@dataclass(frozen=True)
class SlackFile:
    """`url` is fetched with our token, and with no other."""

    name: str
    url: str
    bytes: int


@dataclass(frozen=True)
class SlackMessage:
    """What was typed is in `text`: Slack's marks and escapes are taken out. `ts` names it within the channel.

    `thread_ts` is the message that it hangs on. `mentions_us` whether we were called by name.
    """

    workspace: WorkspaceId
    channel: ChannelId
    user: SlackUserId
    ts: str
    thread_ts: str | None
    where: Where
    text: str
    mentions_us: bool
    files: tuple[SlackFile, ...] = ()

    @property
    def client_id(self) -> str:
        """The same for each delivery of it, and for the twin events that Slack sends of a mention."""
        return _FROM_SLACK + _hashed(self.workspace, self.channel, self.ts)

    def part_id(self, part: str) -> str:
        """The client id of something that belongs to it, and is seen in Slack as it is."""
        return _FROM_SLACK + _hashed(self.client_id, part)

    @property
    def written_at(self) -> datetime:
        """When Slack took it, by Slack's clock; however late it reaches us."""
        return datetime.fromtimestamp(float(self.ts), UTC)


def pressed_id(*names: str) -> str:
    """The client id of what was pressed, or typed into a window, which nobody sees in Slack."""
    return "pressed-" + _hashed(*names)


def came_from_slack(client_id: str | None) -> bool:
    """Whether a customer's message of that client id was written in Slack, where it can be seen already."""
    return client_id is not None and client_id.startswith(_FROM_SLACK)


def _hashed(*names: str) -> str:
    """Written out, Slack's own ids read like claim codes, and would be hidden as such."""
    return hashlib.sha256(" ".join(names).encode()).hexdigest()[:40]
