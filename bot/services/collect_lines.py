"""Puts into the training inbox what the model doubted, or did not understand before a person took over."""

from __future__ import annotations

from bot.conversations.conversation import Conversation, Message, Owner, Turn
from bot.knowledge.brand import all_code_formats
from bot.ports import Work
from bot.privacy.anonymous import anonymous
from bot.training.line import Said, TrainingLine, Why, can_teach, is_unsure, new_line_id


def collect_lines(work: Work, conversation: Conversation, message: Message, turn: Turn, owner: Owner) -> None:
    """Looks at a message whose turn is recorded; `owner` has the conversation from now on."""
    if is_unsure(turn):
        said = Said(message.sequence, message.text, message.sent_at, message.payload, turn)
        _collect(work, conversation, said, Why.UNSURE)
    if owner is Owner.QUEUED:
        for said in work.training.not_understood(conversation.id):
            _collect(work, conversation, said, Why.HANDED_OVER)


def line_of(conversation: Conversation, said: Said, why: Why) -> TrainingLine:
    """The line that the message becomes."""
    known_as = [str(conversation.account)] if conversation.account else []
    return TrainingLine(
        id=new_line_id(),
        conversation=conversation.id,
        sequence=said.sequence,
        text=anonymous(said.text, all_code_formats(), known_as),
        guessed=said.turn.intent,
        confidence=said.turn.confidence,
        why=why,
        said_at=said.sent_at,
    )


def _collect(work: Work, conversation: Conversation, said: Said, why: Why) -> None:
    if can_teach(said):
        work.training.add(line_of(conversation, said, why))
