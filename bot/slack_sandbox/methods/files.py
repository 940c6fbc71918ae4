"""files.*: what the app uploads, in three steps, and what is known of a file.

https://docs.slack.dev/messaging/working-with-files#upload
"""

from __future__ import annotations

from bot.slack_sandbox.methods.call import Call, Method
from bot.slack_sandbox.refusal import Refused
from bot.slack_sandbox.shapes import file_json
from bot.slack_sandbox.workspace import File, Json

_LARGEST = 2**30


def get_upload_url(call: Call) -> Json:
    """Where its content is to be sent, before it is completed."""
    call.need("files:write")
    name, length = call.text("filename"), call.text("length")
    if not name or not length.isdecimal() or int(length) == 0:
        raise Refused("missing_argument")
    if int(length) > _LARGEST:
        raise Refused("file_upload_size_restricted")
    ticket, upload = call.slack.new_upload(call.workspace, name, int(length))
    return {"upload_url": f"{call.slack.url}/upload/v1/{ticket}", "file_id": upload.file_id}


def complete_upload(call: Call) -> Json:
    """Without a channel the file is the app's alone, until a message shows it."""
    call.need("files:write")
    try:
        named = call.structure("files")
    except ValueError:
        raise Refused("invalid_arguments") from None
    if not isinstance(named, list) or not named:
        raise Refused("missing_argument")
    channel = call.channel() if call.text("channel_id") else None
    files = [_completed(call, each) for each in named]
    if channel is not None:
        call.slack.post(
            channel,
            call.workspace.bot,
            call.text("initial_comment"),
            thread_ts=call.text("thread_ts") or None,
            files=files,
        )
    return {"files": [file_json(call.slack, call.workspace, file) for file in files]}


def info(call: Call) -> Json:
    call.need("files:read")
    file = call.workspace.files.get(call.text("file"))
    if file is None:
        raise Refused("file_not_found")
    return {"file": file_json(call.slack, call.workspace, file), "comments": []}


def _completed(call: Call, named: object) -> File:
    file_id = str(named.get("id", "")) if isinstance(named, dict) else ""
    file = call.slack.complete_upload(call.workspace, file_id)
    if file is None:
        raise Refused("file_not_found")
    return file


METHODS: dict[str, Method] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
}
