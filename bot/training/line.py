"""A line of the training inbox, and which of the customers' messages become one.

Its text is anonymous (bot/privacy/anonymous.py) before it is one: what is labelled leaves the conversation.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.conversations.conversation import Turn
from bot.privacy.placeholders import PLACEHOLDER
from bot.values import ConversationId, TrainingLineId

OUT_OF_SCOPE = "out_of_scope"
# The confidences mean what they say (bot/nlu/intent_model.py tempers them): below this the model is as
# likely wrong as right, whatever the brand and however many intents there are.
SURE = 0.5


class LineState(StrEnum):
    OPEN = "open"
    LABELLED = "labelled"
    SKIPPED = "skipped"  # not worth learning
    EXPORTED = "exported"  # in a file of training data; from here on it is changed there


class Why(StrEnum):
    """Why a message is looked at."""

    UNSURE = "unsure"
    HANDED_OVER = "handed_over"  # nothing fitted it, and a person had to take over
    RELABELLED = "relabelled"  # an agent said that it was misunderstood


@dataclass(frozen=True)
class TrainingLine:
    """`conversation`, `sequence` and `said_at` are None once the conversation was erased."""

    id: TrainingLineId
    conversation: ConversationId | None
    sequence: int | None
    text: str
    guessed: str | None
    confidence: float | None
    why: Why
    said_at: datetime | None
    state: LineState = LineState.OPEN
    label: str | None = None
    labelled_by: str | None = None
    labelled_at: datetime | None = None


@dataclass(frozen=True)
class Said:
    """A customer's message as it is in the log, and what was understood of it."""

    sequence: int
    text: str
    sent_at: datetime
    payload: str | None
    turn: Turn


@dataclass(frozen=True)
class Reviewed:
    """A line as the model learns it."""

    text: str
    intent: str


def is_unsure(turn: Turn) -> bool:
    """Whether the model itself doubts what it understood."""
    return turn.confidence is not None and turn.confidence < SURE


def can_teach(said: Said) -> bool:
    """Whether it says something in words: a pressed button says none, nor does a code alone."""
    words = PLACEHOLDER.sub(" ", said.text)
    return said.payload is None and any(character.isalpha() for character in words)


def new_line_id() -> TrainingLineId:
    return TrainingLineId(secrets.token_hex(6))
