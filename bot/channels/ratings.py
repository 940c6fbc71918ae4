"""The widget's API for what a customer thought of the help they had."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from bot.access import Access, decides
from bot.bootstrap import Services
from bot.channels.session_access import SessionAccess
from bot.channels.sessions import PREFIX, STORABLE
from bot.conversations.conversation import Conversation
from bot.conversations.rating import BEST
from bot.services.rate_conversation import AskedRating


class RatingIn(BaseModel):
    score: Annotated[int, Field(ge=1, le=BEST, strict=True)]
    comment: str | None = Field(default=None, max_length=2_000, pattern=STORABLE)


class RatingOut(BaseModel):
    """`asked` says whether a rating is taken now. The others are of the one that was given, if any."""

    asked: bool
    score: int | None
    comment: str | None
    changeable_until: datetime | None


def rating_router(services: Services) -> APIRouter:
    router = APIRouter(prefix=f"{PREFIX}/rating", tags=["chat"])
    opened = Depends(decides(Access.CHAT_SESSION, SessionAccess(services)))

    @router.get("")
    async def asked_rating(own: Conversation = opened) -> RatingOut:
        """Whether the customer is asked for a rating now, and what they have said."""
        return _rating_out(await asyncio.to_thread(services.rate_conversation.asked, own.id))

    @router.post("")
    async def rate(body: RatingIn, own: Conversation = opened) -> RatingOut:
        """Rates the help, once it has come to an end. It can be changed for a day."""
        return _rating_out(await asyncio.to_thread(services.rate_conversation, own, body.score, body.comment))

    return router


def _rating_out(asked: AskedRating) -> RatingOut:
    given = asked.given
    return RatingOut(
        asked=asked.is_open,
        score=given.score if given else None,
        comment=given.comment if given else None,
        changeable_until=given.changeable_until if given else None,
    )
