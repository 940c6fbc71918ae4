"""Signing in as one of the demo's agents, by a click. Only a demo server has it."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from bot.access import DEMO
from bot.bootstrap import Services
from bot.desk.api import MeOut, me_out
from bot.desk.door import Door


class DemoSignInIn(BaseModel):
    agent: str = Field(description="The e-mail address of one of the demo's agents.", max_length=254)


def demo_desk_router(services: Services, door: Door) -> APIRouter:
    router = APIRouter(prefix="/api/v1/demo", tags=["demo"], dependencies=[DEMO])

    @router.post("/sign-in")
    async def sign_in(body: DemoSignInIn, request: Request, response: Response) -> MeOut:
        """As `sign-in` at the desk, without a password. A server that is no demo has no such endpoint."""
        door.require_own_page(request)
        signed_in = await asyncio.to_thread(services.demo_agents.sign_in, body.agent, door.place(request))
        door.give_session(response, signed_in.token)
        return me_out(signed_in.agent, door.csrf_token(signed_in.token))

    return router
