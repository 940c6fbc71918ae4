"""The protected field for a claim code in a real browser: anybody can use it, and it keeps the code."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.browser.what_a_page_holds import EVERYTHING_ON_THE_PAGE, EVERYTHING_STORED

pytestmark = [pytest.mark.engine, pytest.mark.browser]

expect.set_options(timeout=60_000)

VAULT = "/api/v1/chat/codes"
# On none of the demo's cards, so that no panel of the page shows it.
TYPED = "zx8w 7vut5r 4qpn"
PRINTED = "ZX8W-7VUT5R-4QPN"
SECRET = "7VUT5R"


@dataclass(frozen=True)
class Field:
    page: Page

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox", name="Claim code")

    @property
    def problem(self) -> Locator:
        return self.page.get_by_test_id("code-problem")

    def pastes(self, text: str) -> None:
        """As a paste does: all at once, where the cursor is."""
        self.box.focus()
        self.page.keyboard.insert_text(text)

    def sends(self) -> None:
        self.page.get_by_test_id("send-code").click()


@pytest.fixture
def requests(page: Page) -> list[Request]:
    """Every request of the page from here on."""
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    return sent


@pytest.fixture
def field(page: Page, requests: list[Request]) -> Field:
    """The field, as the assistant opens it for somebody who is signed in and complains."""
    return _complain(page)


def _complain(page: Page) -> Field:
    page.get_by_test_id("account-select").select_option("alice")
    page.get_by_test_id("composer").fill("my card says invalid code")
    page.get_by_test_id("send").click()
    field = Field(page)
    expect(field.box).to_be_visible()
    return field


def _from_bot(page: Page, text: str) -> Locator:
    return page.locator('[data-testid="message"][data-author="bot"]').filter(has_text=text).last


def _mine(page: Page) -> Locator:
    return page.locator('[data-testid="message"][data-author="customer"]').last


def test_there_is_no_field_before_the_code_is_asked_for(page: Page) -> None:
    expect(Field(page).box).to_have_count(0)
    page.get_by_test_id("composer").fill("hello")
    page.get_by_test_id("send").click()
    expect(_from_bot(page, "I help with gift cards")).to_be_visible()
    expect(Field(page).box).to_have_count(0)


def test_a_code_that_is_pasted_in_lower_case_with_spaces_is_shown_as_printed_and_looked_up(
    page: Page, field: Field
) -> None:
    field.pastes("aq3d 7klm9p xt2v")
    expect(field.box).to_have_value("AQ3D-7KLM9P-XT2V")
    field.sends()
    expect(_from_bot(page, "The card ending XT2V was not activated")).to_be_visible()
    expect(_mine(page)).to_have_text("Code ending XT2V")
    expect(field.box).to_have_count(0)


def test_a_code_that_was_sent_is_nowhere_but_in_the_request_to_the_vault(
    page: Page, field: Field, requests: list[Request]
) -> None:
    field.pastes(TYPED)
    field.sends()
    expect(_from_bot(page, "ending 4QPN")).to_be_visible()
    expect(_mine(page)).to_have_text("Code ending 4QPN")

    assert SECRET not in page.evaluate(EVERYTHING_ON_THE_PAGE).upper()
    assert SECRET not in page.evaluate(EVERYTHING_STORED).upper()
    holding = [
        sent.url for sent in requests if SECRET in f"{sent.url} {sent.post_data} {sent.headers}".upper()
    ]
    assert [url.endswith(VAULT) for url in holding] == [True]


def test_a_field_that_is_opened_again_holds_nothing_of_the_one_before(page: Page) -> None:
    # Without events the code and the reply that asks again arrive together.
    page.route("**/chat/events", lambda route: route.fulfill(content_type="text/event-stream", body=""))
    field = _complain(page)
    field.pastes(TYPED)
    field.sends()
    expect(_from_bot(page, "ending 4QPN")).to_be_visible()
    expect(field.box).to_have_value("")
    assert SECRET not in page.evaluate(EVERYTHING_ON_THE_PAGE).upper()


def test_a_code_that_was_not_sent_is_in_no_request_and_in_no_storage(
    page: Page, field: Field, requests: list[Request]
) -> None:
    field.pastes(TYPED)
    page.get_by_test_id("composer").fill("wait, where do I find it?")
    page.get_by_test_id("send").click()
    expect(_from_bot(page, "under a strip to scratch off")).to_be_visible()
    assert SECRET not in " ".join(f"{sent.url} {sent.post_data}" for sent in requests).upper()
    assert SECRET not in page.evaluate(EVERYTHING_STORED).upper()


def test_a_code_of_the_wrong_length_gets_an_error_at_the_field_and_is_kept(page: Page, field: Field) -> None:
    field.pastes("aq3d-7klm9p")
    field.sends()
    expect(field.problem).to_contain_text("14 or 15 letters and digits, and this has 10")
    expect(field.box).to_have_value("AQ3D-7KLM9P")
    expect(field.box).to_have_attribute("aria-invalid", "true")
    expect(field.box).to_have_accessible_description(
        re.compile("14 or 15 letters and digits, and this has 10")
    )
    expect(field.box).to_be_focused()
    expect(page.get_by_test_id("message")).to_have_count(2)

    page.keyboard.press("End")
    page.keyboard.type("xt2v")
    expect(field.problem).to_be_empty()
    expect(field.box).to_have_attribute("aria-invalid", "false")
    page.keyboard.press("Enter")
    expect(_from_bot(page, "The card ending XT2V was not activated")).to_be_visible()


def test_the_field_works_by_keyboard_alone(page: Page, field: Field) -> None:
    page.get_by_test_id("composer").focus()
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
    expect(field.box).to_be_focused()
    page.keyboard.type("aq3d7klm9pxt2v")
    expect(field.box).to_have_value("AQ3D-7KLM9P-XT2V")
    page.keyboard.press("Enter")
    expect(_from_bot(page, "The card ending XT2V was not activated")).to_be_visible()
    expect(page.get_by_role("region", name="Conversation")).to_be_focused()


def test_a_letter_that_is_mended_in_the_middle_leaves_the_cursor_behind_it(page: Page, field: Field) -> None:
    field.pastes("aq3d7klm9pxt2v")
    page.keyboard.press("Home")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Backspace")
    page.keyboard.type("8z")
    page.keyboard.press("Backspace")
    expect(field.box).to_have_value("AQ3D-8KLM9P-XT2V")


def test_a_screen_reader_is_told_what_the_field_is_and_when_the_code_is_whole(
    page: Page, field: Field
) -> None:
    expect(field.box).to_have_accessible_description(
        re.compile("^14 or 15 letters and digits, in groups of .4.6.4. or .4.6.5")
    )
    told = page.locator("giftline-code-field").get_by_role("status")
    field.pastes("aq3d7klm9pxt2")
    expect(told).to_be_empty()
    page.keyboard.type("v")
    expect(told).to_contain_text("as long as a claim code")


@pytest.mark.parametrize("name", ["autocomplete", "spellcheck", "autocorrect"])
def test_the_browser_neither_remembers_nor_checks_what_is_typed(field: Field, name: str) -> None:
    assert field.box.get_attribute(name) in ("off", "false")


def test_a_reload_shows_the_field_only_while_it_is_unanswered(page: Page, field: Field) -> None:
    field.pastes(TYPED)
    page.reload()
    expect(field.box).to_have_value("")
    field.pastes("aq3d 7klm9p xt2v")
    field.sends()
    expect(_from_bot(page, "was not activated")).to_be_visible()
    page.reload()
    expect(_from_bot(page, "was not activated")).to_be_visible()
    expect(field.box).to_have_count(0)


def test_a_code_whose_request_fails_stays_and_is_one_message_once_it_is_sent_again(
    page: Page, field: Field
) -> None:
    page.route(f"**{VAULT}", lambda route: route.abort())
    field.pastes(TYPED)
    field.sends()
    expect(field.problem).to_contain_text("did not get through")
    expect(field.box).to_have_value(PRINTED)
    page.unroute(f"**{VAULT}")
    field.sends()
    expect(_from_bot(page, "ending 4QPN")).to_be_visible()
    expect(page.locator('[data-testid="message"][data-author="customer"]')).to_have_count(2)


def test_a_code_whose_answer_was_lost_is_shown_as_sent(page: Page, field: Field) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(f"**{VAULT}", lose_the_answer)
    field.pastes(TYPED)
    field.sends()
    expect(_mine(page)).to_have_text("Code ending 4QPN")
    expect(_from_bot(page, "ending 4QPN")).to_be_visible()
    # No card has the code, so it is asked for again.
    expect(field.box).to_have_value("")
    expect(field.problem).to_be_empty()


def test_a_code_that_is_typed_in_the_open_is_replaced_and_the_customer_is_told_why_once(
    page: Page, field: Field
) -> None:
    for _ in range(2):
        page.get_by_test_id("composer").fill(TYPED)
        page.get_by_test_id("send").click()
        expect(_mine(page)).to_have_text("Code ending 4QPN")
    expect(_from_bot(page, "ending 4QPN either")).to_be_visible()
    notice = page.locator('[data-testid="message"][data-author="system"]')
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text("I have hidden the code in your message")
    assert SECRET not in page.evaluate(EVERYTHING_ON_THE_PAGE).upper()
