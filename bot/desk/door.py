"""Who is at the desk's door: the session's cookie, and that a request comes from our own pages.

Every request of an agent passes `Door.lets_in`, so that no endpoint can forget a part of it.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from fastapi import HTTPException, Request, Response

from bot.access import Access, decides
from bot.agents.agent import Role
from bot.errors import ForeignRequest, NotAllowed, NotSignedIn
from bot.services.agent_sessions import AgentSessions, SignedInAgent
from bot.services.sign_in_agent import Place
from bot.settings import LOOPBACK

SIGN_IN_PAGE = "/desk/sign-in"
CSRF_HEADER = "X-CSRF-Token"
_SAFE = ("GET", "HEAD", "OPTIONS")


def own_origin(public_url: str | None, host: str) -> str | None:
    """The origin that our pages have, where agents may sign in; None if they may not sign in here.

    Without a public address only this machine's own names count: anything else would send a
    session's cookie in the clear, and any name can be made to point here.
    """
    if public_url is not None:
        parts = urlsplit(public_url)
        return f"{parts.scheme}://{parts.netloc}"
    try:
        return f"http://{host}" if urlsplit(f"//{host}").hostname in LOOPBACK else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Door:
    sessions: AgentSessions
    secret: bytes = field(repr=False)
    public_url: str | None = None

    @property
    def is_secure(self) -> bool:
        return self.public_url is not None and self.public_url.startswith("https:")

    def cookie_name(self, what: str = "desk") -> str:
        """Browsers take a name with that prefix only over TLS, and for one host alone."""
        return f"__Host-giftline-{what}" if self.is_secure else f"giftline-{what}"

    def place(self, request: Request) -> Place:
        return Place(
            address=request.client.host if request.client else "unknown",
            user_agent=request.headers.get("user-agent", ""),
            token=request.cookies.get(self.cookie_name(), ""),
        )

    def give_session(self, response: Response, token: str) -> None:
        self._set_cookie(response, token)

    def take_session(self, response: Response) -> None:
        self._set_cookie(response, "", max_age=0)

    def csrf_token(self, session_token: str) -> str:
        """What a page sends with every change. It belongs to one session, and cannot be made up."""
        return hmac.digest(self.secret, b"csrf:" + session_token.encode(), "sha256").hex()

    def require_own_page(self, request: Request) -> None:
        """Raises ForeignRequest unless a page of ours sends it."""
        own = own_origin(self.public_url, request.headers.get("host", ""))
        if own is None:
            raise ForeignRequest("Agents sign in at this server's public address. Set GIFTLINE_PUBLIC_URL.")
        if request.headers.get("origin") != own:
            raise ForeignRequest("Send this from the desk's own pages.")

    def lets_in(self, needed: Role) -> Callable[[Request], Awaitable[SignedInAgent]]:
        """The dependency of an endpoint for that role. What changes something needs the CSRF token too."""

        async def check(request: Request) -> SignedInAgent:
            token = request.cookies.get(self.cookie_name(), "")
            here = await asyncio.to_thread(self.sessions.find, token)
            if request.method not in _SAFE:
                self.require_own_page(request)
                sent = request.headers.get(CSRF_HEADER, "")
                if not hmac.compare_digest(sent.encode(), self.csrf_token(token).encode()):
                    raise ForeignRequest(f"The header {CSRF_HEADER} is missing or of another session.")
            if not here.agent.role.includes(needed):
                raise NotAllowed(f"This needs the role {needed}.")
            return here

        return decides(Access(needed.value), check)

    def lets_in_to_page(self, needed: Role) -> Callable[[Request], Awaitable[SignedInAgent]]:
        """The same for a page, which leads a person to where they sign in."""
        check = self.lets_in(needed)

        async def check_or_lead(request: Request) -> SignedInAgent:
            try:
                return await check(request)
            except NotSignedIn:
                raise HTTPException(303, "Sign in first.", headers={"Location": SIGN_IN_PAGE}) from None

        return decides(Access(needed.value), check_or_lead)

    def _set_cookie(self, response: Response, value: str, max_age: int | None = None) -> None:
        # Without an end of its own: the server knows when it ends, and the browser forgets it when closed.
        response.set_cookie(
            self.cookie_name(),
            value,
            max_age=max_age,
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="strict",
        )
