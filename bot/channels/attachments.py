"""The widget's API for files: send one, and have those of the conversation that is one's own."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from bot.access import Access, decides
from bot.attachments.fitness import MOST_BYTES
from bot.bootstrap import Services
from bot.channels.session_access import SessionAccess
from bot.channels.sessions import PREFIX
from bot.conversations.attachment import Part
from bot.conversations.conversation import Conversation, Owner
from bot.file_transfer import (
    RAW_BODY,
    AttachmentOut,
    AttachmentPath,
    ClientId,
    EncodedName,
    attachment_out,
    decoded_name,
    file_response,
)
from bot.services.send_file import IncomingFile
from bot.throttles import Act
from bot.values import AttachmentId


class SentFileOut(BaseModel):
    """`sequence` is of the message that the log has for the file."""

    sequence: int
    attachment: AttachmentOut
    owner: Owner


def attachment_router(services: Services) -> APIRouter:
    router = APIRouter(prefix=f"{PREFIX}/attachments", tags=["attachments"])
    opened = Depends(decides(Access.CHAT_SESSION, SessionAccess(services)))

    @router.post("", status_code=201, max_body_size=MOST_BYTES, openapi_extra=RAW_BODY)
    async def send_file(
        client_id: ClientId, file_name: EncodedName, request: Request, own: Conversation = opened
    ) -> SentFileOut:
        """Sends the body as a file: a JPEG, PNG or WebP picture or a PDF. Its bytes say which it is.

        The same X-Client-Id twice is one file.
        """
        # Before a byte of it is read.
        await asyncio.to_thread(services.admit.in_conversation, Act.UPLOAD, own)
        incoming = IncomingFile(own.id, client_id, decoded_name(file_name), await request.body())
        sent = await asyncio.shield(services.send_file.from_customer(incoming))
        return SentFileOut(
            sequence=sent.sequence, attachment=attachment_out(sent.attachment), owner=sent.owner
        )

    @router.get("/{attachment_id}", response_class=Response)
    async def read_file(attachment_id: AttachmentPath, own: Conversation = opened) -> Response:
        return await read(own, attachment_id, Part.WHOLE)

    @router.get("/{attachment_id}/thumbnail", response_class=Response)
    async def read_thumbnail(attachment_id: AttachmentPath, own: Conversation = opened) -> Response:
        """Of a picture, no side longer than 480 pixels."""
        return await read(own, attachment_id, Part.THUMBNAIL)

    async def read(own: Conversation, attachment_id: str, part: Part) -> Response:
        found = await asyncio.to_thread(
            services.open_file.for_customer, own.id, AttachmentId(attachment_id), part
        )
        return file_response(found)

    return router
