"""What Slack sends, read: a message of a person, or the edit of one. Pure.

https://docs.slack.dev/reference/events/message
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.slack.incoming import SlackFile, SlackMessage, Where
from bot.slack.text import as_written
from bot.slack.workspaces import ChannelId, SlackUserId, WorkspaceId

# Of messages that people write. Whatever else has a subtype tells of something that happened.
_WRITTEN = (None, "file_share", "me_message", "thread_broadcast")


@dataclass(frozen=True)
class Edit:
    """`message` as it is now, `before` what it said; `ts` tells one edit of it from another."""

    message: SlackMessage
    ts: str
    before: str = field(repr=False)


def is_direct(channel: str) -> bool:
    """Whether the channel is a direct message to us: Slack's ids say so, whatever else is missing."""
    return channel.startswith("D")


def message_of(
    event: Mapping[str, Any], workspace: WorkspaceId, bot_user: SlackUserId
) -> SlackMessage | None:
    """None for whatever no person wrote: programs, notices of Slack's, and edits."""
    user, channel, ts = event.get("user"), event.get("channel"), event.get("ts")
    if event.get("bot_id") or event.get("subtype") not in _WRITTEN or not (user and channel and ts):
        return None
    thread_ts = event.get("thread_ts")
    where = Where.THREAD if thread_ts else Where.CHANNEL
    text = str(event.get("text") or "")
    return SlackMessage(
        workspace=workspace,
        channel=ChannelId(channel),
        user=SlackUserId(user),
        ts=str(ts),
        thread_ts=str(thread_ts) if thread_ts else None,
        where=Where.DIRECT if is_direct(channel) else where,
        text=as_written(text, bot_user),
        mentions_us=f"<@{bot_user}>" in text or f"<@{bot_user}|" in text,
        files=tuple(_file(each) for each in event.get("files") or () if isinstance(each, Mapping)),
    )


def edit_of(event: Mapping[str, Any], workspace: WorkspaceId, bot_user: SlackUserId) -> Edit | None:
    """None for what is no edit of a person's text: Slack says "changed" of links that it unfolded too."""
    now, before = event.get("message"), event.get("previous_message")
    if event.get("subtype") != "message_changed" or not isinstance(now, Mapping):
        return None
    edited = now.get("edited")
    message = message_of({**now, "channel": event.get("channel")}, workspace, bot_user)
    if message is None or not isinstance(edited, Mapping) or not edited.get("ts"):
        return None
    written = before.get("text") if isinstance(before, Mapping) else None
    return Edit(message, str(edited["ts"]), as_written(str(written or ""), bot_user))


def _file(file: Mapping[str, Any]) -> SlackFile:
    url = file.get("url_private_download") or file.get("url_private") or ""
    size = file.get("size")
    return SlackFile(str(file.get("name") or ""), str(url), size if isinstance(size, int) else 0)
