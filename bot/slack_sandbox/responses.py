"""What the app says back to something that a person did: at once, or to a response_url. No input or output.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

from bot.slack_sandbox.block_kit import problems_of_blocks
from bot.slack_sandbox.refusal import Refused
from bot.slack_sandbox.workspace import Channel, Json, Message, Slack, User, Workspace


def respond_to_url(slack: Slack, secret: str, said: Json) -> None:
    """Raises Refused if the address is used up, or if what was said cannot be shown."""
    known = slack.response_urls.get(secret)
    if known is None or slack.now() > known.until:
        raise Refused("expired_url")
    if known.left == 0:
        raise Refused("used_url")
    known.left -= 1
    show(slack, known.workspace, known.channel, known.user, said, known.message)


def show(
    slack: Slack, workspace: Workspace, channel: Channel, user: User, said: Json, original: Message | None
) -> None:
    """To that person alone, unless the app wants all to see it; or in the place of the original.

    Raises Refused.
    """
    text, blocks = str(said.get("text") or ""), said.get("blocks") or []
    if said.get("delete_original") and original is not None:
        slack.delete(channel, original)
        return
    if not text and not blocks:
        raise Refused("no_text")
    if problems := problems_of_blocks(blocks):
        raise Refused("invalid_blocks", errors=problems)
    if said.get("replace_original") and original is not None:
        slack.edit(channel, original, text, blocks)
        return
    for_all = said.get("response_type") == "in_channel"
    slack.post(
        channel,
        workspace.bot,
        text,
        thread_ts=said.get("thread_ts"),
        blocks=blocks,
        metadata=said.get("metadata") if for_all else None,
        only_for=None if for_all else user.id,
    )
