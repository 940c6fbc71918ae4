"""The desk's pages outside a demo: for signed-in agents only, and where one signs in."""

from __future__ import annotations

import html
import json
import re

import pytest

from tests.desk.at_the_desk import AgentBrowser, Desk


async def test_who_is_not_signed_in_is_led_to_where_one_signs_in(desk: Desk) -> None:
    answer = await desk.browser().client.get("/desk")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in")


async def test_a_signed_in_agent_gets_the_desk_with_the_cases_by_their_titles(ann: AgentBrowser) -> None:
    answer = await ann.client.get("/desk")
    (topics,) = re.findall(r'<giftline-desk topics="([^"]*)">', answer.text)
    assert json.loads(html.unescape(topics))["already_redeemed"] == "The card was already redeemed"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "script"), [("/desk/sign-in", "/desk/sign-in.js"), ("/desk", "/desk/desk.js")]
)
async def test_the_pages_hold_no_script_of_their_own(ann: AgentBrowser, path: str, script: str) -> None:
    page = (await ann.client.get(path)).text
    assert page.count("<script") == page.count(f'<script type="module" src="{script}"></script>') == 1
    assert "style=" not in page


async def test_every_field_of_the_form_has_its_label(desk: Desk) -> None:
    page = (await desk.browser().client.get("/desk/sign-in")).text
    for field in ("email", "password"):
        assert f'<label for="{field}">' in page
        assert f'<input id="{field}"' in page


async def test_without_a_provider_the_page_offers_none(desk: Desk) -> None:
    assert "oidc" not in (await desk.browser().client.get("/desk/sign-in")).text
