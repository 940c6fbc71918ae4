"""The agents' pages: the shell of the desk, which the browser fills, and where they sign in."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from bot.access import PUBLIC
from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.cases.registry import load_cases
from bot.desk.door import SIGN_IN_PAGE, Door
from bot.page import page
from bot.services.demo_agents import DEMO_AGENTS


def desk_page_router(services: Services, door: Door, *, demo: bool, with_provider: bool) -> APIRouter:
    """On a `demo` one signs in by a click; elsewhere one has to be an agent."""
    router = APIRouter(include_in_schema=False)
    topics = {slug: case.texts.title for slug, case in load_cases().items()}

    @router.get("/desk", dependencies=[Depends(door.lets_in_to_page(Role.AGENT))])
    async def desk() -> HTMLResponse:
        shown = page("desk.html", topics=topics)
        shown.headers["Cache-Control"] = "no-store"
        return shown

    # The shell has no figure and no line in it: what is in it is for the API to give, or to refuse.
    @router.get("/desk/reports", dependencies=[Depends(door.lets_in_to_page(Role.AGENT))])
    async def reports() -> HTMLResponse:
        return page("beside.html", name="reports", title="Reports")

    @router.get("/desk/training", dependencies=[Depends(door.lets_in_to_page(Role.AGENT))])
    async def training() -> HTMLResponse:
        return page("beside.html", name="training", title="Training")

    @router.get(SIGN_IN_PAGE, dependencies=[PUBLIC])
    async def sign_in() -> HTMLResponse:
        return sign_in_page(demo=demo, with_provider=with_provider)

    return router


def sign_in_page(
    *, demo: bool = False, with_provider: bool, problem: str = "", status: int = 200
) -> HTMLResponse:
    """`problem` says why somebody is here again."""
    return page(
        "sign_in.html",
        status=status,
        demo=demo,
        title="Sign in",
        demo_agents=DEMO_AGENTS if demo else {},
        with_provider=with_provider,
        problem=problem,
    )
