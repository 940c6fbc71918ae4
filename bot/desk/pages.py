"""The agents' pages: the tickets, and where they sign in."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from bot.access import DEMO, PUBLIC
from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.desk.door import SIGN_IN_PAGE, Door
from bot.page import page


def desk_page_router(services: Services, door: Door, *, demo: bool, with_provider: bool) -> APIRouter:
    """`demo` shows the tickets to everybody; elsewhere one has to be an agent."""
    router = APIRouter(include_in_schema=False)
    readers = DEMO if demo else Depends(door.lets_in_to_page(Role.AGENT))

    @router.get("/desk", dependencies=[readers])
    async def desk() -> HTMLResponse:
        entries = await asyncio.to_thread(services.list_tickets)
        shown = page("desk.html", demo=demo, title="Tickets", entries=entries)
        shown.headers["Cache-Control"] = "no-store"
        return shown

    @router.get(SIGN_IN_PAGE, dependencies=[PUBLIC])
    async def sign_in() -> HTMLResponse:
        return sign_in_page(with_provider=with_provider)

    return router


def sign_in_page(*, with_provider: bool, problem: str = "", status: int = 200) -> HTMLResponse:
    """`problem` says why somebody is here again."""
    return page(
        "sign_in.html",
        status=status,
        demo=False,
        title="Sign in",
        with_provider=with_provider,
        problem=problem,
    )
