"""The chat page in a real browser, from the first complaint to the diagnosis."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.engine, pytest.mark.browser]

# The first answer may wait for a busy machine; the page shows that it is coming.
expect.set_options(timeout=60_000)


def _sign_in(page: Page, account: str) -> None:
    page.get_by_test_id("account-select").select_option(account)


def _say(page: Page, text: str) -> None:
    page.get_by_test_id("composer").fill(text)
    page.get_by_test_id("send").click()


def _from_bot(page: Page, text: str | re.Pattern[str]) -> None:
    spoken = page.locator('[data-testid="message"][data-author="bot"]').filter(has_text=text)
    expect(spoken.last).to_be_visible()


def test_a_complaint_and_a_code_typed_into_the_page_get_the_diagnosis(page: Page) -> None:
    _sign_in(page, "alice")
    _say(page, "my card says invalid code")
    _from_bot(page, "send me the claim code")
    _say(page, "AQ3D-7KLM9P-XT2V")
    _from_bot(page, "The card ending XT2V was not activated")
    expect(page.get_by_test_id("card").get_by_role("listitem").last).to_have_text("Not activated yet")


def test_a_code_that_was_sent_is_nowhere_on_the_page_any_more(page: Page) -> None:
    _sign_in(page, "alice")
    _say(page, "it says already redeemed: dt6w 3pjk5h 9rxf7")
    _from_bot(page, "was redeemed on another account")
    mine = page.locator('[data-testid="message"][data-author="customer"]')
    expect(mine).to_contain_text("card ending RXF7")
    expect(mine).not_to_contain_text(re.compile("3pjk5h", re.IGNORECASE))


def test_a_reload_keeps_the_conversation(page: Page) -> None:
    _sign_in(page, "alice")
    _say(page, "my card was never activated")
    _from_bot(page, "send me the claim code")
    page.reload()
    expect(page.get_by_test_id("message")).to_have_count(2)
    _say(page, "AQ3D-7KLM9P-XT2V")
    _from_bot(page, "The card ending XT2V was not activated")
    expect(page.get_by_test_id("message")).to_have_count(5)


def test_a_quick_reply_says_what_it_shows_and_is_understood(page: Page) -> None:
    _sign_in(page, "alice")
    _say(page, "hello")
    page.get_by_role("button", name="It says already redeemed").last.click()
    _from_bot(page, "send me the claim code")


def test_who_asks_for_a_person_is_told_that_they_are_in_the_queue(page: Page) -> None:
    _say(page, "I want to talk to a real person")
    _from_bot(page, "opened ticket GL-")
    expect(page.get_by_test_id("status")).to_contain_text("in the queue for a person")


def test_steps_are_a_list_that_a_screen_reader_can_count(page: Page) -> None:
    _say(page, "how do I redeem a gift card?")
    expect(page.locator('[data-testid="message"][data-author="bot"] ol li')).to_have_count(8)


def test_the_composer_works_by_keyboard_alone(page: Page) -> None:
    page.get_by_test_id("composer").focus()
    page.keyboard.type("hello")
    page.keyboard.press("Enter")
    _from_bot(page, "I help with gift cards")
