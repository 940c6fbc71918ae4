"""An agent signs in, sees the desk and signs out, in a real browser. No engine is needed for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.agents.agent import Role
from bot.bootstrap import bootstrap
from bot.settings import Settings
from tests.desk.at_the_desk import A_PASSWORD, ANN, an_app, listening

pytestmark = pytest.mark.browser


@pytest.fixture
def desk_url(tmp_path: Path) -> Iterator[str]:
    """A server that is no demo and has Ann as an agent."""
    services = bootstrap(Settings(home=tmp_path, database_url=None, pepper="p" * 32))
    services.change_agents.add(ANN, "Ann", Role.AGENT, A_PASSWORD)
    loop, ready, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    urls = []

    async def serve() -> None:
        async with listening(an_app(services, tmp_path, public_url=None)) as url:
            urls.append(url)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(60)
    yield urls[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()
    services.close()


@pytest.fixture
def page(chromium: Browser, desk_url: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=desk_url)
    yield context.new_page()
    context.close()


def _signs_in(page: Page, password: str) -> None:
    page.get_by_label("E-mail address").fill(ANN)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_an_agent_signs_in_and_out(page: Page) -> None:
    page.goto("/desk")
    _signs_in(page, A_PASSWORD)
    expect(page.get_by_role("listbox", name="Queue")).to_be_visible()
    assert page.evaluate("document.cookie") == ""
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    page.goto("/desk")
    expect(page.get_by_role("heading", name="Sign in to the desk")).to_be_visible()


def test_a_wrong_password_is_said_aloud_and_can_be_mended(page: Page) -> None:
    page.goto("/desk/sign-in")
    _signs_in(page, "seven wet otters sink")
    expect(page.get_by_role("alert")).to_contain_text("do not fit")
    _signs_in(page, A_PASSWORD)
    expect(page.get_by_role("listbox", name="Queue")).to_be_visible()


def test_the_keyboard_is_enough(page: Page) -> None:
    page.goto("/desk/sign-in")
    page.get_by_label("E-mail address").focus()
    page.keyboard.type(ANN)
    page.keyboard.press("Tab")
    page.keyboard.type(A_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox", name="Queue")).to_be_visible()


def test_a_page_of_somebody_else_changes_nothing(page: Page, desk_url: str) -> None:
    """Another port is another origin of the same site: SameSite alone would not keep it out."""
    page.goto("/desk/sign-in")
    _signs_in(page, A_PASSWORD)
    expect(page.get_by_role("listbox", name="Queue")).to_be_visible()
    elsewhere = "http://127.0.0.1:4999/"
    page.route(f"{elsewhere}**", lambda route: route.fulfill(body="<p>evil", content_type="text/html"))
    page.goto(elsewhere)
    statuses = []
    page.on("response", lambda response: statuses.append(response.status))
    page.evaluate(
        """url => fetch(url, {method: "POST", mode: "no-cors", credentials: "include"}).catch(() => null)""",
        f"{desk_url}/api/v1/desk/sign-out",
    )
    assert 204 not in statuses
    page.goto(f"{desk_url}/desk")
    expect(page.get_by_role("listbox", name="Queue")).to_be_visible()
