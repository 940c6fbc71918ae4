"""The demo's agents: a click lets them in on a demo server, and nowhere else, and nobody else."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.services.demo_agents import DEMO_AGENTS
from bot.services.sign_in_agent import Place
from tests.desk.at_the_desk import ANN, COOKIE, HOME, ORIGIN, AgentBrowser, a_session, an_app

ADA = "ada@demo.invalid"


def _browser(services: Services, folder: Path, *, demo: bool = True) -> AgentBrowser:
    app = an_app(services, folder, demo=demo)
    return AgentBrowser(httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN))


async def _clicks(browser: AgentBrowser, agent: str) -> httpx.Response:
    origin = {"Origin": browser.origin} if browser.origin else {}
    return await browser.client.post("/api/v1/demo/sign-in", json={"agent": agent}, headers=origin)


async def test_a_click_is_enough_on_a_demo(services: Services, tmp_path: Path) -> None:
    services.demo_agents.let_in()
    browser = _browser(services, tmp_path)
    answer = await _clicks(browser, ADA)
    assert (answer.status_code, answer.json()["name"], answer.json()["role"]) == (200, "Ada", Role.AGENT)
    assert browser.client.cookies.get(COOKIE)
    assert (await browser.client.get("/desk")).status_code == 200


async def test_nobody_else_comes_in_that_way(services: Services, tmp_path: Path) -> None:
    services.demo_agents.let_in()
    answer = await _clicks(_browser(services, tmp_path), ANN)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")


async def test_a_page_of_somebody_else_signs_nobody_in(services: Services, tmp_path: Path) -> None:
    services.demo_agents.let_in()
    browser = _browser(services, tmp_path).from_page_of("https://evil.example.com")
    assert (await _clicks(browser, ADA)).status_code == 403


async def test_a_server_that_is_no_demo_has_no_such_endpoint(services: Services, tmp_path: Path) -> None:
    services.demo_agents.let_in()
    assert (await _clicks(_browser(services, tmp_path, demo=False), ADA)).status_code in (404, 405)


@pytest.mark.parametrize("demo", [True, False])
async def test_only_a_demo_offers_it_where_one_signs_in(
    services: Services, tmp_path: Path, demo: bool
) -> None:
    page = (await _browser(services, tmp_path, demo=demo).client.get("/desk/sign-in")).text
    assert [email in page for email in DEMO_AGENTS] == [demo, demo]


def test_a_database_that_goes_on_as_a_real_one_shuts_them_out(services: Services) -> None:
    """Their sessions too: a demo's cookie must not open a real desk."""
    services.demo_agents.let_in()
    session = a_session(services, ADA)
    services.demo_agents.shut_out()
    assert not services.agent_sessions.is_open(session.token)
    assert all(agent.disabled_at for agent in services.list_agents() if agent.email in DEMO_AGENTS)


def test_a_demo_that_starts_again_lets_them_in_again(services: Services) -> None:
    for _ in range(2):
        services.demo_agents.let_in()
        services.demo_agents.shut_out()
    services.demo_agents.let_in()
    assert services.demo_agents.sign_in(ADA, Place(HOME)).agent.name == "Ada"


def test_a_server_without_a_past_as_a_demo_gets_none_of_them(services: Services) -> None:
    services.demo_agents.shut_out()
    assert [agent.email for agent in services.list_agents()] == [ANN]
