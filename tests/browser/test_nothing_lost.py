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


@pytest.mark.parametrize("events", ["refused", "silent"])
def test_where_no_events_come_the_log_is_read_and_events_are_tried_again(
    server: FlakyServer, context: BrowserContext, events: Any
) -> None:
    server.line.events = events
    page = a_tab(context)
    say(page, "hello")
    expect(messages(page, "bot")).to_have_text(["Heard: hello"])
    server.an_agent_replies(conversation(page), "I am Ann.")
    expect(messages(page, "agent")).to_have_text(["I am Ann."])
    expect(page.get_by_text("Connection lost")).to_have_count(0)

    server.line.events = "open"
    with page.expect_response(lambda response: response.url.endswith("/events") and response.ok):
        pass
    server.an_agent_replies(conversation(page), "Are you there?")
    expect(messages(page, "agent")).to_have_text(["I am Ann.", "Are you there?"])


def test_a_stream_that_goes_silent_is_noticed_and_replaced(server: FlakyServer, context: BrowserContext) -> None:
    page = a_tab(context)
    say(page, "hello")
    expect(messages(page, "bot")).to_have_count(1)
    # Only the server's comments, each 15 seconds, come over it: too rare for a page whose time runs so fast.
    with page.expect_request("**/chat/events"):
        pass
    expect(page.get_by_text("Connection lost")).to_have_count(0)


def test_two_tabs_that_send_the_first_message_at_once_share_one_conversation(
    server: FlakyServer, context: BrowserContext
) -> None:
    one, two = a_tab(context), a_tab(context)
    before = len(server.conversations())
    context.set_offline(True)
    say(one, "from one")
    say(two, "from two")
    context.set_offline(False)
    for tab in (one, two):
        expect(messages(tab)).to_have_count(2)
        expect(messages(tab, "bot")).to_have_count(2)
    assert conversation(one) == conversation(two)
    assert len(server.conversations()) == before + 1
    assert messages(one).all_inner_texts() == messages(two).all_inner_texts()


def test_a_tab_opened_later_shows_the_conversation_and_goes_on_with_it(
    server: FlakyServer, context: BrowserContext, page: Page
) -> None:
    say(page, "from one")
    expect(messages(page, "bot")).to_have_count(1)
    later = a_tab(context)
    expect(messages(later)).to_have_text(["from one"])
    say(later, "from two")
    for tab in (page, later):
        all_there(server, tab, ["from one", "from two"])


def test_a_new_conversation_in_one_tab_is_followed_in_the_other(
    server: FlakyServer, context: BrowserContext, page: Page
) -> None:
    say(page, "from one")
    expect(messages(page, "bot")).to_have_count(1)
    other = a_tab(context)
    expect(messages(other)).to_have_count(1)
    first = conversation(page)
    server.closes(first)
    page.get_by_role("button", name="Start a new one").click()
    for tab in (page, other):
        expect(messages(tab)).to_have_count(0)
    say(other, "anew")
    for tab in (page, other):
        all_there(server, tab, ["anew"])
    assert conversation(page) == conversation(other) != first


def test_who_signs_in_otherwise_in_one_tab_leaves_the_conversation_in_the_other(
    server: FlakyServer, context: BrowserContext, page: Page
) -> None:
    say(page, "whose is this?")
    expect(messages(page, "bot")).to_have_count(1)
    other = a_tab(context)
    expect(messages(other)).to_have_count(1)
    page.get_by_test_id("account-select").select_option("alice")
    for tab in (page, other):
        expect(messages(tab)).to_have_count(0)


def test_a_session_ends_with_the_last_tab(server: FlakyServer, context: BrowserContext, page: Page) -> None:
    say(page, "for nobody else")
    expect(messages(page, "bot")).to_have_count(1)
    page.close()
    expect(messages(a_tab(context))).to_have_count(0)
