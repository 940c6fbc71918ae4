"""The widget's API for whoever wants to go on in Slack. Only where Slack is set up."""

from __future__ import annotations

import asyncio
from datetime import datetime

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from bot.access import Access, decides
from bot.bootstrap import Services
from bot.channels.session_access import SessionAccess
from bot.channels.sessions import PREFIX
from bot.conversations.conversation import Conversation


class LinkCodeOut(BaseModel):
    """Whoever sends it to us in Slack is signed in there: show it to its customer alone, and keep no copy."""

    code: str = Field(repr=False)
    expires_at: datetime


def link_code_router(services: Services) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["chat"])
    own = Depends(decides(Access.CHAT_SESSION, SessionAccess(services)))

    @router.post("/link-codes", status_code=201)
    async def make_link_code(conversation: Conversation = own) -> LinkCodeOut:
        """A code for the account that is signed in, in place of the one before. It works once, for minutes.

        Answers `403` if nobody is signed in.
        """
        made = await asyncio.to_thread(services.make_link_code, conversation.id)
        return LinkCodeOut(code=made.code.shown, expires_at=made.expires_at)

    return router
