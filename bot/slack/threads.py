"""A conversation as a Slack thread shows it, to its customer or to agents, and how far it has got. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.slack.workspaces import ChannelId, SlackUserId, WorkspaceId
from bot.values import ConversationId

# The channel of conversations that customers have in Slack.
SLACK = "slack"

# After each failure that says no time of its own. Nothing is given up: the log goes on, so does the thread.
_WAITS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
_LONGEST_WAIT = timedelta(minutes=30)


class Audience(StrEnum):
    CUSTOMER = "customer"
    AGENTS = "agents"


@dataclass(frozen=True)
class Place:
    """`ts` is the message that a thread hangs on; empty for a direct message, which is one long thread.

    It is None while the first message of the thread is not posted.
    """

    workspace: WorkspaceId
    channel: ChannelId
    ts: str | None


@dataclass(frozen=True)
class Thread:
    """A view of the conversation's log, as far as message `sequence`; `customer` is whose it is, if theirs.

    `version` is that of the conversation which the thread's first message shows, and `notes` how many notes
    it has. `tries` counts those that were begun since the last success, the one that goes on now included.
    """

    conversation: ConversationId
    audience: Audience
    place: Place
    sequence: int
    version: int
    notes: int
    customer: SlackUserId | None
    tries: int = 0
    trouble: str | None = None

    @property
    def is_retry(self) -> bool:
        """Whether an earlier try came to no end that we saw: Slack may have what it posted last."""
        return self.tries > 1


def due_after_failure(tries: int, now: datetime, wait: timedelta | None) -> datetime:
    """When to try again; `wait` is what Slack asked for."""
    waits = _WAITS[tries - 1] if tries <= len(_WAITS) else _LONGEST_WAIT
    return now + (wait or waits)
