"""To whom a conversation can be passed on: by name only, and to nobody who is gone."""

from __future__ import annotations

from bot.agents.agent import Role
from tests.desk.at_the_desk import AgentBrowser, Desk


async def test_an_agent_reads_the_names_and_nothing_more(desk: Desk, ann: AgentBrowser) -> None:
    desk.services.change_agents.add("sam@example.com", "Sam", Role.SUPERVISOR, None)
    desk.services.change_agents.add("gone@example.com", "Gone", Role.AGENT, None)
    desk.services.change_agents.disable("gone@example.com")
    answer = (await ann.gets("colleagues")).json()
    assert [agent["name"] for agent in answer["agents"]] == ["Ann", "Sam"]
    assert {key for agent in answer["agents"] for key in agent} == {"id", "name"}
    assert "support" in [team["id"] for team in answer["teams"]]
