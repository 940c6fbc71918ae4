"""No message of the chat is lost, doubled or out of order, whatever becomes of line, server and pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bot.conversations.conversation import Author
from bot.values import ConversationId
from tests.browser.flaky_line import FlakyServer, flaky_server

pytestmark = pytest.mark.browser

expect.set_options(timeout=60_000)

SIZES: list[Any] = [{"width": 1280, "height": 800}, {"width": 390, "height": 844}]
# What the page waits for between two tries takes a twentieth of the time.
QUICK_TIMERS = """const set = window.setTimeout;
window.setTimeout = (what, ms = 0, ...more) => set(what, ms / 20, ...more);"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlakyServer]:
    with flaky_server(tmp_path_factory.mktemp("flaky")) as served:
        yield served


@pytest.fixture(params=SIZES, ids=["desktop", "phone"])
def context(request: pytest.FixtureRequest, chromium: Browser, server: FlakyServer) -> Iterator[BrowserContext]:
    opened = chromium.new_context(base_url=server.url, viewport=request.param)
    opened.set_default_timeout(60_000)
    opened.add_init_script(QUICK_TIMERS)
    yield opened
    server.line.fails, server.line.events = 0.0, "open"
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return a_tab(context)


def a_tab(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_test_id("composer")).to_be_visible()
    return page


def say(page: Page, *texts: str) -> None:
    for text in texts:
        page.get_by_test_id("composer").fill(text)
        page.get_by_test_id("send").click()


def messages(page: Page, author: str = "customer", delivery: str = "confirmed") -> Locator:
    return page.locator(f'[data-testid="message"][data-author="{author}"][data-delivery="{delivery}"]')


def conversation(page: Page) -> ConversationId:
    stored = page.evaluate("JSON.parse(sessionStorage.getItem('giftline.session')).conversationId")
    return ConversationId(stored)


def all_there(server: FlakyServer, page: Page, said: list[str]) -> None:
    """Page and server end with each message once and each answer once, in the order they were sent."""
    answers = [f"Heard: {text}" for text in said]
    expect(messages(page)).to_have_text(said)
    expect(messages(page, "bot")).to_have_text(answers)
    assert server.log(conversation(page), Author.CUSTOMER) == said
    assert server.log(conversation(page), Author.BOT) == answers


def test_what_is_written_offline_waits_and_goes_out_by_itself_in_order(
    server: FlakyServer, context: BrowserContext, page: Page
) -> None:
    say(page, "before")
    expect(messages(page, "bot")).to_have_count(1)
    context.set_offline(True)
    say(page, "one", "two", "three")
    expect(messages(page, delivery="waiting")).to_have_text(["one", "two", "three"])
    expect(page.get_by_text("Waiting to be sent.").first).to_be_visible()
    context.set_offline(False)
    all_there(server, page, ["before", "one", "two", "three"])
    expect(page.get_by_text("Waiting to be sent.")).to_have_count(0)


def test_a_first_message_written_offline_arrives_once(
    server: FlakyServer, context: BrowserContext, page: Page
) -> None:
    context.set_offline(True)
    say(page, "is anybody there?")
    expect(messages(page, delivery="waiting")).to_have_count(1)
    context.set_offline(False)
    all_there(server, page, ["is anybody there?"])


def test_a_server_that_is_started_again_gets_what_was_written_meanwhile(
    server: FlakyServer, page: Page
) -> None:
    say(page, "before")
    expect(messages(page, "bot")).to_have_count(1)
    server.stops()
    try:
        say(page, "one", "two")
        expect(messages(page, delivery="waiting")).to_have_text(["one", "two"])
        expect(page.get_by_text("Connection lost")).to_be_visible()
    finally:
        server.starts()
    all_there(server, page, ["before", "one", "two"])
    expect(page.get_by_text("Connection lost")).to_have_count(0)


def test_a_message_that_waits_can_be_sent_at_once(server: FlakyServer, context: BrowserContext) -> None:
    page = context.new_page()
    # Left to itself, the page would not try again within this test.
    page.add_init_script("window.setTimeout = () => 0;")
    page.goto("/")
    server.line.fails = 1.0
    say(page, "hello")
    expect(messages(page, delivery="waiting")).to_have_text(["hello"])
    server.line.fails = 0.0
    page.get_by_role("button", name="Try again").click()
    expect(messages(page)).to_have_text(["hello"])


def test_a_message_too_long_goes_back_into_its_box_and_holds_up_no_other(
    server: FlakyServer, context: BrowserContext, page: Page
) -> None:
    context.set_offline(True)
    page.route("**/chat/messages", lambda route: route.fulfill(status=413) if "long" in (route.request.post_data or "") else route.fallback())
    say(page, "one", "too long", "two")
    expect(messages(page, delivery="waiting")).to_have_count(3)
    context.set_offline(False)
    all_there(server, page, ["one", "two"])
    expect(page.get_by_test_id("composer")).to_have_value("too long")


def test_the_browser_asks_before_a_page_goes_with_something_unsent(
    server: FlakyServer, context: BrowserContext, page: Page
) -> None:
    asked: list[str] = []

    def stays(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stays)
    context.set_offline(True)
    say(page, "do not lose me")
    expect(messages(page, delivery="waiting")).to_have_count(1)
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)
    context.set_offline(False)
    all_there(server, page, ["do not lose me"])
    assert asked == ["beforeunload"]


def test_twenty_percent_of_requests_failing_lose_and_double_nothing(server: FlakyServer, page: Page) -> None:
    server.line.fails = 0.2
    said = [f"message {number}" for number in range(12)]
    say(page, *said)
    expect(messages(page)).to_have_text(said)
    server.line.fails = 0.0
    all_there(server, page, said)


def test_a_reload_in_the_middle_loses_and_doubles_nothing(server: FlakyServer, page: Page) -> None:
    server.line.fails = 0.2
    said = [f"message {number}" for number in range(6)]
    for text in said:
        say(page, text)
        expect(messages(page).filter(has_text=text)).to_have_count(1)
        page.reload()
    server.line.fails = 0.0
    all_there(server, page, said)
