"""How a request shows which conversation is its own: by a bearer token, or by a cookie of our own pages."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from bot.bootstrap import Services
from bot.channels.origins import CSRF_HEADER, foreign_origin, own_origin, require_origin_of
from bot.conversations.conversation import Conversation
from bot.conversations.session_token import SESSION_LIFE
from bot.errors import ForeignOrigin

# A browser takes a cookie of the first name over https only, and from no other host than ours.
SECURE_COOKIE, COOKIE = "__Host-giftline", "giftline"
_SAFE = ("GET", "HEAD", "OPTIONS")

bearer = HTTPBearer(auto_error=False, description="The token of the conversation")


async def session_token(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> str:
    """The token that the request brings; empty if none. Raises ForeignOrigin for a cookie that another page
    made the browser send.
    """
    if credentials is not None:
        return credentials.credentials
    token = _cookie(request)
    if not token:
        return ""
    if request.method not in _SAFE:
        require_own_page(request)
    elif foreign_origin(request) is not None:
        raise ForeignOrigin("A cookie counts on our own pages only. Send the token as a bearer.")
    return token


class SessionAccess:
    """A dependency of routes: the conversation that is the request's own."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def __call__(self, request: Request, token: Annotated[str, Depends(session_token)]) -> Conversation:
        """Raises UnknownConversation for a token that opens none, ForeignOrigin for another site's page."""
        conversation = await asyncio.to_thread(self._services.find_conversation, token)
        await require_origin_of(self._services, conversation.site, request)
        return conversation


def require_own_page(connection: HTTPConnection) -> None:
    """Raises ForeignOrigin unless one of our own pages made the request, and means it."""
    if own_origin(connection) is None or CSRF_HEADER not in connection.headers:
        raise ForeignOrigin(
            f"With a cookie, a request has to come from a page of this server and to carry {CSRF_HEADER}."
        )


def keeps_in_cookie(connection: HTTPConnection) -> bool:
    """True if the request showed its conversation by a cookie, so that a new token goes there too."""
    return "authorization" not in connection.headers and bool(_cookie(connection))


def set_cookie(request: Request, response: Response, token: str) -> None:
    """Gives the token to the browser so that no script can read it, and no other site can use it."""
    is_secure = (own_origin(request) or "").startswith("https:")
    response.set_cookie(
        SECURE_COOKIE if is_secure else COOKIE,
        token,
        max_age=int(SESSION_LIFE.total_seconds()),
        path="/",
        secure=is_secure,
        httponly=True,
        samesite="strict",
    )


def delete_cookies(response: Response) -> None:
    response.delete_cookie(SECURE_COOKIE, path="/", secure=True, httponly=True, samesite="strict")
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


def _cookie(connection: HTTPConnection) -> str:
    # Over https the plain name counts for nothing: a neighbouring host could have set it.
    plain = connection.cookies.get(COOKIE, "") if connection.url.scheme == "http" else ""
    return connection.cookies.get(SECURE_COOKIE) or plain
