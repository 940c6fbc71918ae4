"""A customer's window and two agents' beside one another: who is there, who types, and what is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, expect

from bot.channels.demo import load_demo
from bot.conversations.conversation import Author, Owner
from bot.settings import ROOT
from bot.tickets.ticket import Priority, TicketRequest
from bot.values import ConversationId, TicketId
from tests.attachments.files import a_picture
from tests.browser.served_desk import ServedDesk, served_desk

pytestmark = pytest.mark.browser

expect.set_options(timeout=60_000)

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
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
    ada.on(
        "request",
        lambda request: heard.append(request.post_data or "") if "presence" in request.url else None,
    )
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
        chat.get_by_test_id("composer").press_sequentially("GIFT-7777")
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
