"""How long an agent stays signed in, and how a session is ended."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.agents.agent import Role
from bot.bootstrap import Services
from tests.channels.browser import the_problem
from tests.desk.at_the_desk import ANN, COOKIE, ELSEWHERE, AgentBrowser, Desk, a_session

BEN = "ben@example.com"
ANOTHER_PASSWORD = "nine dry badgers hum"


async def test_who_does_nothing_for_half_an_hour_has_to_sign_in_again(desk: Desk, ann: AgentBrowser) -> None:
    desk.clock.passes(minutes=29)
    assert await ann.is_signed_in()
    desk.clock.passes(minutes=29)
    assert await ann.is_signed_in()
    desk.clock.passes(minutes=30)
    assert the_problem(await ann.gets("me")) == (401, "not_signed_in")


async def test_a_sign_in_lasts_twelve_hours_however_busy(desk: Desk, ann: AgentBrowser) -> None:
    for _ in range(12 * 60 // 20 - 1):
        desk.clock.passes(minutes=20)
        assert await ann.is_signed_in()
    desk.clock.passes(minutes=20)
    assert not await ann.is_signed_in()


async def test_to_sign_out_ends_the_session_and_takes_the_cookie_back(desk: Desk, ann: AgentBrowser) -> None:
    token = ann.cookie
    await ann.posts("sign-out")
    assert ann.cookie == ""
    thief = desk.browser(ELSEWHERE)
    thief.client.cookies.set(COOKIE, token, domain="desk.example.com")
    assert not await thief.is_signed_in()


async def test_one_sees_where_one_is_signed_in(desk: Desk, ann: AgentBrowser) -> None:
    await desk.browser(ELSEWHERE, "Chrome").signs_in()
    listed = (await ann.gets("sessions")).json()
    assert sorted((one["user_agent"], one["is_this"]) for one in listed) == [
        ("Chrome", False),
        ("Firefox", True),
    ]


async def test_one_session_can_be_ended(desk: Desk, ann: AgentBrowser) -> None:
    other = desk.browser(ELSEWHERE)
    await other.signs_in()
    (its_id,) = [one["id"] for one in (await ann.gets("sessions")).json() if not one["is_this"]]
    assert (await ann.deletes(f"sessions/{its_id}")).json() == {"revoked": 1}
    assert (await ann.is_signed_in(), await other.is_signed_in()) == (True, False)


async def test_all_sessions_can_be_ended(desk: Desk, ann: AgentBrowser) -> None:
    other = desk.browser(ELSEWHERE)
    await other.signs_in()
    assert (await ann.deletes("sessions")).json() == {"revoked": 2}
    assert (await ann.is_signed_in(), await other.is_signed_in()) == (False, False)


async def test_nobody_ends_the_session_of_somebody_else(desk: Desk, ann: AgentBrowser) -> None:
    desk.services.change_agents.add(BEN, "Ben", Role.ADMIN, None)
    bens = a_session(desk.services, BEN)
    assert (await ann.deletes(f"sessions/{bens.session.id}")).json() == {"revoked": 0}
    assert desk.services.agent_sessions.find(bens.token).agent.email == BEN


async def test_an_admin_ends_the_sessions_of_an_agent(desk: Desk, ann: AgentBrowser) -> None:
    desk.services.change_agents.add(BEN, "Ben", Role.ADMIN, ANOTHER_PASSWORD)
    ben = desk.browser(ELSEWHERE)
    await ben.signs_in(BEN, ANOTHER_PASSWORD)
    (anns_id,) = [one["id"] for one in (await ben.gets("agents")).json() if one["email"] == ANN]
    assert (await ben.deletes(f"agents/{anns_id}/sessions")).json() == {"revoked": 1}
    assert (await ann.is_signed_in(), await ben.is_signed_in()) == (False, True)


@pytest.mark.parametrize(
    "change",
    [
        lambda services: services.change_agents.disable(ANN),
        lambda services: services.change_agents.set_password(ANN, ANOTHER_PASSWORD),
        lambda services: services.change_agents.give_role(ANN, Role.ADMIN),
    ],
    ids=["disabled", "new password", "new role"],
)
async def test_a_change_to_an_agent_ends_their_sessions(
    desk: Desk, ann: AgentBrowser, change: Callable[[Services], object]
) -> None:
    change(desk.services)
    assert not await ann.is_signed_in()


async def test_who_was_disabled_stays_out_until_enabled(desk: Desk, ann: AgentBrowser) -> None:
    desk.services.change_agents.disable(ANN)
    assert (await ann.signs_in()).status_code == 401
    desk.services.change_agents.enable(ANN)
    assert not await ann.is_signed_in()
    assert (await ann.signs_in()).status_code == 200


async def test_the_old_password_lets_in_no_more(desk: Desk) -> None:
    desk.services.change_agents.set_password(ANN, ANOTHER_PASSWORD)
    browser = desk.browser()
    assert (await browser.signs_in()).status_code == 401
    assert (await browser.signs_in(ANN, ANOTHER_PASSWORD)).status_code == 200


async def test_sessions_that_ended_a_month_ago_are_forgotten(desk: Desk, ann: AgentBrowser) -> None:
    (old,) = [one["id"] for one in (await ann.gets("sessions")).json()]
    desk.clock.passes(days=31)
    a_session(desk.services)
    with desk.services.unit_of_work() as work:
        agent = work.agents.hold(ANN)
        assert agent
        assert [one.id for one in work.agent_sessions.of(agent.id) if one.id == old] == []
