"""chat.*: what the app says."""

from __future__ import annotations

from bot.slack_sandbox.block_kit import problems_of_blocks
from bot.slack_sandbox.methods.call import Call, Method
from bot.slack_sandbox.payloads import changed_event, deleted_event, message_event
from bot.slack_sandbox.refusal import Refused
from bot.slack_sandbox.shapes import message_json, permalink_of
from bot.slack_sandbox.workspace import Channel, File, Json, Message

_LONGEST = 40_000
_LARGEST_METADATA = 16_000


def post_message(call: Call) -> Json:
    call.need("chat:write")
    channel = _channel_to_post_in(call)
    thread_ts = call.text("thread_ts") or None
    if thread_ts is not None and thread_ts not in channel.messages:
        raise Refused("thread_not_found")
    text, blocks = _content(call)
    message = call.slack.post(
        channel,
        call.workspace.bot,
        text,
        thread_ts=thread_ts,
        blocks=blocks,
        metadata=_metadata(call),
        files=[] if blocks else _linked_files(call, text),
    )
    for _, file in _files_in_blocks(call, blocks):
        if file is not None:
            file.shared_in.add(channel.id)
    call.tell(call.workspace, channel, message_event(call.slack, call.workspace, channel, message))
    return _answer(call, channel, message)


def post_ephemeral(call: Call) -> Json:
    call.need("chat:write")
    channel = _channel_to_post_in(call)
    user = call.user()
    if user.id not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks = _content(call)
    message = call.slack.post(
        channel,
        call.workspace.bot,
        text,
        thread_ts=call.text("thread_ts") or None,
        blocks=blocks,
        only_for=user.id,
    )
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    call.need("chat:write")
    channel = call.channel()
    message = _own_message(call, channel, "cant_update_message")
    if channel.is_archived:
        raise Refused("is_inactive")
    text, blocks = _content(call)
    before = message_json(call.slack, call.workspace, channel, message)
    if (metadata := _metadata(call)) is not None:
        # What is not given stays; an empty object takes it away.
        message.metadata = metadata or None
    call.slack.edit(channel, message, text, blocks)
    call.tell(call.workspace, channel, changed_event(call.slack, call.workspace, channel, message, before))
    return _answer(call, channel, message) | {"text": text}


def delete(call: Call) -> Json:
    call.need("chat:write")
    channel = call.channel()
    message = _own_message(call, channel, "cant_delete_message")
    before = message_json(call.slack, call.workspace, channel, message)
    call.slack.delete(channel, message)
    call.tell(call.workspace, channel, deleted_event(call.slack, call.workspace, channel, message, before))
    return {"channel": channel.id, "ts": message.ts}


def _channel_to_post_in(call: Call) -> Channel:
    """A person's id names the direct message with them."""
    person = call.workspace.users.get(call.text("channel"))
    if person is not None and not person.is_bot:
        return call.slack.direct_channel(call.workspace, person)
    channel = call.channel()
    if channel.is_archived:
        raise Refused("is_archived")
    if not call.is_member(channel):
        raise Refused("not_in_channel")
    return channel


def _own_message(call: Call, channel: Channel, refusal: str) -> Message:
    message = channel.messages.get(call.text("ts"))
    if message is None or message.is_tombstone:
        raise Refused("message_not_found")
    if message.user != call.workspace.bot.id:
        raise Refused(refusal)
    return message


def _content(call: Call) -> tuple[str, list[Json]]:
    text = call.text("text")
    try:
        blocks = call.structure("blocks") or []
    except ValueError:
        raise Refused("invalid_blocks_format") from None
    if not text and not blocks:
        raise Refused("no_text")
    if len(text) > _LONGEST:
        raise Refused("msg_too_long")
    problems = problems_of_blocks(blocks) or [
        f"invalid slack file [json-pointer:/blocks/{number}/slack_file]"
        for number, file in _files_in_blocks(call, blocks)
        if file is None or not file.is_ready or not file.mime_type.startswith("image/")
    ]
    if problems:
        messages = [f"[ERROR] {problem}" for problem in problems]
        raise Refused("invalid_blocks", errors=problems, response_metadata={"messages": messages})
    return text, blocks


def _files_in_blocks(call: Call, blocks: list[Json]) -> list[tuple[int, File | None]]:
    """What image blocks show, each with the number of its block; None if there is no such file."""
    return [
        (number, call.workspace.files.get(str(block["slack_file"].get("id"))))
        for number, block in enumerate(blocks)
        if block.get("type") == "image" and isinstance(block.get("slack_file"), dict)
    ]


def _linked_files(call: Call, text: str) -> list[File]:
    """A link to a file shares it."""
    return [file for file in call.workspace.files.values() if f"<{permalink_of(call.slack, file)}" in text]


def _metadata(call: Call) -> Json | None:
    try:
        metadata = call.structure("metadata")
    except ValueError:
        raise Refused("invalid_metadata_format") from None
    if metadata is None:
        return None
    if metadata == {}:
        return {}
    is_whole = isinstance(metadata, dict) and isinstance(metadata.get("event_payload"), dict)
    if not is_whole or not metadata.get("event_type"):
        raise Refused("invalid_metadata_format")
    if len(str(metadata)) > _LARGEST_METADATA:
        raise Refused("metadata_too_large")
    return dict(metadata)


def _answer(call: Call, channel: Channel, message: Message) -> Json:
    shown = message_json(call.slack, call.workspace, channel, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
}
