"""The parts of Block Kit that our messages and modals are made of, within Slack's limits. Pure.

Whatever people wrote goes into rich text or plain text, in which nothing is a mark of Slack's: it calls
nobody, hides no link, and stars and underscores are shown as they were typed. Slack's own marks are for texts
of ours alone. https://docs.slack.dev/reference/block-kit
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bot.slack.text import escaped

Block = Mapping[str, Any]

MOST_OPTIONS = 100
# Of one field of a modal.
LONGEST_INPUT = 3_000
_LONGEST_TEXT = 3_000
_LONGEST_CONTEXT = 2_000
_LONGEST_TITLE = 150
_LONGEST_LABEL = 75
# What notifications show of a message.
_LONGEST_NOTICE = 300
_MOST_PARTS = 4
# What follows a sentence is none of the address in it. Slack takes addresses of so many characters.
_ADDRESS = re.compile(r"https?://[^\s<>]{1,2900}[^\s<>.,;:!?)\]}'\"]")


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, _LONGEST_TITLE)}


def section(marked: str, **parts: object) -> Block:
    """`marked` is of our own making: nothing that people wrote is in it."""
    return {"type": "section", "text": _marked(marked), **parts}


def told(text: str, most: int = 700) -> Block:
    """A text that may hold what people wrote, in one line."""
    return {"type": "section", "text": plain(one_line(text, most))}


def context(*parts: str | Block) -> Block:
    """Each part is a text of our own making, with marks, or one that `plain` made."""
    return {
        "type": "context",
        "elements": [_marked(part) if isinstance(part, str) else part for part in parts],
    }


def rich(*parts: Block) -> Block:
    """Made of `typed`, `bold`, `link` and `moment_typed`."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(parts)}]}


def typed(text: str) -> Block:
    """Text as it is: Slack takes no empty one."""
    return {"type": "text", "text": text or "–"}


def bold(text: str) -> Block:
    return {"type": "text", "text": text, "style": {"bold": True}}


def link(url: str) -> Block:
    return {"type": "link", "url": url}


def picture(slack_file: str, name: str) -> Block:
    """A file that Slack has. https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object"""
    return {"type": "image", "slack_file": {"id": slack_file}, "alt_text": name[:_LONGEST_CONTEXT]}


def file_link(sender: str, name: str, permalink: str) -> str:
    """The text of a message that shares a file of Slack's."""
    # A bar would end the label.
    return f"{safe(sender)}: <{permalink}|{safe(name).replace('|', ' ')}>"


def row(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def said(text: str) -> Iterator[Block]:
    """A text as somebody wrote it, for agents; the end of a vast one is cut."""
    parts = list(islice(_parts(text, _LONGEST_TEXT), _MOST_PARTS + 1))
    yield rich(*map(typed, parts[:_MOST_PARTS] or [""]))
    if len(parts) > _MOST_PARTS:
        yield context("It goes on at the desk.")


def said_whole(text: str) -> Block:
    """All of a text as it was written; addresses in it can be followed."""
    return rich(*(_with_links(text) if text else [typed("")]))


def safe(text: str, most: int = 700) -> str:
    """A text of ours, in one line, for where Slack looks for marks: it escapes those of Slack's own."""
    # A text may be vast, and what is beyond its beginning is only cut off.
    first, *others = list(islice(_parts(" ".join(text.split()), most - 1), 2)) or [""]
    return escaped(first) + ("…" if others else "")


def one_line(text: str, most: int = 700) -> str:
    """The beginning of what people wrote, for rich and plain text."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def notice(text: str) -> str:
    """What a notification says of a message."""
    return safe(text, _LONGEST_NOTICE)


def button(title: str, action: str, value: str, **parts: object) -> Block:
    shown = plain(title, _LONGEST_LABEL)
    return {"type": "button", "text": shown, "action_id": action, "value": value, **parts}


def option(title: str, value: str, **parts: object) -> Block:
    return {"text": plain(title, _LONGEST_LABEL), "value": value, **parts}


def overflow(action: str, options: Iterable[Block]) -> Block:
    return {"type": "overflow", "action_id": action, "options": list(options)}


def select(action: str, placeholder: str, options: Sequence[Block], **parts: object) -> Block:
    """Options beyond the most that Slack takes are left out."""
    return {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder, _LONGEST_TITLE),
        "options": list(options[:MOST_OPTIONS]),
        **parts,
    }


def text_input(action: str, **parts: object) -> Block:
    return {
        "type": "plain_text_input",
        "action_id": action,
        "multiline": True,
        "max_length": LONGEST_INPUT,
        **parts,
    }


def asked(block: str, label: str, element: Block, **parts: object) -> Block:
    """A field of a modal. What is wrong with it is said under the block's name."""
    return {
        "type": "input",
        "block_id": block,
        "label": plain(label, _LONGEST_CONTEXT),
        "element": element,
        **parts,
    }


def plain(text: str, most: int = _LONGEST_TEXT) -> Block:
    """Text in which nothing is a mark. Slack takes no empty one."""
    shown = text if len(text) <= most else text[: most - 1] + "…"
    return {"type": "plain_text", "text": shown or "–", "emoji": False}


def moment(at: datetime) -> str:
    """A mark of Slack's that every reader sees in the time of their own place."""
    written = f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}}, {{time}}|{written}>"


def moment_typed(at: datetime) -> Block:
    """The same within rich text."""
    written = f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return {
        "type": "date",
        "timestamp": int(at.timestamp()),
        "format": "{date_short_pretty}, {time}",
        "fallback": written,
    }


def _marked(text: str) -> Block:
    # Verbatim: Slack makes no links of its own out of what people wrote. It takes no empty text.
    return {"type": "mrkdwn", "text": text or "–", "verbatim": True}


def _with_links(text: str) -> Iterator[Block]:
    end = 0
    for found in _ADDRESS.finditer(text):
        yield from map(typed, _parts(text[end : found.start()], _LONGEST_TEXT))
        yield link(found[0])
        end = found.end()
    if rest := text[end:]:
        yield from map(typed, _parts(rest, _LONGEST_TEXT))


def _parts(text: str, most: int) -> Iterator[str]:
    """Each at most so long once it is escaped."""
    part: list[str] = []
    length = 0
    for character in text:
        added = len(escaped(character))
        if length + added > most:
            yield "".join(part)
            part, length = [], 0
        part.append(character)
        length += added
    if part:
        yield "".join(part)
