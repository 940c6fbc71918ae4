"""The agents' API for files of a conversation, and for what its customer thought of the help."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel

from bot.agents.agent import Role
from bot.attachments.fitness import MOST_BYTES
from bot.bootstrap import Services
from bot.desk.api import PREFIX
from bot.desk.door import Door
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
from bot.ledger.claimants import Bucket, BucketKind
from bot.services.agent_sessions import SignedInAgent
from bot.services.send_file import IncomingFile
from bot.throttles import Act
from bot.values import AttachmentId, ConversationId

_Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


class SentFileOut(BaseModel):
    """`sequence` is of the message that the log has for the file."""

    sequence: int
    attachment: AttachmentOut


class RatingOut(BaseModel):
    """`closing` is the version of the conversation that the customer was asked at."""

    closing: int
    score: int
    comment: str | None
    first_at: datetime
    changed_at: datetime


class RatingsOut(BaseModel):
    """The latest first."""

    ratings: list[RatingOut]


def desk_attachment_router(services: Services, door: Door) -> APIRouter:
    router = APIRouter(prefix=f"{PREFIX}/conversations/{{conversation_id}}", tags=["desk"])
    an_agent = Depends(door.lets_in(Role.AGENT))

    @router.post("/attachments", status_code=201, max_body_size=MOST_BYTES, openapi_extra=RAW_BODY)
    async def send_file(
        conversation_id: _Id,
        client_id: ClientId,
        file_name: EncodedName,
        request: Request,
        here: SignedInAgent = an_agent,
    ) -> SentFileOut:
        """Sends the body to the customer as a file, from the agent who has the conversation."""
        bucket = Bucket(BucketKind.ACCOUNT, f"agent:{here.agent.id}")
        await asyncio.to_thread(services.admit, Act.UPLOAD, [bucket])
        incoming = IncomingFile(
            ConversationId(conversation_id), client_id, decoded_name(file_name), await request.body()
        )
        sent = await asyncio.shield(services.send_file.from_agent(incoming, here.agent))
        return SentFileOut(sequence=sent.sequence, attachment=attachment_out(sent.attachment))

    @router.get("/attachments/{attachment_id}", response_class=Response)
    async def read_file(
        conversation_id: _Id, attachment_id: AttachmentPath, here: SignedInAgent = an_agent
    ) -> Response:
        """Each look is in the audit: a picture may show a claim code. There is no thumbnail here for that."""
        found = await asyncio.to_thread(
            services.open_file.for_agent,
            ConversationId(conversation_id),
            AttachmentId(attachment_id),
            here.agent,
        )
        return file_response(found)

    @router.get("/rating", dependencies=[an_agent])
    async def read_ratings(conversation_id: _Id) -> RatingsOut:
        """What the customer thought of the help, each time that it came to an end."""
        ratings = await asyncio.to_thread(services.rate_conversation.of, ConversationId(conversation_id))
        return RatingsOut(
            ratings=[
                RatingOut(
                    closing=rating.closing,
                    score=rating.score,
                    comment=rating.comment,
                    first_at=rating.first_at,
                    changed_at=rating.changed_at,
                )
                for rating in ratings
            ]
        )

    return router
