"""To whom an agent can pass a conversation on. Who the agents are in full is for supervisors."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.desk.api import PREFIX
from bot.desk.door import Door


class ColleagueOut(BaseModel):
    id: str
    name: str


class TeamOut(BaseModel):
    id: str
    name: str


class ColleaguesOut(BaseModel):
    agents: list[ColleagueOut]
    teams: list[TeamOut]


def colleagues_router(services: Services, door: Door) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["desk"])

    @router.get("/colleagues", dependencies=[Depends(door.lets_in(Role.AGENT))])
    async def colleagues() -> ColleaguesOut:
        """The agents who are not disabled, by name, and the teams."""
        agents = await asyncio.to_thread(services.list_agents)
        there = sorted((agent for agent in agents if not agent.disabled_at), key=lambda agent: agent.name)
        return ColleaguesOut(
            agents=[ColleagueOut(id=agent.id, name=agent.name) for agent in there],
            teams=[TeamOut(id=team.id, name=team.name) for team in services.policy.support.teams],
        )

    return router
