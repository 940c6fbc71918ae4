"""Around the whole app: the headers that every answer carries, and a limit on what is read at all.

It stands outside the framework's own error handling, so that a failure or a refusal of the framework
carries the headers too.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.problems import problem

MOST_BYTES = 512 * 1024


def content_security_policy(*framed_by: str) -> str:
    """Nothing from elsewhere, and shown inside pages of the origins in `framed_by` only."""
    framed = " ".join(framed_by) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {framed}",
            "require-trusted-types-for 'script'",
            "trusted-types lit-html",
        )
    )


_HEADERS = {
    "Content-Security-Policy": content_security_policy(),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Edge:
    """An ASGI app around another."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdigit() and int(announced) > MOST_BYTES:
            # The framework refuses it as well, but in plain text that no client of ours reads.
            refused = problem(413, "too_large", "The request is too large.")
            await refused(scope, receive, send_with_headers)
            return
        await self.app(scope, receive, send_with_headers)
