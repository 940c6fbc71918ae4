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


# What a thread shows is known by keys. A conversation's thread has each of them at most once.
BRIEF = "brief"
_MOVED = "moved:"


def key_of_message(sequence: int) -> str:
    return f"message:{sequence}"


def key_of_note(note: str) -> str:
    return f"note:{note}"


def key_of_move(number: int) -> str:
    """Of the moves of a conversation, the first of which is number 0."""
    return f"move:{number}"


def key_of_action(action: str, state: str) -> str:
    """A ledger action is shown again in each state that agents are told of."""
    return f"action:{action}:{state}"


def key_of_file(key: str) -> str:
    """Says that Slack has the file of what that key names. What is stored with it is Slack's name for it."""
    return f"file:{key}"


def key_of_writing(client_id: str) -> str:
    """Says that the note or message of that client id was written in the thread itself."""
    return f"from:{client_id}"


def key_of_place(number: int) -> str:
    """Says that the thread has moved, and for the how-manieth time."""
    return f"{_MOVED}{number}"


def times_moved(keys: frozenset[str]) -> int:
    return max((int(key.removeprefix(_MOVED)) for key in keys if key.startswith(_MOVED)), default=0)


def name_in_slack(thread: Thread, key: str, keys: frozenset[str]) -> str:
    """What names a message in Slack: a channel shows many conversations, and one again that returns."""
    return f"{thread.conversation}-{times_moved(keys)}-{key}"


def due_after_failure(tries: int, now: datetime, wait: timedelta | None) -> datetime:
    """When to try again; `wait` is what Slack asked for."""
    waits = _WAITS[tries - 1] if tries <= len(_WAITS) else _LONGEST_WAIT
    return now + (wait or waits)
