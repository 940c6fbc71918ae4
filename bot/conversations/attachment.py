"""A file that somebody sent in a conversation: what is known of it beside its content. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.values import AttachmentId


class AttachmentKind(StrEnum):
    PICTURE = "picture"
    PDF = "pdf"

    @property
    def ending(self) -> str:
        """Of the file's name: pictures are kept as JPEG, whatever they came as."""
        return ".jpg" if self is AttachmentKind.PICTURE else ".pdf"

    @property
    def media_type(self) -> str:
        return "image/jpeg" if self is AttachmentKind.PICTURE else "application/pdf"


class Part(StrEnum):
    """Which bytes of it."""

    WHOLE = "whole"
    THUMBNAIL = "thumbnail"


@dataclass(frozen=True)
class Attachment:
    """`name` holds handles, never claim codes. Pictures have a size, in pixels."""

    id: AttachmentId
    kind: AttachmentKind
    name: str
    bytes: int
    width: int | None = None
    height: int | None = None
