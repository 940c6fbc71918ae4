"""A message of the log as its customer reads it in Slack: text, card and buttons in Block Kit. Pure.

https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.channels.button_tokens import ButtonTokens
from bot.channels.slack.block_kit import Block, context, plain, said_whole
from bot.conversations.attachment import AttachmentKind
from bot.conversations.card_story import CardStory
from bot.conversations.conversation import Author, Form, Message
from bot.services.texts import (
    A_PERSON,
    CARD,
    ENTER_CODE,
    FILE_NOT_SHOWN,
    YOU_SENT,
    card_step,
    service_text,
)
from bot.slack.posting import Attached, Posted
from bot.slack.text import escaped
from bot.values import ConversationId

# What is pressed comes back under these.
BUTTON_ACTION = "giftline_button"
CODE_ACTION = "giftline_code"
# Slack draws five side by side; more of them are further rows.
_BUTTONS_IN_A_ROW = 5
_LONGEST_TITLE = 75
# Slack cuts a message's text that is longer.
_LONGEST_TEXT = 40_000


def customer_message(
    message: Message, conversation: ConversationId, buttons: ButtonTokens, agent_name: str | None = None
) -> Posted:
    """The message with handles out of its text already. `agent_name` is who wrote it, where that is shown."""
    words = _in_words(message, agent_name)
    blocks = [said_whole(words), *_rows(message, conversation, buttons)]
    return Posted(escaped(words)[:_LONGEST_TEXT], blocks, _attached(message, agent_name))


def _attached(message: Message, agent_name: str | None) -> Attached | None:
    file = message.attachment
    # What customers send may show a claim code: it goes nowhere.
    if file is None or message.author is not Author.AGENT:
        return None
    is_picture = file.kind is AttachmentKind.PICTURE
    sender = agent_name or service_text(A_PERSON)
    return Attached(file.id, file.name, is_picture, sender, context(plain(service_text(FILE_NOT_SHOWN))))


def _in_words(message: Message, agent_name: str | None) -> str:
    text = message.text
    if message.author is Author.CUSTOMER:
        # Pressed, or typed where nobody sees it: what was written in Slack is not posted again.
        return service_text(YOU_SENT, text=text)
    if message.author is Author.AGENT:
        text = f"{agent_name or service_text(A_PERSON)}: {text}"
    if message.card is not None:
        text = f"{text}\n{_card_in_words(message.card)}"
    return text


def _card_in_words(card: CardStory) -> str:
    steps = ", ".join(_step(step.what, step.on) for step in card.steps)
    return service_text(CARD, last_four=card.last_four, steps=steps)


def _step(what: str, on: date | None) -> str:
    if on is None:
        return service_text(card_step(what, dated=False))
    return service_text(card_step(what, dated=True), on=f"{on:%B} {on.day}, {on.year}")


def _rows(message: Message, conversation: ConversationId, buttons: ButtonTokens) -> Iterator[Block]:
    if message.form is Form.CLAIM_CODE:
        yield _row([_button(service_text(ENTER_CODE), CODE_ACTION, "code", style="primary")])
    # Within one message each action has a name of its own.
    drawn = [
        _button(button.title, f"{BUTTON_ACTION}_{number}", buttons.token(conversation, button))
        for number, button in enumerate(message.buttons)
    ]
    for first in range(0, len(drawn), _BUTTONS_IN_A_ROW):
        yield _row(drawn[first : first + _BUTTONS_IN_A_ROW])


def _row(elements: Sequence[Block]) -> Block:
    return {"type": "actions", "elements": list(elements)}


def _button(title: str, action: str, value: str, **style: str) -> Block:
    if len(title) > _LONGEST_TITLE:
        title = title[: _LONGEST_TITLE - 1] + "\u2026"
    # Plain text, in which nothing is a mark, is shown unescaped.
    text = {"type": "plain_text", "text": title, "emoji": False}
    return {"type": "button", "text": text, "action_id": action, "value": value, **style}
