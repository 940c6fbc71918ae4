"""Which pages may talk to the chat's API: our own, and those of sites.

Around the chat's routes it answers preflights and adds the headers that let a page of a site read answers.
It never allows credentials, so a browser sends our cookie from our own pages only. Whether the page
belongs to the site of a conversation is known only once that is found: see `require_origin_of`.
"""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.bootstrap import Services
from bot.channels.problems import problem
from bot.errors import ForeignOrigin
from bot.file_transfer import CLIENT_ID_HEADER, FILE_NAME_HEADER
from bot.services.list_sites import ListSites
from bot.values import SiteId

# Sent by our own pages with whatever a cookie opens; another page cannot send it without being asked first.
CSRF_HEADER = "X-Giftline"
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": ", ".join(
        ("Authorization", "Content-Type", "Last-Event-ID", CSRF_HEADER, CLIENT_ID_HEADER, FILE_NAME_HEADER)
    ),
    "Access-Control-Max-Age": "600",
}
_FOREIGN = "This page may not use the chat. Add its origin to a site: `giftline sites add --help`."


class SiteOrigins:
    """An ASGI app around another: for paths under `prefix`, a page of no site is refused."""

    def __init__(self, app: ASGIApp, sites: ListSites, prefix: str) -> None:
        self.app = app
        self._sites = sites
        self._prefix = f"{prefix}/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self._prefix):
            await self.app(scope, receive, send)
            return

        async def send_apart(message: Message) -> None:
            # No cache may give one page the answer that was meant for another.
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("Origin")
            await send(message)

        origin = foreign_origin(HTTPConnection(scope))
        if origin is None:
            await self.app(scope, receive, send_apart)
            return
        if not await asyncio.to_thread(self._sites.with_origin, origin):
            await problem(403, ForeignOrigin.code, _FOREIGN)(scope, receive, send_apart)
            return

        async def send_readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = origin
                headers["Access-Control-Expose-Headers"] = "Retry-After"
            await send_apart(message)

        is_preflight = scope["method"] == "OPTIONS" and (
            "access-control-request-method" in Headers(scope=scope)
        )
        if is_preflight:
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send_readable)
        else:
            await self.app(scope, receive, send_readable)


def own_origin(connection: HTTPConnection) -> str | None:
    """The origin of the page that asks, if it is one of ours and its browser says so.

    A proxy may hide from us under which address we are reached; browsers know, and pages cannot make them
    say otherwise.
    """
    origin = connection.headers.get("origin")
    if origin is None or origin == "null":
        return None
    fetched_from = connection.headers.get("sec-fetch-site")
    if fetched_from is not None:
        return origin if fetched_from == "same-origin" else None
    url = connection.url
    return origin if origin == f"{url.scheme}://{url.netloc}" else None


def foreign_origin(connection: HTTPConnection) -> str | None:
    """The origin of the page that asks, if that is none of ours; None also for what is no page."""
    origin = connection.headers.get("origin")
    return origin if origin is not None and own_origin(connection) is None else None


async def require_origin_of(services: Services, site: SiteId | None, connection: HTTPConnection) -> None:
    """Raises ForeignOrigin unless what asks is our own page, a page of the site, or no page."""
    origin = foreign_origin(connection)
    if origin is None:
        return
    sites = await asyncio.to_thread(services.list_sites.with_origin, origin)
    if site is None or site not in sites:
        raise ForeignOrigin("This conversation is not of the site that this page belongs to.")
