"""The page on which whoever embeds the chat tries what can be set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.served_desk import ServedDesk, served_desk
from tests.browser.violations import has_no_violation

pytestmark = pytest.mark.browser

expect.set_options(timeout=60_000)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with served_desk(tmp_path_factory.mktemp("playground")) as served:
        served.services.change_sites.add_demo("US")
        yield served


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, chromium: Browser, desk: ServedDesk) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=desk.url, color_scheme=request.param, reduced_motion="reduce", locale="en-GB"
    )
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.goto("/playground/demo")
    yield page
    context.close()
    assert said == []


def test_the_chat_of_the_site_is_on_the_page_and_the_page_shows_what_it_is_told(
    page: Page, desk: ServedDesk
) -> None:
    events = page.get_by_role("log", name="What the page is told")
    has_no_violation(page, "playground")
    page.get_by_role("button", name="show()").click()
    chat = page.frame_locator("iframe")
    desk.engine.says("Here is how.")
    chat.get_by_test_id("composer").fill("my card does not work")
    chat.get_by_test_id("send").click()
    expect(chat.get_by_text("Here is how.")).to_be_visible()
    expect(events.get_by_text('message {"author":"bot"}')).to_be_visible()
    page.get_by_role("button", name='setLocale("de")').click()
    expect(chat.get_by_role("textbox", name="Ihre Nachricht")).to_be_visible()
    page.get_by_role("button", name="hide()").click()
    expect(page.locator("iframe")).to_be_hidden()
    expect(events.get_by_text("close")).to_be_visible()


def test_what_is_chosen_is_on_the_page_and_in_the_line_to_copy(page: Page, desk: ServedDesk) -> None:
    line = page.get_by_label("The line for your page")
    expect(line).to_have_text(f'<script async src="{desk.url}/giftline.js" data-site="demo"></script>')
    page.get_by_label("Language").select_option("German")
    page.get_by_label("Theme").select_option("dark")
    page.get_by_label("Side of the window").select_option("at the start of a line")
    page.get_by_label("Colour").fill("#7a1f5c")
    page.get_by_role("button", name="Load the page with these").click()
    expect(line).to_contain_text(
        'data-locale="de" data-theme="dark" data-position="start" data-accent="#7a1f5c"'
    )
    expect(page.get_by_label("Language")).to_have_value("de")
    launcher = page.get_by_role("button", name="Chat öffnen")
    box = launcher.bounding_box()
    assert box is not None
    assert box["x"] < 100
    expect(launcher).to_have_css("background-color", "rgb(122, 31, 92)")
    launcher.click()
    expect(page.frame_locator("iframe").locator("giftline-chat")).to_have_attribute("theme", "dark")


def test_a_site_that_is_not_served_has_no_playground(chromium: Browser, desk: ServedDesk) -> None:
    with chromium.new_context(base_url=desk.url).new_page() as page:
        answered = page.goto("/playground/nobodys")
        assert answered is not None
        assert answered.status == 404
