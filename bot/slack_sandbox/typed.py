"""What somebody types, as Slack keeps it: escaped, and with marks around what it recognises. Pure.

https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re

from bot.slack_sandbox.workspace import Kind, Workspace

_RECOGNISED = re.compile(
    r"(?P<link>https?://[^\s<>|]+[^\s<>|.,;:!?)])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@])@(?P<name>[\w-]+)"
    r"|(?<![\w#])#(?P<channel>[\w-]+)"
    r"|(?<![\w@.])(?P<domain>(?:[a-z0-9-]+\.)+(?:com|net|org|io|dev)\b)"
)
_ALL = ("here", "channel", "everyone")


def as_kept(text: str, workspace: Workspace) -> str:
    """`@name` and `#channel` are those of the workspace; anything else of that form stays as it is."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _RECOGNISED.sub(lambda found: _marked(found, workspace), escaped)


def _marked(found: re.Match[str], workspace: Workspace) -> str:
    if link := found["link"]:
        return f"<{link}>"
    if email := found["email"]:
        return f"<mailto:{email}|{email}>"
    if domain := found["domain"]:
        return f"<http://{domain}|{domain}>"
    if name := found["name"]:
        if name in _ALL:
            return f"<!{name}>"
        known = {user.name: user.id for user in workspace.users.values()}
        return f"<@{known[name]}>" if name in known else found[0]
    channels = {
        channel.name: channel.id for channel in workspace.channels.values() if channel.kind is not Kind.DIRECT
    }
    name = found["channel"]
    return f"<#{channels[name]}|{name}>" if name in channels else found[0]
