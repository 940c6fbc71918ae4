"""The pages people open in a browser: the chat, the documentation, and whether we are well."""

from __future__ import annotations

from html import escape
from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse, HTMLResponse
from markdown_it import MarkdownIt
from pydantic import BaseModel

from bot.ports import Engine
from bot.settings import ROOT

WEB = ROOT / "web" / "dist"
DOCS = ROOT / "docs"


class Health(BaseModel):
    app: str
    engine: str


def page_router(engine: Engine) -> APIRouter:
    router = APIRouter()

    @router.get("/", include_in_schema=False)
    async def chat() -> FileResponse:
        page = WEB / "index.html"
        if not page.is_file():
            raise HTTPException(503, "The chat page is not built yet. Run `make setup`.")
        return FileResponse(page, headers={"Cache-Control": "no-cache"})

    @router.get("/health", tags=["operations"])
    async def health() -> Health:
        """The app answers at once; the engine needs about half a minute after a start."""
        return Health(app="ready", engine="ready" if engine.is_ready else "starting")

    @router.get("/docs", include_in_schema=False)
    @router.get("/docs/{name}", include_in_schema=False)
    async def docs(name: str = "index.md") -> HTMLResponse:
        # Only pages that the folder lists: a name can never lead out of it.
        pages = {path.name: path for path in DOCS.glob("*.md")}
        if name not in pages:
            raise HTTPException(404, "There is no such page. Start at /docs.")
        return HTMLResponse(_page(pages[name]))

    return router


def _page(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    title = text.partition("\n")[0].lstrip("# ")
    body = MarkdownIt("commonmark").enable("table").render(text)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · Giftline</title>"
        '<link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/docs.css"></head>'
        f'<body><nav><a href="/">Chat</a> <a href="/docs/index.md">Documentation</a></nav>'
        f"<main>{body}</main></body></html>"
    )
