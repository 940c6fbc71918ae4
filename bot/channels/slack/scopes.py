"""What the app may do in a workspace, what it is told of, and the manifest that asks for it. Pure."""

from __future__ import annotations

from typing import Any

from bot.settings import SLACK_REDIRECT

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"

# Each with what stops working without it, for whoever has to approve the list.
SCOPES = {
    "app_mentions:read": "being called by name in a channel",
    "channels:history": "reading threads in public channels that the app is in",
    "channels:read": "the names of channels",
    "chat:write": "answering",
    "commands": "the command /giftline",
    "files:read": "pictures and PDFs that customers send",
    "files:write": "pictures and PDFs that agents send to customers",
    "groups:history": "reading threads in private channels that the app is in",
    "groups:read": "the names of private channels that the app is in",
    "im:history": "direct messages",
    "users:read": "who is an agent, and whether they are there",
    "users:read.email": "the e-mail address that says which agent or customer somebody is",
}
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "tokens_revoked",
)


def manifest(public_url: str | None, *, socket_mode: bool, several: bool) -> dict[str, Any]:
    """What is pasted where Slack asks for an app's manifest.

    `public_url` is this server's address, which Socket Mode does not need but for several workspaces.
    """
    events: dict[str, Any] = {"bot_events": list(EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    command: dict[str, Any] = {
        "command": "/giftline",
        "description": "Conversations that wait for a person",
        "should_escape": False,
    }
    if not socket_mode:
        url = f"{public_url}{EVENTS_PATH}"
        events["request_url"] = interactivity["request_url"] = command["url"] = url
    oauth: dict[str, Any] = {"scopes": {"bot": sorted(SCOPES)}}
    if several:
        oauth["redirect_urls"] = [f"{public_url}{SLACK_REDIRECT}"]
    return {
        "display_information": {
            "name": "Giftline",
            "description": "Help with gift cards",
            "background_color": "#0a5c5a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Giftline", "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": several,
        },
    }
