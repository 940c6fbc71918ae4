"""The lists that an agent sees in Slack: their App Home, and what `/giftline` answers. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.channels.slack.agent_blocks import WARNING, AgentBlocks
from bot.channels.slack.block_kit import Block, context, header, section, told
from bot.conversations.desk import DeskCounts, DeskEntry

# Of each list; what is beyond is at the desk.
MOST_LISTED = 20

HELP = (
    "*/giftline queue* shows who waits.\n"
    "*/giftline ticket GL-…* shows the conversation of a ticket.\n"
    "*/giftline take GL-…* gives you the conversation of a ticket.\n"
    "*/giftline help* shows this."
)
NO_SUCH_TICKET = "There is no ticket of that number. A number looks like GL-4XK9TMC."


def home_view(
    blocks: AgentBlocks,
    mine: Sequence[DeskEntry],
    queue: Sequence[DeskEntry],
    counts: DeskCounts,
    notice: str | None = None,
) -> dict[str, Any]:
    """`notice` says what became of what was pressed here, where nothing else can."""
    became = [told(f"{WARNING} {notice}")] if notice else []
    return {
        "type": "home",
        "blocks": [
            *became,
            header("Yours"),
            *_listed(blocks, mine, counts.mine, "You have no conversation."),
            header("Queue"),
            *_listed(blocks, queue, counts.queue, "Nobody waits."),
        ],
    }


def home_of_others() -> dict[str, Any]:
    """For whoever is no agent."""
    text = "Write to me under Messages about a gift card. This page is for support agents."
    return {"type": "home", "blocks": [section(text)]}


def queue_blocks(blocks: AgentBlocks, queue: Sequence[DeskEntry], counts: DeskCounts) -> list[Block]:
    return [header("Queue"), *_listed(blocks, queue, counts.queue, "Nobody waits.")]


def _listed(blocks: AgentBlocks, entries: Sequence[DeskEntry], count: int, none: str) -> Iterator[Block]:
    if not entries:
        yield section(none)
    for entry in entries:
        yield from blocks.listed(entry)
    if count > len(entries):
        yield context(f"{count - len(entries)} more are at the desk.")
