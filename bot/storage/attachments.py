"""Files of conversations, in SQL: what is known of each, and its bytes in rows of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Integer, Row, String, bindparam, insert, select

from bot.attachments.fitness import FitFile
from bot.conversations.attachment import Attachment, AttachmentKind, Part
from bot.storage.tables import attachment as attachments
from bot.storage.tables import attachment_blob as blobs
from bot.values import AttachmentId, ConversationId

_AFTER = select(attachments).where(
    attachments.c.conversation_id == bindparam("of", type_=String()),
    attachments.c.sequence > bindparam("after", type_=Integer()),
)


class SqlAttachments:
    """Implements ports.Attachments."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, conversation: ConversationId, sequence: int, attachment: Attachment, prepared: FitFile
    ) -> None:
        self._connection.execute(
            insert(attachments).values(
                id=attachment.id,
                conversation_id=conversation,
                sequence=sequence,
                kind=attachment.kind.value,
                name=attachment.name,
                bytes=attachment.bytes,
                width=attachment.width,
                height=attachment.height,
            )
        )
        parts = {Part.WHOLE: prepared.content, Part.THUMBNAIL: prepared.thumbnail}
        for part, content in parts.items():
            if content is not None:
                self._connection.execute(
                    insert(blobs).values(
                        attachment_id=attachment.id,
                        part=part.value,
                        conversation_id=conversation,
                        content=content,
                    )
                )

    def of(self, conversation: ConversationId, after: int = 0) -> Mapping[int, Attachment]:
        rows = self._connection.execute(_AFTER, {"of": conversation, "after": after})
        return {row.sequence: _attachment(row) for row in rows}

    def get(self, conversation: ConversationId, attachment: AttachmentId) -> Attachment | None:
        row = self._connection.execute(
            select(attachments).where(
                attachments.c.id == attachment, attachments.c.conversation_id == conversation
            )
        ).one_or_none()
        return _attachment(row) if row else None

    def content(self, attachment: AttachmentId, part: Part) -> bytes | None:
        return self._connection.execute(
            select(blobs.c.content).where(blobs.c.attachment_id == attachment, blobs.c.part == part.value)
        ).scalar_one_or_none()


def _attachment(row: Row[Any]) -> Attachment:
    return Attachment(
        AttachmentId(row.id), AttachmentKind(row.kind), row.name, row.bytes, row.width, row.height
    )
