"""Every case in a browser, from the customer's words to what the case promises, on a desktop and a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.cases.registry import load_cases
from bot.privacy.claim_code import ClaimCode
from tests.browser.demo_chat import the_chat_page
from tests.browser.what_a_page_holds import EVERYTHING_ON_THE_PAGE, EVERYTHING_STORED
from tests.conversation_of_each_case import GivesCode, Presses, Talk, Turn, conversation_of
from tests.giftline_process import Server, wait_until

pytestmark = [pytest.mark.engine, pytest.mark.browser]

expect.set_options(timeout=60_000)

SCREENS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}

# Whether the customer sees the whole sentence without scrolling.
IN_SIGHT = """(message, sentence) => {
  const text = document.createTreeWalker(message, NodeFilter.SHOW_TEXT);
  while (text.nextNode()) {
    const start = text.currentNode.data.indexOf(sentence);
    if (start < 0) continue;
    const range = document.createRange();
    range.setStart(text.currentNode, start);
    range.setEnd(text.currentNode, start + sentence.length);
    const shown = range.getBoundingClientRect();
    const view = message.getRootNode().host.getRootNode().querySelector(".view").getBoundingClientRect();
    return shown.top >= view.top && shown.bottom <= view.bottom;
  }
  return false;
}"""
# How far anything reaches beyond the right edge of a screen of that width.
TOO_WIDE = """(width) => {
  const view = document.querySelector("giftline-chat").shadowRoot
    .querySelector("giftline-log").shadowRoot.querySelector(".view");
  const { scrollWidth } = document.documentElement;
  return [scrollWidth - width, view.scrollWidth - view.clientWidth].filter((wider) => wider > 0);
}"""

AUTHORS_IN_THE_LOG = """async () => {
  const { token } = JSON.parse(sessionStorage.getItem("giftline.session"));
  const answer = await fetch("/api/v1/chat/messages", { headers: { authorization: `Bearer ${token}` } });
  return (await answer.json()).messages.map(({ author }) => author);
}"""


@dataclass(frozen=True)
class Customer:
    page: Page
    width: int
    has_touch: bool

    def presses(self, control: Locator) -> None:
        if self.has_touch:
            control.tap()
        else:
            control.click()

    def signs_in(self, account: str) -> None:
        if self.has_touch:
            self.presses(self.page.get_by_role("button", name="Not signed in"))
        self.page.get_by_test_id("account-select").select_option(account)
        self.presses(self.page.get_by_test_id("composer"))

    def does(self, turn: Turn) -> None:
        if isinstance(turn, Presses):
            self.presses(self.page.get_by_role("button", name=turn.says, exact=True))
        elif isinstance(turn, GivesCode):
            self.presses(self.page.get_by_test_id("code-field"))
            self.page.keyboard.insert_text(turn.says)
            self.presses(self.page.get_by_test_id("send-code"))
        else:
            self.presses(self.page.get_by_test_id("composer"))
            self.page.keyboard.insert_text(turn.says)
            self.presses(self.page.get_by_test_id("send"))

    def messages(self, author: str | None = None) -> Locator:
        by = f'[data-author="{author}"]' if author else ""
        return self.page.locator(f'[data-testid="message"]{by}')

    def is_told(self, sentence: str) -> None:
        answer = self.messages("bot").filter(has_text=sentence).last
        expect(answer).to_be_visible()
        wait_until(lambda: bool(answer.evaluate(IN_SIGHT, sentence)), f"“{sentence}” is in sight")
        expect(self.messages().last).to_be_in_viewport()


@pytest.fixture(params=SCREENS)
def customer(chromium: Browser, demo: Server, request: pytest.FixtureRequest) -> Iterator[Customer]:
    screen = SCREENS[request.param]
    with the_chat_page(chromium, demo, **screen) as page:
        yield Customer(page, screen["viewport"]["width"], "has_touch" in screen)


@pytest.mark.parametrize("case", load_cases())
def test_every_case_ends_as_it_promises(customer: Customer, case: str) -> None:
    talk = conversation_of(case)
    customer.signs_in(talk.account)
    for turn in talk.turns:
        customer.does(turn)
        customer.is_told(turn.gets)
        assert customer.page.evaluate(TOO_WIDE, customer.width) == []
        # What was pressed or filled in may be gone; the keyboard is still in the chat.
        assert customer.page.evaluate("document.activeElement.localName") == "giftline-chat"
    _ends_as_promised(customer, talk)
    _has_each_message_once(customer, talk)
    _holds_no_code(customer.page, talk)


def _ends_as_promised(customer: Customer, talk: Talk) -> None:
    status, ticket = customer.page.get_by_test_id("status"), customer.page.get_by_test_id("ticket")
    expect(status).to_have_attribute("data-owner", "queued" if talk.case.texts.hands_over else "bot")
    if talk.case.texts.hands_over:
        expect(status).to_contain_text("in the queue for a person")
    if talk.opens_ticket:
        expect(ticket).to_contain_text("A person answers by")
        number = ticket.locator(".number").inner_text().removeprefix("Ticket ")
        assert number.startswith("GL-")
        expect(customer.messages("bot").filter(has_text=number).last).to_be_visible()
    else:
        expect(ticket).to_have_count(0)


def _has_each_message_once(customer: Customer, talk: Talk) -> None:
    said = [
        f"Code ending {ClaimCode.parse(turn.says).last_four}" if isinstance(turn, GivesCode) else turn.says
        for turn in talk.turns
    ]
    expect(customer.messages("customer")).to_have_text(said)
    logged = customer.page.evaluate(AUTHORS_IN_THE_LOG)
    expect(customer.messages()).to_have_count(len(logged))
    shown = [(shown.get_attribute("data-author"), shown.inner_text()) for shown in customer.messages().all()]
    assert [author for author, _ in shown] == logged
    assert len(shown) == len(set(shown))


def _holds_no_code(page: Page, talk: Talk) -> None:
    # The demo's own panel shows the codes to try.
    held = page.evaluate(EVERYTHING_ON_THE_PAGE, "giftline-demo-accounts") + page.evaluate(EVERYTHING_STORED)
    held = "".join(filter(str.isalnum, held.upper()))
    codes = [ClaimCode.parse(turn.says).value for turn in talk.turns if isinstance(turn, GivesCode)]
    assert [code[4:10] for code in codes if code[4:10] in held] == []
