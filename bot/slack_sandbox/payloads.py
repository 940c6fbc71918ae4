"""What Slack delivers to an app, in the shapes of its documentation. Pure.

https://docs.slack.dev/apis/events-api and https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.slack_sandbox.shapes import channel_json, is_shared, message_json, view_json
from bot.slack_sandbox.workspace import Channel, Json, Kind, Message, Slack, User, View, Workspace


def message_event(slack: Slack, workspace: Workspace, channel: Channel, message: Message) -> Json:
    event = message_json(slack, workspace, channel, message, with_metadata=True)
    if message.files:
        event["subtype"] = "file_share"
    return event | {"channel": channel.id, "channel_type": channel.kind.value, "event_ts": message.ts}


def mention_event(slack: Slack, workspace: Workspace, channel: Channel, message: Message) -> Json:
    event = message_json(slack, workspace, channel, message)
    return event | {"type": "app_mention", "channel": channel.id, "event_ts": message.ts}


def changed_event(
    slack: Slack, workspace: Workspace, channel: Channel, message: Message, before: Json
) -> Json:
    """`before` is what the message was."""
    ts = channel.next_ts(slack.now())
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": message_json(slack, workspace, channel, message),
        "previous_message": before,
        "channel": channel.id,
        "channel_type": channel.kind.value,
        "ts": ts,
        "event_ts": ts,
    }


def deleted_event(
    slack: Slack, workspace: Workspace, channel: Channel, message: Message, before: Json
) -> Json:
    """Slack tells of a message with replies that it was changed: its place is still there."""
    if message.is_tombstone:
        return changed_event(slack, workspace, channel, message, before)
    ts = channel.next_ts(slack.now())
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": message.ts,
        "previous_message": before,
        "channel": channel.id,
        "channel_type": channel.kind.value,
        "ts": ts,
        "event_ts": ts,
    }


def home_opened_event(slack: Slack, workspace: Workspace, channel: Channel, user: User, tab: str) -> Json:
    event: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": channel.id,
        "tab": tab,
        "event_ts": channel.next_ts(slack.now()),
    }
    if tab == "home" and (home := workspace.homes.get(user.id)):
        event["view"] = view_json(slack, workspace, home)
    return event


def renamed_event(slack: Slack, workspace: Workspace, channel: Channel) -> Json:
    known = channel_json(workspace, channel)
    told = {
        name: known[name] for name in ("id", "name", "name_normalized", "created", "is_channel", "is_mpim")
    }
    return {
        "type": _channel_event(channel, "rename"),
        "channel": told,
        "event_ts": channel.next_ts(slack.now()),
    }


def archived_event(slack: Slack, channel: Channel, user: User) -> Json:
    return {
        "type": _channel_event(channel, "archive" if channel.is_archived else "unarchive"),
        "channel": channel.id,
        "user": user.id,
        "event_ts": channel.next_ts(slack.now()),
    }


def left_event(slack: Slack, channel: Channel, user: User) -> Json:
    """The app itself was taken out of a channel, by that person."""
    return {
        "type": _channel_event(channel, "left"),
        "channel": channel.id,
        "actor_id": user.id,
        "event_ts": channel.next_ts(slack.now()),
    }


def joined_event(slack: Slack, workspace: Workspace, channel: Channel, joined: User, by: User) -> Json:
    return {
        "type": "member_joined_channel",
        "user": joined.id,
        "channel": channel.id,
        "channel_type": "G" if channel.kind is Kind.PRIVATE else "C",
        "team": workspace.id,
        "inviter": by.id,
        "event_ts": channel.next_ts(slack.now()),
    }


def tokens_revoked_event(slack: Slack, workspace: Workspace) -> Json:
    ended: Json = {"oauth": [], "bot": [workspace.bot.id]}
    return {"type": "tokens_revoked", "tokens": ended, "event_ts": _now(slack)}


def uninstalled_event(slack: Slack) -> Json:
    return {"type": "app_uninstalled", "event_ts": _now(slack)}


def event_callback(slack: Slack, workspace: Workspace, event: Json, channel: Channel | None = None) -> Json:
    """The event in what is around each: with an id that stays the same when it is delivered again."""
    return {
        "token": slack.app.verification_token,
        "team_id": workspace.id,
        "context_team_id": workspace.id,
        "context_enterprise_id": None,
        "api_app_id": slack.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": slack.new_id("Ev"),
        "event_time": int(slack.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.id,
                "user_id": workspace.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": channel is not None and is_shared(workspace, channel),
        "event_context": f"4-{slack.new_id('')}",
    }


@dataclass(frozen=True)
class Interaction:
    """Who did something, where, and what the app may do about it."""

    workspace: Workspace
    user: User
    trigger_id: str


def action_in_message(
    slack: Slack,
    interaction: Interaction,
    channel: Channel,
    message: Message,
    action: Json,
    *,
    state: Json,
    response_url: str,
) -> Json:
    """A block_actions payload. Of an ephemeral message the app is not told what it says."""
    is_ephemeral = message.only_for is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": is_ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = _interaction(slack, interaction, "block_actions") | {
        "container": container,
        "trigger_id": interaction.trigger_id,
        "channel": {"id": channel.id, "name": _name_in_payload(channel)},
        "state": {"values": state},
        "response_url": response_url,
        "actions": [action | {"action_ts": channel.next_ts(slack.now())}],
    }
    if not is_ephemeral:
        workspace = interaction.workspace
        payload["message"] = message_json(slack, workspace, channel, message, with_metadata=True)
    return payload


def action_in_view(slack: Slack, interaction: Interaction, view: View, action: Json) -> Json:
    return _interaction(slack, interaction, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": interaction.trigger_id,
        "view": view_json(slack, interaction.workspace, view),
        "actions": [action | {"action_ts": _now(slack)}],
    }


def view_submission(slack: Slack, interaction: Interaction, view: View) -> Json:
    return _interaction(slack, interaction, "view_submission") | {
        "trigger_id": interaction.trigger_id,
        "view": view_json(slack, interaction.workspace, view),
        "response_urls": [],
    }


def view_closed(slack: Slack, interaction: Interaction, view: View, *, is_cleared: bool) -> Json:
    return _interaction(slack, interaction, "view_closed") | {
        "view": view_json(slack, interaction.workspace, view),
        "is_cleared": is_cleared,
    }


def slash_command(
    slack: Slack, interaction: Interaction, channel: Channel, text: str, response_url: str
) -> dict[str, str]:
    """As the fields of a form, which know no other type."""
    workspace, user = interaction.workspace, interaction.user
    return {
        "token": slack.app.verification_token,
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": _name_in_payload(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": slack.app.command,
        "text": text,
        "api_app_id": slack.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": interaction.trigger_id,
    }


def _interaction(slack: Slack, interaction: Interaction, kind: str) -> Json:
    workspace, user = interaction.workspace, interaction.user
    return {
        "type": kind,
        "team": {"id": workspace.id, "domain": workspace.domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team},
        "api_app_id": slack.app.id,
        "token": slack.app.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _name_in_payload(channel: Channel) -> str:
    return {Kind.DIRECT: "directmessage", Kind.PRIVATE: "privategroup"}.get(channel.kind, channel.name)


def _now(slack: Slack) -> str:
    """For what is said of no channel."""
    return f"{slack.now().timestamp():.6f}"


def _channel_event(channel: Channel, what: str) -> str:
    return f"{'group' if channel.kind is Kind.PRIVATE else 'channel'}_{what}"
