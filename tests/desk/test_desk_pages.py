"""The desk's pages outside a demo: for signed-in agents only, and where one signs in."""

from __future__ import annotations

import pytest

from bot.tickets.ticket import Priority, TicketRequest
from bot.values import TicketId
from tests.builders import ScriptedEngine, a_customer
from tests.desk.at_the_desk import AgentBrowser, Desk


async def test_who_is_not_signed_in_is_led_to_where_one_signs_in(desk: Desk) -> None:
    answer = await desk.browser().client.get("/desk")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in")


async def test_a_signed_in_agent_sees_the_tickets(
    desk: Desk, ann: AgentBrowser, engine: ScriptedEngine
) -> None:
    ticket = TicketRequest(TicketId("GL-2345678"), "human_agent", Priority.HIGH, "person", "Wants a person.")
    engine.says("A person comes.", ticket=ticket)
    await a_customer(desk.services).says("a person please")
    answer = await ann.client.get("/desk")
    assert "GL-2345678" in answer.text
    assert "Sign out" in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/desk/sign-in", "/desk"])
async def test_the_pages_hold_no_script_of_their_own(ann: AgentBrowser, path: str) -> None:
    page = (await ann.client.get(path)).text
    assert page.count("<script") == page.count('<script type="module" src="/desk/desk.js"></script>') == 1
    assert "style=" not in page


async def test_every_field_of_the_form_has_its_label(desk: Desk) -> None:
    page = (await desk.browser().client.get("/desk/sign-in")).text
    for field in ("email", "password"):
        assert f'<label for="{field}">' in page
        assert f'<input id="{field}"' in page


async def test_without_a_provider_the_page_offers_none(desk: Desk) -> None:
    assert "oidc" not in (await desk.browser().client.get("/desk/sign-in")).text
