"""The widget's sessions: open a conversation, sign in to it, renew what opens it, end it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from pydantic import BaseModel, Field

from bot.access import PUBLIC, Access, decides
from bot.bootstrap import Services
from bot.channels.origins import require_origin_of
from bot.channels.session_access import (
    SessionAccess,
    delete_cookies,
    keeps_in_cookie,
    require_own_page,
    session_token,
    set_cookie,
)
from bot.conversations.conversation import Conversation, Owner
from bot.identity.token import LONGEST_TOKEN
from bot.services.start_conversation import StartedConversation
from bot.values import AccountId, SiteId

PREFIX = "/api/v1/chat"

# Without NUL, which PostgreSQL refuses; half a character is refused by the type itself.
STORABLE = r"^[^\x00]*$"


class SessionIn(BaseModel):
    """`identity_token` is the site's word on who its customer is. `keep` is where the page keeps what opens
    the conversation: itself, or in a cookie that no script can read.
    """

    site: str | None = Field(default=None, max_length=40, pattern=STORABLE)
    identity_token: str | None = Field(default=None, max_length=LONGEST_TOKEN)
    keep: Literal["token", "cookie"] = "token"
    account: str | None = Field(default=None, max_length=120, pattern=STORABLE)
    # The answer to a challenge, in base64, as ALTCHA's clients send it.
    proof: str | None = Field(default=None, max_length=4_000)


class IdentityIn(BaseModel):
    identity_token: str = Field(max_length=LONGEST_TOKEN)


class SessionOut(BaseModel):
    """`token` is null if a cookie has it."""

    conversation_id: str
    token: str | None
    expires_at: datetime
    signed_in: bool
    owner: Owner


def session_router(services: Services, *, demo: bool) -> APIRouter:
    """`demo` lets the caller say who they are; a real site signs its customers in."""
    router = APIRouter(prefix=f"{PREFIX}/sessions", tags=["sessions"])
    own = Depends(decides(Access.CHAT_SESSION, SessionAccess(services)))
    own_token = Depends(session_token)

    @router.post("", status_code=201, dependencies=[PUBLIC])
    async def open_session(body: SessionIn, request: Request, response: Response) -> SessionOut:
        """Opens a conversation. Without an account it is anonymous and can look up no card."""
        if body.account is not None and not demo:
            raise HTTPException(403, "This server lets nobody say who they are. Leave out account.")
        if body.account is not None and body.identity_token is not None:
            raise HTTPException(422, "Send either account or identity_token.")
        site = SiteId(body.site) if body.site is not None else None
        await require_origin_of(services, site, request)
        if body.keep == "cookie":
            require_own_page(request)
        started = await asyncio.to_thread(
            services.start_conversation,
            "web",
            AccountId(body.account) if body.account is not None else None,
            address=request.client.host if request.client else None,
            site=site,
            identity_token=body.identity_token,
            proof=body.proof,
        )
        return _told(started, request, response, in_cookie=body.keep == "cookie")

    @router.post("/refresh")
    async def refresh(
        request: Request,
        response: Response,
        token: str = own_token,
        conversation: Conversation = own,
    ) -> SessionOut:
        """A new token in place of this one, which works for a minute more; used later, it ends all."""
        renewed = await asyncio.to_thread(services.change_session.refresh, token)
        return _told(renewed, request, response, in_cookie=keeps_in_cookie(request))

    @router.post("/identify")
    async def identify(
        body: IdentityIn,
        request: Request,
        response: Response,
        token: str = own_token,
        conversation: Conversation = own,
    ) -> SessionOut:
        """Signs the customer in to this conversation. The token changes, and the old one ends at once."""
        signed_in = await asyncio.to_thread(services.change_session.identify, token, body.identity_token)
        return _told(signed_in, request, response, in_cookie=keeps_in_cookie(request))

    @router.delete("", status_code=204)
    async def end_session(
        response: Response, token: str = own_token, conversation: Conversation = own
    ) -> None:
        """Ends the session: no token opens the conversation any more. Its log stays."""
        await asyncio.to_thread(services.change_session.end, token)
        delete_cookies(response)

    return router


def _told(
    started: StartedConversation, request: Request, response: Response, *, in_cookie: bool
) -> SessionOut:
    response.headers["Cache-Control"] = "no-store"
    if in_cookie:
        set_cookie(request, response, started.token)
    return SessionOut(
        conversation_id=started.id,
        token=None if in_cookie else started.token,
        expires_at=started.expires_at,
        signed_in=started.signed_in,
        owner=started.owner,
    )
