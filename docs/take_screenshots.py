"""Takes the pictures in docs/screenshots from a running demo: `make screenshots`."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import httpx
from playwright.sync_api import Browser, FrameLocator, Locator, Page, sync_playwright
from rich.console import Console

from tests.browser.invented_days import InventedDesk, invented_desk
from tests.giftline_process import Server, demo_server

SCREENSHOTS = Path(__file__).parent / "screenshots"
SHOP = Path(__file__).parent / "shop.html"
DESKTOP = {"width": 1180, "height": 860}
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
ANSWER_MS = 120_000
INVENTED_DAYS = 14
_REPORTS = "/desk/reports?first=2026-11-02&last=2026-11-15"


def main() -> None:
    console = Console(stderr=True)
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with (
        tempfile.TemporaryDirectory() as home,
        tempfile.TemporaryDirectory() as other_home,
        sync_playwright() as playwright,
    ):
        console.print("Starting the demo, half a minute")
        with demo_server(Path(home)) as server:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=[*flags, "--disable-gpu", "--disable-background-networking"],
            )
            for name, viewport, scheme in (
                ("chat-light", DESKTOP, "light"),
                ("chat-dark", DESKTOP, "dark"),
                ("chat-phone", PHONE, "light"),
            ):
                page = _signed_in(browser, server, viewport, scheme)
                _complain(page)
                _save(page, name)
                console.print(f"{name}.png")
            for name, viewport, scheme in (
                ("code-field-light", DESKTOP, "light"),
                ("code-field-dark", DESKTOP, "dark"),
                ("code-field-phone", PHONE, "light"),
                ("code-field-phone-dark", PHONE, "dark"),
            ):
                page = _signed_in(browser, server, viewport, scheme)
                _type_half_a_code(page)
                _save(page, name)
                console.print(f"{name}.png")
            page = _signed_in(browser, server, PHONE, "dark")
            _accept_the_offer(page)
            _save(page, "offer-phone")
            console.print("offer-phone.png")
            _take_the_widget(browser, server, console)
            _fill_the_queue(browser, server)
            for name, viewport, scheme in (
                ("desk-queue", DESK, "light"),
                ("desk-queue-phone", PHONE, "dark"),
            ):
                page = _at_the_desk(browser, server, viewport, scheme)
                page.get_by_role("button", name="Queue").click()
                page.get_by_role("listbox", name="Queue").get_by_role("option").first.wait_for()
                _save(page, name)
                console.print(f"{name}.png")
            _answer(_at_the_desk(browser, server, DESK, "light"))
            for name, viewport, scheme in (
                ("desk-conversation", DESK, "light"),
                ("desk-conversation-dark", DESK, "dark"),
                ("desk-conversation-phone", PHONE, "light"),
            ):
                page = _at_the_desk(browser, server, viewport, scheme)
                _open_alice(page)
                _save(page, name)
                console.print(f"{name}.png")
            for name, path, viewport, scheme in (
                ("sign-in", "/desk/sign-in", DESKTOP, "light"),
                ("sign-in-phone", "/desk/sign-in", PHONE, "dark"),
                ("docs", "/docs/tour.md", DESKTOP, "light"),
            ):
                page = _page(browser, server, viewport, scheme)
                page.goto(path)
                _save(page, name)
                console.print(f"{name}.png")
            with invented_desk(Path(other_home), INVENTED_DAYS) as desk:
                _take_those_of_many_days(browser, desk, console)


def _take_those_of_many_days(browser: Browser, desk: InventedDesk, console: Console) -> None:
    """Reports and the training inbox, which only some days with many customers fill."""
    for name, path, viewport, scheme in (
        ("reports", _REPORTS, DESKTOP, "light"),
        ("reports-dark", _REPORTS, DESKTOP, "dark"),
        ("reports-phone", _REPORTS, PHONE, "light"),
        ("training", "/desk/training", DESKTOP, "light"),
        ("training-dark", "/desk/training", DESKTOP, "dark"),
        ("training-phone", "/desk/training", PHONE, "light"),
    ):
        page = _page(browser, desk, viewport, scheme)
        desk.lets_in(page.context)
        page.goto(path)
        page.get_by_text("Days begin at midnight in").or_(page.get_by_role("region", name="Line")).wait_for()
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
        console.print(f"{name}.png")


def _take_the_widget(browser: Browser, server: Server, console: Console) -> None:
    """On the page of a shop, before the queue is full: who waits here is the first in it."""
    for name, viewport, scheme, locale in (
        ("widget-light", DESKTOP, "light", "en"),
        ("widget-dark", DESKTOP, "dark", "en"),
        ("widget-phone", PHONE, "light", "en"),
        ("widget-rtl", DESKTOP, "light", "ar"),
        ("widget-rtl-phone", PHONE, "dark", "ar"),
    ):
        page = _at_the_shop(browser, server, viewport, scheme, locale)
        _say_in(page.frame_locator("iframe"), "how do I check my balance", "balance")
        _save(page, name)
        console.print(f"{name}.png")
    for name, viewport, scheme in (("handoff", DESKTOP, "light"), ("handoff-phone", PHONE, "dark")):
        page = _at_the_shop(browser, server, viewport, scheme, "en")
        chat = page.frame_locator("iframe")
        _say_in(chat, "I want to talk to a person", "ticket")
        desk = _page(browser, server, DESK, "light")
        desk.goto("/desk")
        desk.get_by_role("button", name="Ada").click()
        desk.get_by_role("button", name="Queue").click()
        desk.get_by_role("listbox", name="Queue").get_by_role("option").first.click()
        desk.get_by_role("button", name="Take").click()
        desk.get_by_role("tab", name="Reply").click()
        desk.get_by_label("Reply: the customer reads it").fill(
            "Hello, I am Ada. I have read the conversation. Which shop did the card come from?"
        )
        desk.get_by_role("button", name="Send to customer").click()
        chat.get_by_test_id("message").filter(has_text="I am Ada").wait_for()
        _save(page, name)
        console.print(f"{name}.png")
    page = _page(browser, server, DESKTOP, "light")
    page.goto("/playground/demo?accent=%237a1f5c")
    page.get_by_role("button", name="show()").click()
    page.frame_locator("iframe").get_by_test_id("composer").wait_for()
    _save(page, "playground")
    console.print("playground.png")


def _at_the_shop(
    browser: Browser, server: Server, viewport: dict[str, int], scheme: str, locale: str
) -> Page:
    """The page of a shop with the chat open. It has our address, so that no site has to be added."""
    page = _page(browser, server, viewport, scheme)
    shop = SHOP.read_text(encoding="utf-8").replace("LOCALE", locale)
    page.route("**/shop", lambda route: route.fulfill(content_type="text/html", body=shop))
    page.goto("/shop")
    page.locator("giftline-widget button").click()
    page.frame_locator("iframe").get_by_test_id("composer").wait_for()
    return page


def _say_in(chat: FrameLocator, said: str, answer: str) -> None:
    chat.get_by_test_id("composer").fill(said)
    chat.get_by_test_id("send").click()
    chat.locator('[data-author="bot"]').filter(has_text=answer).last.wait_for(timeout=ANSWER_MS)


def _signed_in(browser: Browser, server: Server, viewport: dict[str, int], scheme: str) -> Page:
    page = _page(browser, server, viewport, scheme)
    page.goto("/")
    # On a phone the picker is folded away.
    fold = page.get_by_role("button", name="Not signed in")
    if fold.is_visible():
        fold.click()
    page.get_by_test_id("account-select").select_option("alice")
    page.keyboard.press("Escape")
    return page


def _complain(page: Page) -> None:
    _say(page, "my card says invalid code", "send me the claim code")
    _give_code(page, "aq3d 7klm9p xt2v", "was not activated")
    _say(page, "and someone already used this one: DT6W-3PJK5H-9RXF7", "opened ticket")
    page.get_by_test_id("ticket").wait_for()


def _type_half_a_code(page: Page) -> None:
    """As far as the field says that it is too short, and then on."""
    _say(page, "my card says invalid code", "send me the claim code")
    page.get_by_test_id("code-field").fill("aq3d 7klm9p")
    page.get_by_test_id("send-code").click()
    page.get_by_test_id("code-problem").filter(has_text="letters and digits").wait_for(timeout=ANSWER_MS)


def _accept_the_offer(page: Page) -> None:
    _say(page, "my card says invalid code", "send me the claim code")
    _give_code(page, "BR4T-O9WXYZ-3MKP", "Shall I add")
    page.get_by_role("button", name="Yes, add it").click()
    _wait_for(page, "is on your account now")


def _fill_the_queue(browser: Browser, server: Server) -> None:
    """Alice complains and wants a person, and so do some others."""
    page = _signed_in(browser, server, DESKTOP, "light")
    _complain(page)
    _say(page, "I want to talk to a person", "person")
    for account, said in (
        ("bruno", "my card says it belongs to another country"),
        (None, "somebody on the phone wants me to pay with gift cards"),
        (None, "the card I ordered never arrived"),
        (None, "the code is scratched and I cannot read it"),
    ):
        with httpx.Client(base_url=f"{server.url}/api/v1/chat", timeout=ANSWER_MS / 1000) as customer:
            session = customer.post("/sessions", json={"account": account}).json()
            for number, text in enumerate((said, "I want to talk to a person")):
                customer.post(
                    "/messages",
                    json={"client_id": f"{number}", "text": text},
                    headers={"Authorization": f"Bearer {session['token']}"},
                ).raise_for_status()


def _at_the_desk(browser: Browser, server: Server, viewport: dict[str, int], scheme: str) -> Page:
    page = _page(browser, server, viewport, scheme)
    page.goto("/desk")
    page.get_by_role("button", name="Ada").click()
    page.get_by_role("button", name="All open").click()
    _alice(page).wait_for()
    return page


def _open_alice(page: Page) -> None:
    _alice(page).click()
    page.get_by_text("With you").wait_for()
    page.get_by_role("region", name="Conversation").get_by_text("The till receipt").wait_for()


def _alice(page: Page) -> Locator:
    return page.get_by_role("listbox").get_by_role("option").filter(has_text="alice").first


def _answer(page: Page) -> None:
    """Ada takes it, leaves a note and replies."""
    _alice(page).click()
    page.get_by_role("button", name="Take").click()
    page.get_by_text("With you").wait_for()
    page.get_by_label("Private note: only the team reads it").fill(
        "The till receipt is from the Corner Market. I have asked them to activate it."
    )
    page.get_by_role("button", name="Save note").click()
    page.get_by_role("tab", name="Reply").click()
    page.get_by_label("Reply: the customer reads it").fill(
        "Hello Alice, I am Ada. I have read what you wrote and am looking at both cards now."
    )
    page.get_by_role("button", name="Send to customer").click()
    page.get_by_text("Sending…").wait_for(state="detached")


def _say(page: Page, said: str, answer: str) -> None:
    page.get_by_test_id("composer").fill(said)
    page.get_by_test_id("send").click()
    _wait_for(page, answer)


def _give_code(page: Page, code: str, answer: str) -> None:
    page.get_by_test_id("code-field").fill(code)
    page.get_by_test_id("send-code").click()
    _wait_for(page, answer)


def _wait_for(page: Page, answer: str) -> None:
    page.locator('[data-author="bot"]').filter(has_text=answer).last.wait_for(timeout=ANSWER_MS)


def _page(browser: Browser, server: Server | InventedDesk, viewport: dict[str, int], scheme: str) -> Page:
    context = browser.new_context(
        base_url=server.url,
        viewport={"width": viewport["width"], "height": viewport["height"]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    return context.new_page()


def _save(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


if __name__ == "__main__":
    main()
