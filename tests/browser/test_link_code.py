"""Who is signed in finds in the menu a code for Slack: read, copied, worked by keys, gone when it ends."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from bot.ledger.cards import Account
from bot.privacy.link_code import find_link_codes
from bot.values import AccountId
from tests.browser.served_desk import ServedDesk, served_desk
from tests.browser.spoken_chat import chat_page
from tests.browser.violations import has_no_violation
from tests.builders import everything_stored

pytestmark = pytest.mark.browser

expect.set_options(timeout=60_000)

ITEM = "Use this chat in Slack"
A_CODE = re.compile(r"^LINK(-[A-Z0-9]{3}){3}$")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with served_desk(tmp_path_factory.mktemp("link"), in_slack=True) as served:
        yield served


@contextmanager
def signed_in(
    chromium: Browser, desk: ServedDesk, account: str | None = None, **options: Any
) -> Iterator[Page]:
    """As an account of its own: one makes so many codes and no more."""
    account = account or f"alice-{uuid.uuid4().hex[:8]}"
    with desk.services.unit_of_work() as work:
        work.ledger.meet(Account(AccountId(account), "US"))
    with chat_page(chromium, desk, **options) as page:
        page.locator("giftline-chat").evaluate("(chat, account) => { chat.account = account }", account)
        yield page


def menu_item(page: Page) -> Locator:
    page.get_by_test_id("menu").click()
    return page.get_by_role("button", name=ITEM)


def shown_code(page: Page) -> str:
    expect(page.locator("output")).to_have_text(A_CODE)
    return page.locator("output").inner_text()


def test_the_code_that_is_shown_is_the_accounts_and_stored_nowhere(
    chromium: Browser, desk: ServedDesk
) -> None:
    with signed_in(chromium, desk, "alice") as page:
        menu_item(page).click()
        [code] = find_link_codes(shown_code(page))
        expect(page.get_by_role("dialog", name=ITEM)).to_contain_text("within 10 minutes")
        assert code.shown not in page.evaluate("JSON.stringify([{ ...sessionStorage }, { ...localStorage }])")
        assert code.value not in everything_stored(desk.services)
        key = desk.services.fingerprinter.link_key(code.value)
        with desk.services.unit_of_work() as work:
            assert work.link_codes.take(key, desk.services.clock.now()) == "alice"


def test_it_is_offered_to_nobody_who_is_not_signed_in_and_nowhere_without_slack(
    chromium: Browser, desk: ServedDesk, tmp_path: Path
) -> None:
    with chat_page(chromium, desk) as page:
        expect(menu_item(page)).to_have_count(0)
    with served_desk(tmp_path) as elsewhere, signed_in(chromium, elsewhere) as page:
        expect(menu_item(page)).to_have_count(0)


def test_it_is_worked_by_keys_alone_and_gives_the_focus_back(chromium: Browser, desk: ServedDesk) -> None:
    with signed_in(chromium, desk) as page:
        page.get_by_test_id("menu").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=ITEM)).to_be_visible()
        while page.get_by_role("button", name=ITEM).evaluate("(item) => !item.matches(':focus')"):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        shown_code(page)
        expect(page.get_by_role("button", name="Copy code")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_test_id("menu")).to_be_focused()


@pytest.mark.parametrize("may_copy", [True, False], ids=["clipboard", "no clipboard"])
def test_the_code_is_copied_whether_or_not_the_page_has_a_clipboard(
    chromium: Browser, desk: ServedDesk, may_copy: bool
) -> None:
    with signed_in(chromium, desk, permissions=["clipboard-read", "clipboard-write"]) as page:
        menu_item(page).click()
        code = shown_code(page)
        if not may_copy:
            page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()) }")
        page.get_by_role("button", name="Copy code").click()
        expect(page.get_by_text("Copied.")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == code


def test_a_code_that_has_ended_gives_way_to_a_new_one(chromium: Browser, desk: ServedDesk) -> None:
    with signed_in(chromium, desk) as page:
        page.clock.install()
        menu_item(page).click()
        first = shown_code(page)
        page.clock.run_for(10 * 60 * 1000)
        expect(page.get_by_text("This code has ended.")).to_be_visible()
        expect(page.locator("output")).to_have_text("")
        page.get_by_role("button", name="New code").click()
        assert shown_code(page) != first


def test_whoever_gets_no_code_is_told_why_and_can_try_again(chromium: Browser, desk: ServedDesk) -> None:
    def refuses(route: Route) -> None:
        route.fulfill(
            status=429,
            content_type="application/problem+json",
            json={"detail": "Please try again in 1 hour.", "code": "too_many_requests"},
        )

    with signed_in(chromium, desk) as page:
        page.route("**/chat/link-codes", refuses)
        menu_item(page).click()
        expect(page.get_by_text("Please try again in 1 hour.")).to_be_visible()
        page.unroute("**/chat/link-codes")
        page.get_by_role("button", name="New code").click()
        shown_code(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1180, 860), (320, 568)], ids=["desktop", "phone"])
def test_axe_finds_nothing_in_it_and_it_fits(
    chromium: Browser, desk: ServedDesk, scheme: str, size: tuple[int, int]
) -> None:
    with signed_in(chromium, desk, size=size, color_scheme=scheme) as page:
        menu_item(page).click()
        shown_code(page)
        has_no_violation(page, f"a code, {scheme}")
        box = page.get_by_role("dialog").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert box["y"] + box["height"] <= size[1]
        code = page.locator("output")
        assert code.evaluate("(code) => code.scrollWidth <= code.clientWidth")
        assert code.evaluate("(code) => code.clientHeight < 80"), "on one line"


def test_escape_puts_away_the_code_and_not_the_chat_around_it(chromium: Browser, desk: ServedDesk) -> None:
    with signed_in(chromium, desk) as page:
        page.evaluate("window.pressed = 0; window.addEventListener('keydown', () => window.pressed++)")
        menu_item(page).click()
        shown_code(page)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert page.evaluate("window.pressed") == 0
