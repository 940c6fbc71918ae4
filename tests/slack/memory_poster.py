"""A Slack that is only a list of channels: the second implementation of SlackPoster, and one that can fail.

It keeps what is posted with its key, as Slack keeps metadata, and can be told to fail, or to die with the
message there and nobody told of it.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.slack.posting import Posted
from bot.slack.threads import Place
from bot.slack.workspaces import ChannelId, SlackUserId

# Slack names no two messages of a channel the same, whoever posts them.
_NUMBERS = itertools.count(1)


class Killed(BaseException):
    """The process is gone: nothing of ours catches it."""


@dataclass
class Seen:
    """A message as whoever reads the channel sees it."""

    ts: str
    thread_ts: str | None
    message: Posted
    key: str


@dataclass
class MemoryPoster:
    """Implements slack.posting.SlackPoster. `before` and `after` are called around each call of Slack."""

    channels: dict[ChannelId, list[Seen]] = field(default_factory=lambda: defaultdict(list))
    whispers: list[tuple[SlackUserId, str]] = field(default_factory=list)
    emails: dict[SlackUserId, str] = field(default_factory=dict)
    active: set[str] = field(default_factory=set)
    # What it was given, by its own names.
    files: dict[str, bytes] = field(default_factory=dict)
    before: Callable[[str], None] = lambda call: None
    after: Callable[[str], None] = lambda call: None

    async def upload(self, place: Place, name: str, content: bytes) -> str:
        self.before("upload")
        slack_id = f"F{next(_NUMBERS):08d}"
        self.files[slack_id] = content
        self.after("upload")
        return slack_id

    async def post(self, place: Place, message: Posted, key: str) -> str:
        self.before("post")
        ts = f"1764000000.{next(_NUMBERS):06d}"
        self.channels[place.channel].append(Seen(ts, place.ts or None, message, key))
        self.after("post")
        return ts

    async def update(self, place: Place, ts: str, message: Posted) -> None:
        self.before("update")
        (seen,) = [each for each in self.channels[place.channel] if each.ts == ts]
        seen.message = message
        self.after("update")

    async def find(self, place: Place, key: str) -> str | None:
        self.before("find")
        here = [each for each in self.channels[place.channel] if each.thread_ts == (place.ts or None)]
        self.after("find")
        return next((each.ts for each in here if each.key == key), None)

    async def whisper(self, place: Place, user: SlackUserId, message: Posted) -> None:
        self.before("whisper")
        self.whispers.append((user, message.text))
        self.after("whisper")

    async def email_of(self, place: Place, user: SlackUserId) -> str | None:
        return self.emails.get(user)

    async def is_active(self, place: Place, email: str) -> bool:
        self.before("is_active")
        return email in self.active

    def files_in(self, channel: str) -> list[bytes]:
        """What the channel shows of what it was given; each file as often as it is there."""
        shown = [each.message.attached for each in self.channels[ChannelId(channel)]]
        return [self.files[each.slack_id] for each in shown if each is not None and each.slack_id]

    def texts(self, channel: str) -> list[str]:
        """What the channel shows, its threads included, in the order in which it was posted."""
        return [each.message.text for each in self.channels[ChannelId(channel)]]
