"""Signing in through an identity provider: sending somebody there, and taking them back."""

from __future__ import annotations

import asyncio
import logging
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from itsdangerous import BadData, URLSafeTimedSerializer

from bot.access import PUBLIC
from bot.bootstrap import Services
from bot.desk.api import PREFIX, admit_to_sign_in
from bot.desk.door import Door, own_origin
from bot.desk.identity_provider import ComeBack, IdentityProvider, Pending
from bot.desk.pages import sign_in_page
from bot.errors import ForeignRequest, ProviderRefused, WrongCredentials
from bot.page import page

log = logging.getLogger(__name__)

_MINUTES_THERE = 10
_REFUSED = "That did not let you in here. Try again, or ask an admin whether you are an agent here."


def provider_router(services: Services, door: Door, provider: IdentityProvider) -> APIRouter:
    router = APIRouter(prefix=f"{PREFIX}/oidc", tags=["desk"])
    sealed = URLSafeTimedSerializer(door.secret, salt="oidc")
    cookie = door.cookie_name("oidc")

    def way_back(request: Request) -> str:
        origin = own_origin(door.public_url, request.headers.get("host", ""))
        if origin is None:
            raise ForeignRequest("Agents sign in at this server's public address. Set GIFTLINE_PUBLIC_URL.")
        return f"{origin}{PREFIX}/oidc/callback"

    @router.get("/start", dependencies=[PUBLIC], include_in_schema=False)
    async def start(request: Request) -> Response:
        """Sends a person to the provider. What they bring back must fit what their browser keeps."""
        redirect_uri = way_back(request)
        await admit_to_sign_in(services, request)
        pending = Pending.new()
        try:
            there = await provider.sign_in_url(pending, redirect_uri)
        except ProviderRefused as error:
            log.warning("no sign-in through the provider: %s", error)
            return sign_in_page(with_provider=True, problem=_REFUSED, status=502)
        response = RedirectResponse(there, status_code=303)
        response.set_cookie(
            cookie,
            str(sealed.dumps(pending.written())),
            max_age=_MINUTES_THERE * 60,
            path="/",
            secure=door.is_secure,
            httponly=True,
            # Strict would keep it back just when the provider sends the person to us.
            samesite="lax",
        )
        return response

    @router.get("/callback", dependencies=[PUBLIC], include_in_schema=False)
    async def callback(
        request: Request,
        code: Annotated[str, Query(max_length=4000)] = "",
        state: Annotated[str, Query(max_length=400)] = "",
        iss: Annotated[str | None, Query(max_length=400)] = None,
    ) -> Response:
        """Takes a person back whom the provider has signed in, if they are an agent here."""
        redirect_uri = way_back(request)
        back = ComeBack(code, state, iss.rstrip("/") if iss is not None else None)
        try:
            pending = Pending.read(sealed.loads(request.cookies.get(cookie, ""), max_age=_MINUTES_THERE * 60))
            email = await provider.verified_email(back, pending, redirect_uri, services.clock.now())
            signed_in = await asyncio.to_thread(
                services.sign_in_agent.as_verified, email, door.place(request)
            )
        except (BadData, ProviderRefused, WrongCredentials) as error:
            reason = "they did not begin here" if isinstance(error, BadData) else error
            log.warning("refused somebody whom the provider sent: %s", reason)
            response: Response = sign_in_page(with_provider=True, problem=_REFUSED, status=401)
        else:
            # A page, not a redirect: the session's cookie goes along only from a page of ours.
            response = page("signed_in.html", demo=False, title="Signed in")
            door.give_session(response, signed_in.token)
        response.delete_cookie(cookie, path="/", secure=door.is_secure, httponly=True, samesite="lax")
        return response

    return router
