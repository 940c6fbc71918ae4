"""A message that somebody wrote in Slack, as the services take it. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from bot.slack.workspaces import ChannelId, SlackUserId, WorkspaceId


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
        return client_id_of(self.workspace, self.channel, self.ts)


def client_id_of(*names: str) -> str:
    """The client id of what Slack calls so. Hashed: written out, Slack's own ids read like claim codes."""
    return "slack-" + hashlib.sha256(" ".join(names).encode()).hexdigest()[:40]
