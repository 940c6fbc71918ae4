"""The parts of Block Kit that our messages and modals are made of, within Slack's limits. Pure.

Whatever people wrote is escaped here, so that nothing in it is a mark of Slack's: it calls nobody, and hides
no link. https://docs.slack.dev/reference/block-kit
"""

from __future__ import annotations

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


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, _LONGEST_TITLE)}


def section(marked: str, **parts: object) -> Block:
    """`marked` is of our own making: what people wrote in it was given through `safe`."""
    return {"type": "section", "text": _marked(marked), **parts}


def fields(*marked: str) -> Block:
    return {"type": "section", "fields": [_marked(each) for each in marked]}


def context(*marked: str) -> Block:
    return {"type": "context", "elements": [_marked(each) for each in marked]}


def row(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def said(text: str) -> Iterator[Block]:
    """A text as somebody wrote it, in as few sections as hold it; the end of a vast one is cut."""
    parts = list(islice(_parts(text, _LONGEST_TEXT), _MOST_PARTS + 1))
    yield from (section(part) for part in parts[:_MOST_PARTS])
    if len(parts) > _MOST_PARTS:
        yield context("It goes on at the desk.")


def safe(text: str, most: int = 700) -> str:
    """What people wrote, in one line of a text of ours, and at most so long as it is written there."""
    # A text may be vast, and what is beyond its beginning is only cut off.
    first, *others = list(islice(_parts(" ".join(text.split()), most - 1), 2)) or [""]
    return first + ("…" if others else "")


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


def _marked(text: str) -> Block:
    # Verbatim: Slack makes no links of its own out of what people wrote. It takes no empty text.
    return {"type": "mrkdwn", "text": text or "–", "verbatim": True}


def _parts(text: str, most: int) -> Iterator[str]:
    """Escaped, each at most so long, and never cut within an escape."""
    part: list[str] = []
    length = 0
    for character in text:
        shown = escaped(character)
        if length + len(shown) > most:
            yield "".join(part)
            part, length = [], 0
        part.append(shown)
        length += len(shown)
    if part:
        yield "".join(part)
