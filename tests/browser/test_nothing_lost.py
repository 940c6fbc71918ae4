"""No message of the chat is lost, doubled or out of order, whatever becomes of line, server and pages."""

from __future__ import annotations

import itertools
import os
import random
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from bot.conversations.conversation import Author
from bot.values import ConversationId
from tests.browser.flaky_line import FlakyServer, flaky_server
from tests.giftline_process import wait_until

pytestmark = pytest.mark.browser

expect.set_options(timeout=60_000)

SIZES: list[Any] = [{"width": 1280, "height": 800}, {"width": 390, "height": 844}]
# A hundred take minutes beside the other tests, so more than these are run by hand.
RUNS = int(os.environ.get("GIFTLINE_TEST_RUNS", "40"))
# What the page waits for between two tries takes a twentieth of the time.
QUICK_TIMERS = """const set = window.setTimeout;
window.setTimeout = (what, ms = 0, ...more) => set(what, ms / 20, ...more);"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[FlakyServer]:
    home = tmp_path_factory.mktemp("flaky")
    shutil.copy(sqlite_template, home / "giftline.db")
    with flaky_server(home) as served:
        yield served


@pytest.fixture(scope="module")
def sizes() -> Iterator[Any]:
    """The one test is on a desktop, the next on a phone."""
    return itertools.cycle(SIZES)


@pytest.fixture
def context(chromium: Browser, server: FlakyServer, sizes: Iterator[Any]) -> Iterator[BrowserContext]:
    with a_browser(chromium, server, next(sizes)) as opened:
        yield opened


@contextmanager
def a_browser(chromium: Browser, server: FlakyServer, size: Any) -> Iterator[BrowserContext]:
    """Somebody's browser, with nothing in it; the line is sound again afterwards."""
    opened = chromium.new_context(base_url=server.url, viewport=size)
    opened.set_default_timeout(60_000)
    opened.add_init_script(QUICK_TIMERS)
    try:
        yield opened
    finally:
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

    def refuses(route: Route) -> None:
        is_long = "too long" in (route.request.post_data or "")
        route.fulfill(status=413) if is_long else route.fallback()

    page.route("**/chat/messages", refuses)
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


def test_a_stream_that_goes_silent_is_noticed_and_replaced(
    server: FlakyServer, context: BrowserContext
) -> None:
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
    page.evaluate("document.querySelector('giftline-chat').account = 'alice'")
    for tab in (page, other):
        expect(messages(tab)).to_have_count(0)


def test_a_session_ends_with_the_last_tab(server: FlakyServer, context: BrowserContext, page: Page) -> None:
    say(page, "for nobody else")
    expect(messages(page, "bot")).to_have_count(1)
    page.close()
    expect(messages(a_tab(context))).to_have_count(0)


# What a tab shows, and what is on its way, in one look.
SHOWN = "all => all.map(({ dataset, innerText }) => [dataset.author, dataset.delivery, innerText])"
# As a customer's hands do it, but at once.
WRITE = """(box, text) => {
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, composed: true }));
}"""


@dataclass
class Run:
    """One customer, one or two tabs, and a line that does what the seed says."""

    server: FlakyServer
    context: BrowserContext
    pages: list[Page]
    chance: random.Random
    tabs: list[Page] = field(default_factory=list)
    said: list[list[str]] = field(default_factory=list)
    replied: list[str] = field(default_factory=list)
    offline: bool = False

    def opens_a_tab(self) -> None:
        if len(self.tabs) < len(self.pages) and not self.offline:
            self.tabs.append(self.pages[len(self.tabs)])
            self.tabs[-1].goto("/")
            expect(self.tabs[-1].get_by_test_id("composer")).to_be_visible()
            self.said.append([])

    def says(self) -> None:
        tab = self.chance.randrange(len(self.tabs))
        text = f"{'AB'[tab]} says {len(self.said[tab])}"
        self.said[tab].append(text)
        self.tabs[tab].get_by_test_id("composer").evaluate(WRITE, text)

    def goes_off_or_on(self) -> None:
        self.offline = not self.offline
        self.context.set_offline(self.offline)

    def fails_or_not(self) -> None:
        self.server.line.fails = 0.0 if self.server.line.fails else 0.2

    def reloads(self) -> None:
        tab = self.chance.choice(self.tabs)
        if not self.offline and all(delivery == "confirmed" for _, delivery, _ in self.shown(tab)):
            tab.reload()
            expect(tab.get_by_test_id("composer")).to_be_visible()

    def has_a_reply(self) -> None:
        opened = self.tabs[0].evaluate("sessionStorage.getItem('giftline.session')")
        if opened is not None:
            self.replied.append(f"Ann replies {len(self.replied)}")
            self.server.an_agent_replies(conversation(self.tabs[0]), self.replied[-1])

    def shown(self, tab: Page) -> list[tuple[str, str, str]]:
        found = tab.get_by_test_id("message").evaluate_all(SHOWN)
        return [(author, delivery, text) for author, delivery, text in found]

    def goes(self) -> None:
        """Things happen, and in the end all is well and said."""
        self.opens_a_tab()
        self.says()
        steps = {
            self.says: 6,
            self.goes_off_or_on: 2,
            self.fails_or_not: 1,
            self.reloads: 1,
            self.opens_a_tab: 1,
            self.has_a_reply: 1,
        }
        for step in self.chance.choices(list(steps), list(steps.values()), k=self.chance.randint(5, 8)):
            step()
        self.context.set_offline(False)
        self.server.line.fails = 0.0

    def leaves_nothing(self) -> None:
        """The next run is somebody else's."""
        for tab in self.tabs:
            tab.evaluate("sessionStorage.clear()")
            tab.goto("about:blank")

    def ends_well(self, before: set[ConversationId]) -> None:
        everything = [text for said in self.said for text in said]
        for tab in self.tabs:
            expect(messages(tab)).to_have_count(len(everything))
            expect(messages(tab, "agent")).to_have_text(self.replied)
        held = {conversation(tab) for tab in self.tabs}
        assert len(held) == 1
        (only,) = held
        customers = self.server.log(only, Author.CUSTOMER)
        assert sorted(customers) == sorted(everything)
        for said in self.said:
            assert [text for text in customers if text in said] == said
        assert self.server.log(only, Author.AGENT) == self.replied
        if not self.replied:
            wait_until(lambda: len(self.server.log(only, Author.BOT)) == len(customers), "all is answered")
            assert self.server.log(only, Author.BOT) == [f"Heard: {text}" for text in customers]
        else:
            answers = self.server.log(only, Author.BOT)
            assert len(answers) == len(set(answers))
        logged = self.server.whole_log(only)
        for tab in self.tabs:
            expect(tab.get_by_test_id("message")).to_have_text([text for _, text in logged])
            assert self.shown(tab) == [(author, "confirmed", text) for author, text in logged]
        # An opening whose answer was lost leaves a conversation, but nothing is ever said in it.
        opened = self.server.conversations() - before
        assert [each for each in opened if self.server.whole_log(each)] == [only]


def test_nothing_is_lost_doubled_or_out_of_order_in_random_runs(
    chromium: Browser, server: FlakyServer
) -> None:
    with ExitStack() as stack:
        # Made once: starting browsers would take longer than all that is tried here.
        contexts = [stack.enter_context(a_browser(chromium, server, size)) for size in SIZES]
        pages = [[context.new_page(), context.new_page()] for context in contexts]
        for seed in range(RUNS):
            server.line.chance = random.Random(seed)  # noqa: S311
            before = server.conversations()
            at = seed % len(SIZES)
            run = Run(server, contexts[at], pages[at], random.Random(seed))  # noqa: S311
            try:
                run.goes()
                run.ends_well(before)
            except Exception as error:
                error.add_note(f"seed {seed}")
                raise
            run.leaves_nothing()
