"""To whom a conversation can be passed: who is there, with how much to do, and which queues there are."""

from __future__ import annotations

from bot.bootstrap import Services
from tests.builders import a_customer
from tests.desk.at_the_desk import AgentBrowser, MovedClock
from tests.desk.together.conftest import BEN, OpenDesk, taken_by, waits


async def test_everybody_who_works_here_is_listed_with_what_they_have(
    services: Services, ann: AgentBrowser, clock: MovedClock
) -> None:
    for _ in range(2):
        taken_by(waits(a_customer(services), clock), BEN)
    assert [
        {name: one[name] for name in ("name", "role", "online", "conversations", "capacity")}
        for one in (await ann.gets("colleagues")).json()["agents"]
    ] == [
        {"name": "Ann", "role": "agent", "online": False, "conversations": 0, "capacity": 5},
        {"name": "Ben Carter", "role": "agent", "online": False, "conversations": 2, "capacity": 5},
    ]


async def test_whose_desk_is_open_is_online_and_comes_first(
    ann: AgentBrowser, ben: AgentBrowser, open_desk: OpenDesk
) -> None:
    async with open_desk.hears(ben):
        listed = (await ann.gets("colleagues")).json()["agents"]
    assert [(one["name"], one["online"]) for one in listed] == [("Ben Carter", True), ("Ann", False)]


async def test_whoever_does_not_work_here_any_more_is_not_listed(
    services: Services, ann: AgentBrowser
) -> None:
    services.change_agents.disable(BEN)
    assert [one["name"] for one in (await ann.gets("colleagues")).json()["agents"]] == ["Ann"]


async def test_a_team_says_how_many_wait_for_it(
    services: Services, ann: AgentBrowser, clock: MovedClock
) -> None:
    waits(a_customer(services), clock)
    taken_by(waits(a_customer(services), clock))
    queues = {team["id"]: team["queued"] for team in (await ann.gets("colleagues")).json()["teams"]}
    assert queues["support"] == 1
