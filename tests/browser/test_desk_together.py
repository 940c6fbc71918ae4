"""A customer's window and two agents' beside one another: who is there, who types, and what is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FilePayload,
    Locator,
    Page,
    Request,
    expect,
)

from bot.channels.demo import load_demo
from bot.conversations.conversation import Owner, Turn
from bot.tickets.ticket import Priority, TicketRequest
from bot.training.line import LineState
from bot.values import TicketId
from tests.attachments.files import a_picture
from tests.browser.served_desk import ServedDesk, served_desk
from tests.browser.violations import has_no_violation
from tests.builders import A_CODE

pytestmark = pytest.mark.browser

expect.set_options(timeout=60_000)

RECEIPT: FilePayload = {"name": "receipt.png", "mimeType": "image/png", "buffer": a_picture(600, 400, "PNG")}

OpenWindow = Callable[..., Page]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ServedDesk]:
    with served_desk(tmp_path) as served:
        load_demo(served.services.load_ledger)
        yield served


@pytest.fixture
def window(chromium: Browser, desk: ServedDesk) -> Iterator[OpenWindow]:
    """A browser of somebody's own; an error in it, or a broken policy, fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            errors.append(message.text)

    def opened(path: str, *, scheme: str = "light", width: int = 1440, height: int = 900) -> Page:
        context = chromium.new_context(
            base_url=desk.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                errors.append(message.text) if "Content Security Policy" in message.text else None
            ),
        )
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def agent(window: OpenWindow) -> OpenWindow:
    """The desk of one of the demo's agents."""

    def signed_in(name: str = "Ada", **how: object) -> Page:
        page = window("/desk", **how)
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("listbox")).to_be_visible()
        return page

    return signed_in


@pytest.fixture
def customer(window: OpenWindow, desk: ServedDesk) -> OpenWindow:
    """The chat of somebody who has asked for a person."""

    def waiting(text: str = "A person, please.", **how: object) -> Page:
        page = window("/", **how)
        ticket = TicketRequest(TicketId("GL-7K3QM9X"), "human_agent", Priority.NORMAL, "a person", text)
        desk.engine.says("I am passing you to a person.", ticket=ticket, owner=Owner.QUEUED)
        _writes(page, text)
        expect(page.get_by_test_id("status")).to_contain_text("in the queue for a person")
        return page

    return waiting


def _writes(page: Page, text: str) -> None:
    page.get_by_test_id("composer").fill(text)
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("message").filter(has_text=text).first).to_be_visible()


def _opens(page: Page, title: str = "Not signed in") -> None:
    page.get_by_role("listbox").get_by_role("option").filter(has_text=title).click()
    expect(page.get_by_role("heading", name=title)).to_be_focused()


def _takes(page: Page) -> None:
    page.get_by_role("button", name="Take", exact=True).click()
    expect(page.get_by_text("With you")).to_be_visible()


def _log(page: Page) -> Locator:
    return page.get_by_role("region", name="Conversation", exact=True)


def _company(page: Page) -> Locator:
    return page.get_by_test_id("company")


def test_who_is_there_and_who_types_shows_on_every_side_and_goes_away(
    desk: ServedDesk, agent: OpenWindow, customer: OpenWindow
) -> None:
    chat, ada, sam = customer(), agent("Ada"), agent("Sam")
    asked = len(desk.engine.heard)
    for page in (ada, sam):
        _opens(page)
    expect(_company(ada)).to_have_text("Sam is viewing")
    expect(_company(sam)).to_have_text("Ada is viewing")
    _takes(ada)

    chat.get_by_test_id("composer").press_sequentially("I have")
    for page in (ada, sam):
        expect(_company(page).get_by_text("The customer is typing")).to_be_visible()
    expect(ada.get_by_role("log", name="News")).to_have_text("The customer is typing.")

    ada.get_by_role("tab", name="Reply").click()
    ada.get_by_label("Reply: the customer reads it").press_sequentially("Hello")
    expect(chat.get_by_text("A person is writing").last).to_be_visible()
    expect(chat.get_by_role("status").filter(has_text="A person is writing")).to_have_count(1)
    expect(_company(sam).get_by_text("Ada is writing to the customer")).to_be_visible()

    # Nobody goes on: what was said of them lapses by itself.
    expect(chat.get_by_text("A person is writing")).to_have_count(0)
    expect(_company(sam)).to_have_text("Ada is viewing")
    sam.get_by_role("button", name="Sign out").click()
    expect(_company(ada)).to_have_text("")
    assert len(desk.engine.heard) == asked


def test_a_note_is_written_behind_the_customers_back(agent: OpenWindow, customer: OpenWindow) -> None:
    chat, ada = customer(), agent("Ada")
    heard: list[str] = []

    def hear(request: Request) -> None:
        if "presence" in request.url:
            heard.append(request.post_data or "")

    ada.on("request", hear)
    _opens(ada)
    _takes(ada)
    ada.get_by_label("Private note: only the team reads it").press_sequentially("I do not believe it")
    ada.get_by_role("button", name="Save note").click()
    expect(_log(ada).get_by_text("I do not believe it")).to_be_visible()
    assert heard
    assert not any("writing" in said for said in heard)
    expect(chat.get_by_text("A person is writing")).to_have_count(0)


def test_nothing_of_what_is_typed_is_sent_before_its_button(customer: OpenWindow) -> None:
    chat = customer()
    told: list[str | None] = []
    chat.on("request", lambda request: told.append(request.post_data) if request.method == "POST" else None)
    with chat.expect_request("**/chat/typing"):
        chat.get_by_test_id("composer").press_sequentially("I have")
    assert told == [None]


def test_who_waits_is_told_how_many_are_ahead_and_by_when(
    desk: ServedDesk, agent: OpenWindow, customer: OpenWindow
) -> None:
    alice = desk.customer("alice")
    desk.asks_for_a_person(alice)
    chat, ada = customer(), agent("Ada")
    waiting = chat.get_by_test_id("waiting")
    expect(waiting).to_contain_text("One person is ahead of you. A person answers by")
    chat.reload()
    expect(waiting).to_contain_text("One person is ahead of you.")
    _opens(ada)
    _takes(ada)
    expect(waiting).to_have_text("")
    expect(chat.get_by_test_id("status")).to_have_text("You are talking to a person.")


def _searches(page: Page, words: str) -> None:
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def test_a_message_a_customer_and_a_cards_last_four_are_found(desk: ServedDesk, agent: OpenWindow) -> None:
    alice, bruno = desk.customer("alice"), desk.customer("bruno")
    desk.says(alice, "The shop on Karl-Johan street has lost my receipt")
    desk.says(bruno, f"Where is {A_CODE}?")
    page = agent()
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    results = page.get_by_role("listbox").get_by_role("option")

    _searches(page, "karl-johan")
    expect(results).to_have_count(1)
    expect(results.get_by_text("Message", exact=True)).to_be_visible()
    expect(results.locator("mark")).to_have_text("Karl-Johan")
    expect(page.get_by_role("status").filter(has_text="1 conversation found")).to_be_attached()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="alice")).to_be_focused()

    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_focused()
    expect(results).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_text("Nobody is waiting.")).to_be_visible()

    _searches(page, "XT2V")
    expect(results.filter(has_text="bruno").get_by_text("Card", exact=True)).to_be_visible()
    _searches(page, A_CODE)
    expect(results.filter(has_text="bruno")).to_have_count(1)
    expect(page.get_by_role("heading", name="Search results")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()

    _searches(page, "no such words")
    expect(page.get_by_text("Nothing found. Try fewer words", exact=False)).to_be_visible()
    assert not [url for url in [*addresses, page.url] if "7KLM" in url or "karl" in url.lower()]


def test_words_can_be_typed_as_slowly_as_one_likes(desk: ServedDesk, agent: OpenWindow) -> None:
    desk.says(desk.customer("alice"), "my lost receipt")
    desk.says(desk.customer("bruno"), "my lost card")
    page = agent()
    results = page.get_by_role("listbox").get_by_role("option")
    _searches(page, "lost ")
    expect(results).to_have_count(2)
    page.keyboard.type("card")
    expect(results).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="bruno")).to_be_focused()


def test_one_search_is_one_search_however_much_happens(desk: ServedDesk, agent: OpenWindow) -> None:
    """Each is in the audit."""
    alice = desk.customer("alice")
    desk.says(alice, "my lost receipt")
    page = agent()
    searches: list[str] = []
    page.on("request", lambda request: searches.append(request.url) if "search" in request.url else None)
    _searches(page, "receipt")
    found = page.get_by_role("listbox").get_by_role("option")
    expect(found).to_have_count(1)
    desk.asks_for_a_person(alice)
    expect(found.get_by_text("Queue")).to_be_visible()
    assert len(searches) == 1


def test_a_receipt_opens_at_the_desk_when_somebody_wants_to_see_it(
    agent: OpenWindow, customer: OpenWindow
) -> None:
    chat, page = customer(), agent()
    looks: list[str] = []
    page.on("request", lambda request: looks.append(request.url) if "/attachments" in request.url else None)
    chat.get_by_test_id("file").set_input_files(RECEIPT)
    expect(chat.get_by_role("img", name="Picture: receipt.jpg")).to_be_visible()
    _opens(page)
    expect(_log(page).get_by_text("receipt.jpg", exact=True)).to_be_visible()
    assert looks == []
    with page.expect_popup() as opening:
        page.get_by_role("link", name="Open receipt.jpg").click()
    picture = opening.value.locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == 600


def test_an_agent_sends_a_file_and_the_customer_has_it(agent: OpenWindow, customer: OpenWindow) -> None:
    chat, page = customer(), agent()
    _opens(page)
    _takes(page)
    page.get_by_role("tab", name="Reply").click()
    page.route("**/attachments", lambda route: route.abort(), times=1)
    expect(page.get_by_role("button", name="Send a picture or PDF to the customer")).to_be_enabled()
    page.get_by_test_id("file").set_input_files(RECEIPT)
    expect(page.get_by_text("Not sent.")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("link", name="Open receipt.jpg")).to_have_count(1)
    expect(page.get_by_text("Not sent.")).to_have_count(0)
    expect(chat.get_by_role("img", name="Picture: receipt.jpg")).to_be_visible()


def test_what_the_customer_thought_of_the_help_stands_with_the_conversation(
    agent: OpenWindow, customer: OpenWindow
) -> None:
    chat, page = customer(), agent()
    _opens(page)
    _takes(page)
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    question = chat.get_by_role("group", name="How was the help you got?")
    question.get_by_role("radio", name="4", exact=True).check()
    chat.get_by_label("What should we know?").fill("quick and kind")
    chat.get_by_role("button", name="Send rating").click()
    expect(chat.get_by_text("You can change your rating for a day.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Rated 4 of 5")).to_be_visible()
    expect(page.get_by_text("quick and kind")).to_be_visible()


def test_whom_a_note_names_is_led_to_it(desk: ServedDesk, agent: OpenWindow) -> None:
    desk.asks_for_a_person(desk.customer("alice"))
    ada, sam = agent("Ada"), agent("Sam")
    _opens(ada, "alice")
    ada.get_by_label("Private note: only the team reads it").press_sequentially("@s")
    expect(ada.get_by_role("option", name="Sam", selected=True)).to_be_visible()
    has_no_violation(ada, "a colleague offered")
    ada.keyboard.press("Enter")
    ada.keyboard.type("can you look at this?")
    expect(ada.get_by_label("Private note: only the team reads it")).to_have_value(
        "@Sam can you look at this?"
    )
    ada.get_by_role("button", name="Save note").click()
    mentions = sam.get_by_role("button", name="Mentions 1")
    expect(mentions).to_be_visible()
    expect(sam.get_by_role("log", name="News")).to_have_text("A note names you")
    mentions.click()
    expect(sam.get_by_role("heading", name="Mentions")).to_be_focused()
    has_no_violation(sam, "mentions")
    sam.get_by_role("button", name="can you look at this?").click()
    expect(sam.get_by_role("heading", name="alice")).to_be_focused()
    expect(sam.get_by_role("button", name="Mentions", exact=True)).to_be_visible()
    expect(sam.get_by_text("Unread", exact=True)).to_have_count(0)


def test_what_a_message_means_is_said_beside_it(desk: ServedDesk, agent: OpenWindow) -> None:
    alice = desk.customer("alice")
    desk.engine.says("It was used already.", turn=Turn("already_redeemed", 0.41))
    desk.says(alice, "they want me to pay in cards")
    page = agent()
    page.get_by_role("button", name="All open").click()
    _opens(page, "alice")
    page.get_by_role("button", name="Relabel").click()
    choice = page.get_by_role("combobox", name="What it means")
    expect(choice).to_be_focused()
    expect(choice).to_have_value("already_redeemed")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Relabel")).to_be_focused()
    page.keyboard.press("Enter")
    choice.select_option(index=2)
    has_no_violation(page, "relabelling")
    meant = choice.input_value()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(_log(page).get_by_text("Labelled “")).to_be_visible()
    (line,) = desk.services.review_lines.listed(LineState.LABELLED, 50).lines
    assert (line.label, line.text) == (meant, "they want me to pay in cards")


def test_whoever_has_to_be_answered_next_is_taken_by_one_agent_each(
    desk: ServedDesk, agent: OpenWindow
) -> None:
    for account in ("alice", "bruno"):
        desk.asks_for_a_person(desk.customer(account))
    ada, sam = agent("Ada"), agent("Sam")
    ada.keyboard.press("g")
    ada.keyboard.press("n")
    expect(ada.get_by_role("heading", name="alice")).to_be_focused()
    expect(ada.get_by_text("With you")).to_be_visible()
    sam.get_by_role("button", name="Answer next").click()
    expect(sam.get_by_role("heading", name="bruno")).to_be_focused()
    expect(sam.get_by_text("With you")).to_be_visible()
    expect(sam.get_by_role("button", name="Answer next")).to_have_count(0)
    sam.keyboard.press("g")
    sam.keyboard.press("n")
    expect(sam.get_by_role("alert").filter(has_text="Nobody is waiting.")).to_be_visible()


def test_a_reload_loses_nothing_on_either_side(agent: OpenWindow, customer: OpenWindow) -> None:
    chat, page = customer(), agent()
    chat.get_by_test_id("file").set_input_files(RECEIPT)
    expect(chat.get_by_role("img", name="Picture: receipt.jpg")).to_be_visible()
    _opens(page)
    _takes(page)
    for each in (chat, page):
        each.reload()
    expect(chat.get_by_role("img", name="Picture: receipt.jpg")).to_be_visible()
    expect(chat.get_by_test_id("status")).to_have_text("You are talking to a person.")
    expect(page.get_by_role("link", name="Open receipt.jpg")).to_be_visible()
    expect(page.get_by_text("With you")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(desk: ServedDesk, agent: OpenWindow, customer: OpenWindow, scheme: str) -> None:
    desk.says(desk.customer("alice"), "The shop has lost my receipt")
    chat, page, sam = customer(scheme=scheme), agent(scheme=scheme), agent("Sam")
    has_no_violation(chat, "a customer who waits")
    for each in (page, sam):
        _opens(each)
    _takes(page)
    chat.get_by_test_id("composer").press_sequentially("I")
    page.get_by_role("tab", name="Reply").click()
    page.get_by_label("Reply: the customer reads it").press_sequentially("Hello")
    expect(chat.get_by_text("A person is writing").last).to_be_visible()
    has_no_violation(chat, "a person who writes")
    expect(_company(page)).to_contain_text("Sam is viewing")
    has_no_violation(page, "company in a conversation")
    page.keyboard.press("Escape")
    _searches(page, "receipt")
    expect(page.locator("mark")).to_be_visible()
    has_no_violation(page, "search results")
    page.set_viewport_size({"width": 390, "height": 844})
    has_no_violation(page, "search results on a phone")
