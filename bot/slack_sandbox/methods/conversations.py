"""conversations.*: channels, and what was said in them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from bot.slack_sandbox.methods.call import Call, Method
from bot.slack_sandbox.refusal import Refused
from bot.slack_sandbox.shapes import channel_json, message_json
from bot.slack_sandbox.workspace import Channel, Json, Kind, Message

T = TypeVar("T")


def history(call: Call) -> Json:
    """Newest first, without what is said in threads."""
    channel = _readable(call)
    within = _within(call, [message for message in channel.messages.values() if not message.is_reply])
    page, more = _page(call, within[::-1], default=100)
    return {"messages": [_shown(call, channel, message) for message in page], **more}


def replies(call: Call) -> Json:
    """Oldest first, behind the message that the thread hangs on. Of a reply, itself alone."""
    channel = _readable(call)
    message = channel.messages.get(call.text("ts"))
    if message is None:
        raise Refused("thread_not_found")
    in_thread = [] if message.is_reply else channel.replies(message.ts)
    page, more = _page(call, _within(call, in_thread), default=1000)
    return {"messages": [_shown(call, channel, each) for each in (message, *page)], **more}


def info(call: Call) -> Json:
    return {"channel": channel_json(call.workspace, call.channel("read"))}


def members(call: Call) -> Json:
    page, more = _page(call, sorted(call.channel("read").members), default=100)
    return {"members": page, "response_metadata": more["response_metadata"]}


def list_(call: Call) -> Json:
    """Of the types that are asked for: the public ones unless others are."""
    types = set((call.text("types") or "public_channel").split(","))
    kinds = {"public_channel": Kind.PUBLIC, "private_channel": Kind.PRIVATE, "im": Kind.DIRECT}
    if not types <= {*kinds, "mpim"}:
        raise Refused("invalid_types")
    scopes = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read"}
    call.need(*(scope for name, scope in scopes.items() if name in types))
    asked = {kind for name, kind in kinds.items() if name in types}
    found = [
        channel
        for channel in call.workspace.channels.values()
        if channel.kind in asked
        and (channel.kind is Kind.PUBLIC or call.is_member(channel))
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]
    page, more = _page(call, found, default=100)
    listed = [channel_json(call.workspace, channel) for channel in page]
    return {"channels": listed, "response_metadata": more["response_metadata"]}


def open_(call: Call) -> Json:
    """The direct message with somebody."""
    call.need("im:write")
    named = call.text("users").split(",")
    if len(named) != 1:
        raise Refused("method_not_supported_for_channel_type")
    user = call.workspace.users.get(named[0])
    if user is None:
        raise Refused("user_not_found" if named[0] else "users_list_not_supplied")
    if user.is_bot:
        raise Refused("cannot_dm_bot")
    channel = call.slack.direct_channel(call.workspace, user)
    is_whole = call.flag("return_im")
    return {"channel": channel_json(call.workspace, channel) if is_whole else {"id": channel.id}}


def _readable(call: Call) -> Channel:
    channel = call.channel("history")
    if not call.is_member(channel):
        raise Refused("not_in_channel")
    return channel


def _shown(call: Call, channel: Channel, message: Message) -> Json:
    with_metadata = call.flag("include_all_metadata")
    return message_json(call.slack, call.workspace, channel, message, with_metadata=with_metadata)


def _within(call: Call, messages: Sequence[Message]) -> list[Message]:
    """Those between `oldest` and `latest`; the two themselves only if the call is `inclusive`."""
    oldest, latest = _time(call, "oldest"), _time(call, "latest")
    ends = {oldest, latest} if call.flag("inclusive") else set()
    return [
        message
        for message in messages
        if (at := Decimal(message.ts)) in ends
        or ((oldest is None or at > oldest) and (latest is None or at < latest))
    ]


def _time(call: Call, name: str) -> Decimal | None:
    written = call.text(name)
    if not written or Decimal(0) == (at := _decimal(written, name)):
        return None
    return at


def _decimal(written: str, name: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:
        raise Refused(f"invalid_ts_{name}") from None


def _page(call: Call, things: Sequence[T], default: int) -> tuple[list[T], Json]:
    """As many as are asked for, from where the cursor says, and what leads to the next ones."""
    start = _start(call.text("cursor"))
    end = start + call.limit(default)
    has_more = end < len(things)
    cursor = base64.b64encode(f"from:{end}".encode()).decode() if has_more else ""
    return list(things[start:end]), {"has_more": has_more, "response_metadata": {"next_cursor": cursor}}


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused("invalid_cursor") from None
    if word != "from" or not number.isdecimal():
        raise Refused("invalid_cursor")
    return int(number)


METHODS: dict[str, Method] = {
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.info": info,
    "conversations.members": members,
    "conversations.list": list_,
    "conversations.open": open_,
}
