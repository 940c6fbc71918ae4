"""The training inbox, in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, func, select, update

from bot.conversations.conversation import Author, Turn
from bot.storage.dialect import insert_if_absent
from bot.storage.tables import message as messages
from bot.storage.tables import training_line as lines
from bot.storage.tables import turn as turns
from bot.training.line import OUT_OF_SCOPE, LineState, Said, TrainingLine, Why
from bot.values import ConversationId, TrainingLineId


class SqlTraining:
    """Implements ports.Training."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, line: TrainingLine) -> bool:
        return insert_if_absent(self._connection, lines, {"id": line.id, **_source(line), **_review(line)})

    def get(self, line: TrainingLineId) -> TrainingLine | None:
        row = self._connection.execute(
            select(lines).where(lines.c.id == line).with_for_update()
        ).one_or_none()
        return _line(row) if row else None

    def of_message(self, conversation: ConversationId, sequence: int) -> TrainingLine | None:
        row = self._connection.execute(
            select(lines).where(lines.c.conversation_id == conversation, lines.c.sequence == sequence)
        ).one_or_none()
        return _line(row) if row else None

    def of(self, conversation: ConversationId) -> Sequence[TrainingLine]:
        rows = self._connection.execute(
            select(lines).where(lines.c.conversation_id == conversation).order_by(lines.c.sequence)
        )
        return [_line(row) for row in rows]

    def change(self, line: TrainingLine) -> None:
        self._connection.execute(update(lines).where(lines.c.id == line.id).values(**_review(line)))

    def forget(self, line: TrainingLineId) -> None:
        self._connection.execute(delete(lines).where(lines.c.id == line))

    def in_state(self, state: LineState, most: int | None = None) -> Sequence[TrainingLine]:
        at = lines.c.said_at if state is LineState.OPEN else lines.c.labelled_at
        rows = self._connection.execute(
            select(lines).where(lines.c.state == state.value).order_by(at.desc(), lines.c.id).limit(most)
        )
        return [_line(row) for row in rows]

    def counts(self) -> Mapping[LineState, int]:
        rows = self._connection.execute(select(lines.c.state, func.count()).group_by(lines.c.state))
        counted = {LineState(state): count for state, count in rows}
        return {state: counted.get(state, 0) for state in LineState}

    def not_understood(self, conversation: ConversationId) -> Sequence[Said]:
        known = exists().where(
            lines.c.conversation_id == messages.c.conversation_id, lines.c.sequence == messages.c.sequence
        )
        rows = self._connection.execute(
            select(
                messages.c.sequence,
                messages.c.text,
                messages.c.sent_at,
                messages.c.payload,
                turns.c.intent,
                turns.c.confidence,
            )
            .join(
                turns,
                (turns.c.conversation_id == messages.c.conversation_id)
                & (turns.c.sequence == messages.c.sequence),
            )
            .where(
                messages.c.conversation_id == conversation,
                messages.c.author == Author.CUSTOMER.value,
                turns.c.intent == OUT_OF_SCOPE,
                ~known,
            )
            .order_by(messages.c.sequence)
        )
        return [
            Said(row.sequence, row.text, row.sent_at, row.payload, Turn(row.intent, row.confidence))
            for row in rows
        ]


def _source(line: TrainingLine) -> dict[str, Any]:
    return {
        "conversation_id": line.conversation,
        "sequence": line.sequence,
        "guessed": line.guessed,
        "confidence": line.confidence,
        "why": line.why.value,
        "said_at": line.said_at,
    }


def _review(line: TrainingLine) -> dict[str, Any]:
    return {
        "text": line.text,
        "state": line.state.value,
        "label": line.label,
        "labelled_by": line.labelled_by,
        "labelled_at": line.labelled_at,
    }


def _line(row: Row[Any]) -> TrainingLine:
    return TrainingLine(
        id=TrainingLineId(row.id),
        conversation=ConversationId(row.conversation_id) if row.conversation_id else None,
        sequence=row.sequence,
        text=row.text,
        guessed=row.guessed,
        confidence=row.confidence,
        why=Why(row.why),
        said_at=row.said_at,
        state=LineState(row.state),
        label=row.label,
        labelled_by=row.labelled_by,
        labelled_at=row.labelled_at,
    )
