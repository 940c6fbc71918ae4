"""A Slack workspace that Giftline was added to, and the channels in which its teams work there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.values import AccountId

WorkspaceId = NewType("WorkspaceId", str)
ChannelId = NewType("ChannelId", str)
SlackUserId = NewType("SlackUserId", str)


@dataclass(frozen=True)
class Workspace:
    """`installation` is what Slack gave us at the installation, tokens and all, as JSON: never in a log."""

    id: WorkspaceId
    name: str
    bot_user: SlackUserId
    installation: str = field(repr=False)


@dataclass(frozen=True)
class TeamChannel:
    """Where a team of the brand gets its escalations.

    `replies_in_thread`: once somebody has taken a conversation, what they write in its thread goes to the
    customer; without it every message there is a note. `trouble` is why nothing can be posted there.
    """

    team: str
    workspace: WorkspaceId
    channel: ChannelId
    name: str
    replies_in_thread: bool = False
    trouble: str | None = None


class Proof(StrEnum):
    """What showed that somebody in Slack is that customer."""

    EMAIL = "email"  # the word of their workspace, which counts as long as the workspace is named for it
    CODE = "code"  # a link code of the account's


@dataclass(frozen=True)
class LinkedPerson:
    """Somebody in Slack, who is a customer of ours."""

    workspace: WorkspaceId
    user: SlackUserId
    account: AccountId
    proof: Proof
    at: datetime
