"""Around the whole app: the headers that every answer carries, its request's id, and a limit on what is read.

It stands outside the framework's own error handling, so that a failure or a refusal of the framework
carries the headers too.
"""

from __future__ import annotations

import uuid
from string import printable
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from bot.attachments.fitness import MOST_BYTES as MOST_BYTES_OF_A_FILE
from bot.channels.problems import problem

MOST_BYTES = 512 * 1024
# Where files are sent to; their routes take as much as a file may have.
_FILES = "/attachments"
REQUEST_ID = "X-Request-ID"


def content_security_policy(*framed_by: str, has_frames: bool = False) -> str:
    """Nothing from elsewhere, shown in pages of the origins in `framed_by` only; `has_frames`: of ours."""
    framed = " ".join(framed_by) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            # What the chat has fetched with its token, it shows from its own memory.
            "img-src 'self' blob:",
            "connect-src 'self'",
            *(["frame-src 'self'"] if has_frames else []),
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {framed}",
            "require-trusted-types-for 'script'",
            "trusted-types lit-html",
        )
    )


_HEADERS = {
    "Content-Security-Policy": content_security_policy(),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# Only over TLS: browsers ignore it elsewhere. Two years is what their preload lists ask for.
_OVER_TLS = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
# What is said to one customer is for no cache between us.
_PRIVATE = {"Cache-Control": "no-store"}
_PRIVATE_PATHS = ("/api/", "/internal/")


class Edge:
    """An ASGI app around another."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Ours, whatever was sent: an id from outside could forge the lines of another request in a log.
        request_id = uuid.uuid4().hex
        added = {**_headers(scope), REQUEST_ID: request_id}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in added.items():
                    headers.setdefault(name, value)
            await send(message)

        with bound_contextvars(request_id=request_id):
            if _is_too_large(Headers(scope=scope).get("content-length", ""), _most_bytes(scope)):
                # The framework refuses it as well, but in plain text that no client of ours reads.
                refused = problem(413, "too_large", "The request is too large.")
                await refused(scope, receive, send_with_headers)
                return
            await self.app(_with_ascii_query(scope), receive, send_with_headers)


def _with_ascii_query(scope: Scope) -> Scope:
    """What a URL may not hold unescaped counts as if it were escaped: the framework fails on it in places."""
    query: bytes = scope["query_string"]
    return scope if query.isascii() else {**scope, "query_string": quote(query, safe=printable).encode()}


def _headers(scope: Scope) -> dict[str, str]:
    over_tls = _OVER_TLS if scope["scheme"] == "https" else {}
    private = _PRIVATE if scope["path"].startswith(_PRIVATE_PATHS) else {}
    return {**_HEADERS, **over_tls, **private}


def _most_bytes(scope: Scope) -> int:
    return MOST_BYTES_OF_A_FILE if scope["path"].endswith(_FILES) else MOST_BYTES


def _is_too_large(announced: str, most: int) -> bool:
    """What is no number is the framework's to refuse. Other scripts have digits that int() does not read."""
    digits = announced.lstrip("0") if announced.isascii() and announced.isdigit() else ""
    return len(digits) > len(str(most)) or int(digits or "0") > most
