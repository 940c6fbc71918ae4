"""Slack's things as JSON, the same in an answer of the Web API and in what is delivered. Pure."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from bot.slack_sandbox.workspace import Channel, File, Json, Kind, Message, Slack, User, View, Workspace

# Slack's own user, whom it names where a message was.
_SLACKBOT = "USLACKBOT"
_VIEW_FIELDS: dict[str, Any] = {
    # A home has none, and is told of with this one.
    "title": {"type": "plain_text", "text": "View Title"},
    "callback_id": "",
    "private_metadata": "",
    "clear_on_close": False,
    "notify_on_close": False,
    "external_id": "",
    "close": None,
    "submit": None,
}


def message_json(
    slack: Slack, workspace: Workspace, channel: Channel, message: Message, *, with_metadata: bool = False
) -> Json:
    shape: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    if message.is_tombstone:
        shape |= {"subtype": "tombstone", "hidden": True, "user": _SLACKBOT}
    elif message.is_from_app:
        shape |= {"bot_id": workspace.bot_id, "app_id": slack.app.id, "team": workspace.id}
        shape["bot_profile"] = {
            "id": workspace.bot_id,
            "app_id": slack.app.id,
            "user_id": workspace.bot.id,
            "name": slack.app.name,
            "deleted": False,
            "team_id": workspace.id,
        }
    else:
        shape |= {
            "client_msg_id": client_message_id(channel, message),
            "team": workspace.users[message.user].team,
        }
    if message.blocks:
        shape["blocks"] = message.blocks
    elif message.text and not message.is_from_app and not message.is_tombstone:
        shape["blocks"] = [_as_rich_text(message)]
    if message.edited_ts:
        shape["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.files:
        shape |= {"files": [file_json(slack, workspace, file) for file in message.files]}
        shape |= {"upload": False, "display_as_bot": False}
    if message.metadata and with_metadata:
        shape["metadata"] = message.metadata
    if message.thread_ts:
        shape["thread_ts"] = message.thread_ts
        replies = channel.replies(message.ts)
        if message.is_reply:
            parent = channel.messages.get(message.thread_ts)
            shape["parent_user_id"] = parent.user if parent else _SLACKBOT
        elif replies:
            users = sorted({reply.user for reply in replies})
            shape |= {
                "reply_count": len(replies),
                "reply_users": users,
                "reply_users_count": len(users),
                "latest_reply": replies[-1].ts,
            }
    return shape


def client_message_id(channel: Channel, message: Message) -> str:
    """What the person's own Slack has named the message."""
    return f"{channel.id}-{message.ts}".lower()


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    created = int(channel.created.timestamp())
    shape: Json = {"id": channel.id, "created": created, "is_archived": channel.is_archived}
    if channel.kind is Kind.DIRECT:
        person = next(member for member in channel.members if member != workspace.bot.id)
        return shape | {"is_im": True, "is_channel": False, "user": person, "is_user_deleted": False}
    return shape | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.kind is Kind.PRIVATE,
        "is_member": workspace.bot.id in channel.members,
        "is_general": False,
        "is_ext_shared": is_shared(workspace, channel),
        "num_members": len(channel.members),
        "context_team_id": workspace.id,
    }


def is_shared(workspace: Workspace, channel: Channel) -> bool:
    """Whether somebody of another workspace is in it."""
    return any(workspace.users[member].team != workspace.id for member in channel.members)


def user_json(workspace: Workspace, user: User, *, with_email: bool) -> Json:
    profile: Json = {"real_name": user.name.title(), "display_name": user.name, "team": user.team}
    if with_email and user.email:
        profile["email"] = user.email
    return {
        "id": user.id,
        "team_id": user.team,
        "name": user.name,
        "deleted": user.is_deleted,
        "real_name": user.name.title(),
        "tz": "Etc/UTC",
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_stranger": user.team != workspace.id,
        "is_email_confirmed": user.is_email_confirmed,
    }


def file_json(slack: Slack, workspace: Workspace, file: File) -> Json:
    created = int(file.created.timestamp())
    # Slack does not say what a file is before it has looked through it.
    file_type = file.name.rpartition(".")[2] if file.is_ready else ""
    address = f"{slack.url}/files-pri/{workspace.id}-{file.id}"
    return {
        "id": file.id,
        "created": created,
        "timestamp": created,
        "name": file.name,
        "title": file.name,
        "mimetype": file.mime_type if file.is_ready else "",
        "filetype": file_type,
        "pretty_type": file_type.upper(),
        "user": file.user,
        "user_team": workspace.users[file.user].team,
        "size": len(file.content),
        "mode": "hosted",
        "editable": False,
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "has_rich_preview": False,
        "permalink": permalink_of(slack, file),
        "permalink_public": f"{slack.url}/files-pub/{workspace.id}-{file.id}",
        "url_private": f"{address}/{file.name}",
        "url_private_download": f"{address}/download/{file.name}",
        "file_access": "visible",
    }


def permalink_of(slack: Slack, file: File) -> str:
    return f"{slack.url}/files/{file.user}/{file.id}/{quote(file.name)}"


def view_json(slack: Slack, workspace: Workspace, view: View) -> Json:
    return {
        **_VIEW_FIELDS,
        **view.content,
        "id": view.id,
        "team_id": workspace.id,
        "hash": view.hash,
        "state": {"values": view.values},
        "root_view_id": view.root,
        "previous_view_id": view.previous,
        "app_id": slack.app.id,
        "app_installed_team_id": workspace.id,
        "bot_id": workspace.bot_id,
    }


def _as_rich_text(message: Message) -> Json:
    """What Slack makes of what somebody types."""
    typed = {"type": "text", "text": message.text}
    section = {"type": "rich_text_section", "elements": [typed]}
    return {"type": "rich_text", "block_id": f"t{message.ts[-4:]}", "elements": [section]}
