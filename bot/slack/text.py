"""Text as Slack writes it, and as people do.

Slack escapes three characters and marks what it has found itself: links, addresses, people, channels.
https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re

from bot.slack.workspaces import SlackUserId

_MARKED = re.compile(r"<([^<>]*)>")
_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


def as_written(text: str, bot_user: SlackUserId) -> str:
    """What the person typed: without Slack's marks, and without the mention that called us."""
    shown = _MARKED.sub(lambda match: _unmarked(match[1], bot_user), text)
    for character, escape in reversed(_ESCAPES):
        shown = shown.replace(escape, character)
    return shown.strip()


def escaped(text: str) -> str:
    """For a text of ours: nobody is called and no link is hidden in it.

    Slack has no escape for its marks of style, so what people wrote is shown in blocks that have none.
    """
    for character, escape in _ESCAPES:
        text = text.replace(character, escape)
    return text


def _unmarked(marked: str, bot_user: SlackUserId) -> str:
    target, _, label = marked.partition("|")
    if target.startswith("@"):
        return "" if target == f"@{bot_user}" else f"@{label or target[1:]}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    address = target.removeprefix("mailto:").removeprefix("tel:")
    # Slack makes a link of whatever looks like one; then the label is what was typed.
    if not label or address.removeprefix("https://").removeprefix("http://").rstrip("/") == label.rstrip("/"):
        return label or address
    return f"{label} ({address})"
