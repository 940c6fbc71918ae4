"""Files over HTTP, for the chat and the desk alike: how one is named when it comes, and how it leaves."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote, unquote

from fastapi import Header, Path, Response
from pydantic import BaseModel

from bot.conversations.attachment import Attachment, AttachmentKind
from bot.services.open_file import OpenedFile

# A file is a body of its own, so what goes with it is in headers: in the address it would be in every log
# on the way, and a name may hold a claim code.
CLIENT_ID_HEADER, FILE_NAME_HEADER = "X-Client-Id", "X-File-Name"

ClientId = Annotated[str, Header(alias=CLIENT_ID_HEADER, min_length=1, max_length=64, pattern=r"^[ -~]+$")]
# In UTF-8, percent-encoded: headers have ASCII only.
EncodedName = Annotated[str, Header(alias=FILE_NAME_HEADER, max_length=4_000)]
AttachmentPath = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]

RAW_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

# Whatever a browser makes of a file, it is for this one user, runs nothing and reaches nothing.
_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


class AttachmentOut(BaseModel):
    """A file of a message. Pictures are JPEG and have a size in pixels; `name` shows no claim code."""

    id: str
    kind: AttachmentKind
    name: str
    bytes: int
    width: int | None
    height: int | None


def attachment_out(attachment: Attachment) -> AttachmentOut:
    return AttachmentOut(
        id=attachment.id,
        kind=attachment.kind,
        name=attachment.name,
        bytes=attachment.bytes,
        width=attachment.width,
        height=attachment.height,
    )


def decoded_name(encoded: str) -> str:
    return unquote(encoded, errors="replace")


def file_response(opened: OpenedFile) -> Response:
    """A picture may be shown where it is asked for; a PDF is a download and nothing else."""
    shown = "inline" if opened.attachment.kind is AttachmentKind.PICTURE else "attachment"
    disposition = f"{shown}; filename*=UTF-8''{quote(opened.attachment.name, safe='')}"
    return Response(
        opened.content,
        media_type=opened.media_type,
        headers={**_HEADERS, "Content-Disposition": disposition},
    )
