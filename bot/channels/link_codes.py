"""The widget's API for whoever wants to go on in Slack. Only where Slack is set up."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from bot.access import Access, decides
from bot.bootstrap import Services
from bot.channels.session_access import SessionAccess
from bot.channels.sessions import PREFIX
from bot.conversations.conversation import Conversation
from bot.services.make_link_code import CODE_LIFE


class LinkCodeOut(BaseModel):
    """Whoever sends it to us in Slack is signed in there: show it to its customer alone, and keep no copy."""

    code: str = Field(repr=False)
    # For so many seconds it works, from now.
    for_s: int


def link_code_router(services: Services) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["chat"])
    own = Depends(decides(Access.CHAT_SESSION, SessionAccess(services)))

    @router.post("/link-codes", status_code=201)
    async def make_link_code(conversation: Conversation = own) -> LinkCodeOut:
        """A code for the account that is signed in, in place of the one before. It works once, for minutes.

        Answers `403` if nobody is signed in.
        """
        made = await asyncio.to_thread(services.make_link_code, conversation.id)
        return LinkCodeOut(code=made.shown, for_s=int(CODE_LIFE.total_seconds()))

    return router
