"""Slack's text as HTML, for the page. Pure.

https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from bot.slack_sandbox.workspace import Workspace

_MARK = re.compile(r"<([^<>\n]+)>")
_STYLES = (
    (re.compile(r"```\n?(.+?)\n?```", re.DOTALL), "pre"),
    (re.compile(r"`([^`\n]+)`"), "code"),
    (re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])"), "strong"),
    (re.compile(r"(?<!\w)_([^\n]+?)_(?!\w)"), "em"),
    (re.compile(r"(?<![\w~])~([^~\n]+)~(?![\w~])"), "s"),
)
_QUOTE = re.compile(r"^&gt; ?(.*)$", re.MULTILINE)
_WEB = ("http://", "https://", "mailto:", "tel:")


def plain(text: str) -> str:
    """What Slack has escaped, as it was typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def as_html(text: str, workspace: Workspace) -> Markup:
    """With its links, names and styles. Nothing that somebody wrote becomes HTML by itself."""
    kept: list[Markup] = []

    def keep(html: Markup) -> str:
        """Puts it aside, so that no style is looked for in it."""
        kept.append(html)
        return f"\x00{len(kept) - 1}\x00"

    rest = _MARK.sub(lambda mark: keep(_mark(mark[1], workspace)), text.replace("\x00", ""))
    html = str(escape(plain(rest)))
    for pattern, tag in _STYLES:
        replace = _styled(tag, keep) if tag in ("pre", "code") else _styled(tag, str)
        html = pattern.sub(replace, html)
    html = _QUOTE.sub(r"<q>\1</q>", html)
    # What was put aside may itself hold what was put aside before it.
    for number in reversed(range(len(kept))):
        html = html.replace(f"\x00{number}\x00", str(kept[number]))
    return Markup(html)  # noqa: S704 - every text in it is escaped above


def _styled(tag: str, keep: Callable[[Markup], str]) -> Callable[[re.Match[str]], str]:
    return lambda found: keep(Markup(f"<{tag}>{found[1]}</{tag}>"))  # noqa: S704 - escaped before


def _mark(marked: str, workspace: Workspace) -> Markup:
    target, _, label = marked.partition("|")
    target, label = plain(target), plain(label)
    if target.startswith("@"):
        user = workspace.users.get(target[1:])
        return Markup("<b>@{}</b>").format(user.name if user else target[1:])
    if target.startswith("#"):
        channel = workspace.channels.get(target[1:])
        return Markup("<b>#{}</b>").format(channel.name if channel else label or target[1:])
    if target.startswith("!date^"):
        return escape(label)
    if target.startswith("!"):
        return Markup("<b>@{}</b>").format(target[1:].partition("^")[0])
    if target.startswith(_WEB):
        link = Markup('<a href="{}" target="_blank" rel="noreferrer">{}</a>')
        return link.format(target, label or target)
    return escape(label or target)
