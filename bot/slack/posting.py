"""What is posted into Slack, and what does it. `channels` provides the poster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.slack.threads import Place
from bot.slack.workspaces import SlackUserId
from bot.values import AttachmentId


@dataclass(frozen=True)
class Attached:
    """The file of a message, which `sender` sent. `slack_id` is Slack's own name for it, once Slack has it.

    Where Slack does not take it, `instead` is shown.
    """

    id: AttachmentId
    name: str
    is_picture: bool
    sender: str
    instead: Mapping[str, Any]
    slack_id: str | None = None


@dataclass(frozen=True)
class Posted:
    """A message of ours. `text` is what notifications and screen readers tell of `blocks`."""

    text: str
    blocks: Sequence[Mapping[str, Any]] = ()
    attached: Attached | None = None


class SlackPoster(Protocol):
    """Each raises SlackBusy with how long to wait, DeliveryFailed if it may work later, and ChannelClosed."""

    async def upload(self, place: Place, name: str, content: bytes) -> str:
        """Gives Slack a file, which nobody sees before a message shows it; returns Slack's name for it.

        Raises FileRefused if Slack takes no such file, or none from us.
        """

    async def post(self, place: Place, message: Posted, key: str) -> str:
        """Returns the `ts` under which it is there: in the thread of the place, or as its first message.

        `key` goes with it, unseen, so that `find` knows it again. Raises FileNotReady while Slack cannot show
        the file that is attached, and FileRefused if it has it no more: then nothing is posted.
        """

    async def update(self, place: Place, ts: str, message: Posted) -> None:
        """Puts it in the place of what was posted under that `ts`."""

    async def find(self, place: Place, key: str) -> str | None:
        """The `ts` of the message that was posted with the key, of the latest few; None if there is none."""

    async def whisper(self, place: Place, user: SlackUserId, message: Posted) -> None:
        """Says it there to this person alone, as long as they look at it."""

    async def email_of(self, place: Place, user: SlackUserId) -> str | None:
        """The confirmed e-mail address of a person of the place's own workspace."""

    async def is_active(self, place: Place, email: str) -> bool:
        """Whether the person with that address is at Slack now; False if the workspace has none."""
