"""The pages people open in a browser: the chat and the documentation; and what machines read of us."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from markdown_it import MarkdownIt
from markupsafe import Markup
from pydantic import BaseModel

from bot.access import PUBLIC
from bot.bootstrap import Services
from bot.channels.built_files import NO_HEADERS, built_file
from bot.channels.edge import content_security_policy
from bot.page import page
from bot.settings import ROOT

WEB = ROOT / "web" / "dist"
DOCS = ROOT / "docs"

_FRESH = {"Cache-Control": "no-cache"}
# Where the framed page has the link to what a site has chosen.
_PLACE_OF_COLOURS = "<!-- colours -->"
_COLOURS = '<link rel="stylesheet" href="/embed/{site}.css">'
# Where both pages have the word that there is Slack to go on in.
_PLACE_OF_SLACK = "<!-- slack -->"
_SLACK = '<meta name="giftline-slack" content="yes">'


class Health(BaseModel):
    app: str
    engine: str


def page_router(services: Services, *, demo: bool, in_slack: bool = False) -> APIRouter:
    """`demo` has a link to the desk on every page. `in_slack`: who is signed in can go on there."""
    router = APIRouter(dependencies=[PUBLIC])

    @router.get("/", include_in_schema=False)
    async def chat(request: Request) -> Response:
        if in_slack:
            text = _file("index.html").read_text(encoding="utf-8").replace(_PLACE_OF_SLACK, _SLACK)
            return HTMLResponse(text, headers=_FRESH)
        return _built("index.html", request)

    # Before the page, whose name would match it too.
    @router.get("/embed/{slug}.css", include_in_schema=False)
    async def colours(slug: str) -> Response:
        """What of the chat's looks a site has chosen."""
        site = await asyncio.to_thread(services.list_sites.served, slug)
        rule = f"giftline-chat {{ --giftline-accent: {site.accent} }}\n" if site.accent else ""
        return Response(rule, media_type="text/css", headers=_FRESH)

    @router.get("/embed/{slug}", include_in_schema=False)
    async def embed(slug: str) -> Response:
        """The chat, to be shown inside the pages of a site, and ours, and of no other."""
        site = await asyncio.to_thread(services.list_sites.served, slug)
        policy = content_security_policy("'self'", *site.origins)
        # The page links the site's colours itself, or it would be painted before they are there.
        colours = _COLOURS.format(site=site.id) if site.accent else ""
        text = _file("embed.html").read_text(encoding="utf-8").replace(_PLACE_OF_COLOURS, colours)
        if in_slack:
            text = text.replace(_PLACE_OF_SLACK, _SLACK)
        return HTMLResponse(text, headers={**_FRESH, "Content-Security-Policy": policy})

    @router.get("/playground/{slug}", include_in_schema=False)
    async def playground(slug: str, request: Request) -> FileResponse:
        """A page with the chat of a site on it, to try what can be set."""
        await asyncio.to_thread(services.list_sites.served, slug)
        policy = content_security_policy(has_frames=True)
        return _built("playground.html", request, {"Content-Security-Policy": policy})

    @router.get("/giftline.js", include_in_schema=False)
    async def loader(request: Request) -> FileResponse:
        """The script that pages of sites load. It keeps its name, so no cache has it for long."""
        return _built(
            "giftline.js",
            request,
            {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=300"},
        )

    @router.get("/health", tags=["operations"])
    async def health() -> Health:
        """The app answers at once; the engine needs about half a minute after a start."""
        return Health(app="ready", engine="ready" if services.engine.is_ready else "starting")

    @router.get("/docs", include_in_schema=False)
    async def first_page() -> RedirectResponse:
        return RedirectResponse("/docs/index.md")

    @router.get("/docs/{name:path}", include_in_schema=False)
    async def docs(name: str) -> Response:
        # Only files that the folder lists: a name can never lead out of it.
        pages = {path.relative_to(DOCS).as_posix(): path for path in DOCS.rglob("*.*")}
        path = pages.get(name)
        if path is None or path.suffix not in (".md", ".png"):
            raise HTTPException(404, "There is no such page. Start at /docs/index.md.")
        if path.suffix == ".png":
            return FileResponse(path)
        text = path.read_text(encoding="utf-8")
        body = MarkdownIt("commonmark").enable("table").render(text)
        title = text.partition("\n")[0].lstrip("# ")
        return page("page.html", demo=demo, title=title, body=Markup(body))  # noqa: S704 - our files

    @router.get("/openapi.json", include_in_schema=False)
    async def description(request: Request) -> dict[str, Any]:
        """The API for machines."""
        described: dict[str, Any] = request.app.openapi()
        return described

    return router


def _built(name: str, request: Request, headers: Mapping[str, str] = NO_HEADERS) -> FileResponse:
    return built_file(_file(name), request.headers, {**_FRESH, **headers})


def _file(name: str) -> Path:
    built = WEB / name
    if not built.is_file():
        raise HTTPException(503, "The chat page is not built yet. Run `make setup`.")
    return built
