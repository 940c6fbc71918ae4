"""Where many write from one address: the page says when to go on, or works for its conversation."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.giftline_process import demo_server

pytestmark = [pytest.mark.engine, pytest.mark.browser]

expect.set_options(timeout=60_000)


def test_a_message_too_many_goes_back_into_its_box_and_the_wait_is_told(
    chromium: Browser, tmp_path: Path
) -> None:
    # Whether the engine answers the first one or is still starting does not matter here.
    with demo_server(tmp_path, ready=False, GIFTLINE_LIMITS="message.session=1/hour") as server:
        context = chromium.new_context(base_url=server.url)
        page = context.new_page()
        page.goto("/")
        box, sent = (
            page.get_by_test_id("composer"),
            page.locator('[data-testid="message"][data-author="customer"]'),
        )
        box.fill("my card does not work")
        page.get_by_test_id("send").click()
        expect(page.locator('[data-author="bot"]').first).to_be_visible()

        box.fill("are you still there?")
        page.get_by_test_id("send").click()
        expect(page.get_by_text("Please wait")).to_be_visible()
        expect(box).to_have_value("are you still there?")
        expect(sent).to_have_count(1)
        context.close()


def test_the_page_solves_the_proof_of_work_that_the_server_asks_for(
    chromium: Browser, tmp_path: Path
) -> None:
    limits = {"GIFTLINE_LIMITS": "unproven.address=1/hour", "GIFTLINE_PROOF_OF_WORK": "10"}
    with demo_server(tmp_path, ready=False, **limits) as server:
        asked = [_asked_for_work(chromium, server.url) for _ in range(2)]
    assert asked == [False, True]


def _asked_for_work(chromium: Browser, url: str) -> bool:
    """Writes as somebody new. Whether the server asked for a proof of work first."""
    context = chromium.new_context(base_url=url)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/challenge" in request.url else None)
    page.goto("/")
    page.get_by_test_id("account-select").select_option("")
    page.get_by_test_id("composer").fill("my card does not work")
    page.get_by_test_id("send").click()
    expect(page.locator('[data-author="bot"]').first).to_be_visible()
    context.close()
    return bool(asked)
