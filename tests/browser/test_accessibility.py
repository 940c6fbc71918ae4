"""The chat for everybody: axe in every state, by keyboard alone, read aloud, zoomed in, in any colours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot.conversations.conversation import Owner
from bot.tickets.ticket import Priority, TicketRequest, new_ticket_id
from tests.attachments.files import a_picture
from tests.browser.served_desk import ServedDesk, served_desk
from tests.browser.spoken_chat import chat_page, goes_to, is_asked_for_the_code, says
from tests.giftline_process import wait_until

pytestmark = pytest.mark.browser

expect.set_options(timeout=60_000)

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
COLOURS = [
    "#ffd400",
    "#ffffff",
    "#000000",
    "#ff0000",
    "#00ff00",
    "#0000ff",
    "#ff00ff",
    "#00ffff",
    "#777777",
    "#8b4513",
]

# Every text with the surface it stands on, as the browser paints both.
CONTRASTS = """(chat) => {
  const pairs = [
    ["ink", "surface"], ["accent-text", "surface"], ["accent-text", "surface-sunken"],
    ["accent-text", "accent-soft"], ["accent-strong", "accent-soft"], ["ink", "accent-soft"],
    ["ink-muted", "accent-soft"], ["accent-ink", "accent"], ["surface", "accent-strong"],
    ["brand-ink", "brand"],
    ["brand-ink-muted", "brand"], ["bubble-customer-ink", "bubble-customer"]];
  const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const probe = chat.shadowRoot.querySelector("header");
  const luminance = (name) => {
    probe.style.outlineColor = `var(--giftline-${name})`;
    brush.fillStyle = getComputedStyle(probe).outlineColor;
    brush.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...brush.getImageData(0, 0, 1, 1).data].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  return pairs.map(([text, surface]) => {
    const [low, high] = [luminance(text), luminance(surface)].sort((a, b) => a - b);
    return [`${text} on ${surface}`, (high + 0.05) / (low + 0.05)];
  });
}"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with served_desk(tmp_path_factory.mktemp("accessibility")) as served:
        yield served


def is_clean(page: Page, state: str) -> None:
    """Axe finds nothing in the chat. Run from outside the page, whose policy lets in no script."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = json.loads(
        page.evaluate(
            "axe.run('giftline-chat', {resultTypes: ['violations']}).then(r => JSON.stringify(r.violations))"
        )
    )
    told = [
        f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]
    ]
    assert told == [], state


def _presses_until_it_failed(page: Page) -> bool:
    """It tries by itself too, so the button may be gone by now."""
    page.locator(".delivery:not(.failed) button").evaluate_all("([button]) => button?.click()")
    return page.locator(".delivery.failed").count() > 0


def _through_every_state(desk: ServedDesk, page: Page) -> Iterator[str]:
    """Brings one page from state to state, and gives the name of each."""
    yield "empty"
    page.get_by_test_id("menu").click()
    expect(page.get_by_role("switch").first).to_be_visible()
    yield "the menu"
    page.keyboard.press("Escape")

    held: list[Route] = []
    page.route("**/chat/messages", lambda route: held.append(route))
    says(page, "Hello.")
    expect(page.locator(".delivery")).to_be_visible()
    yield "sending"
    wait_until(lambda: page.evaluate("true") and bool(held), "the message is on its way")
    # In front of the other: what it tries by itself from now on fails at once, and is not held for ever.
    page.route("**/chat/messages", lambda route: route.abort())
    while held:
        held.pop().abort()
    expect(page.locator(".delivery button")).to_be_visible()
    yield "a message that waits"
    page.route("**/chat/messages", lambda route: route.fulfill(status=500))
    wait_until(lambda: _presses_until_it_failed(page), "the message has failed")
    yield "a message that failed"
    page.unroute("**/chat/messages")
    page.locator(".delivery.failed button").click()
    expect(page.locator(".delivery")).to_have_count(0)

    is_asked_for_the_code(desk, page)
    yield "quick replies and the field for a code"
    page.get_by_test_id("code-field").fill("ABCD")
    page.get_by_test_id("send-code").click()
    expect(page.get_by_test_id("code-problem")).not_to_be_empty()
    yield "a code with a problem"

    page.get_by_test_id("file").set_input_files(
        {"name": "receipt.png", "mimeType": "image/png", "buffer": a_picture(60, 40, "PNG")}
    )
    expect(page.locator("giftline-attachment img")).to_be_visible()
    yield "a file"

    page.route("**/chat/messages?*", lambda route: held.append(route))
    page.reload()
    expect(page.locator(".loading")).to_be_visible()
    yield "restoring"
    page.unroute("**/chat/messages?*")
    page.reload()
    expect(page.get_by_test_id("message").first).to_be_visible()

    number = new_ticket_id()
    ticket = TicketRequest(number, "human_agent", Priority.NORMAL, "about it", "A person, please.")
    desk.engine.says(f"I opened ticket {number}.", ticket=ticket, owner=Owner.QUEUED)
    page.locator("giftline-chat").evaluate("chat => { chat.shown = false; }")
    says(page, "A person, please.")
    expect(page.get_by_test_id("ticket")).to_be_visible()
    page.locator("giftline-chat").evaluate("chat => { chat.shown = true; }")
    expect(page.get_by_test_id("new")).to_be_visible()
    expect(page.get_by_test_id("status")).to_have_attribute("data-owner", "queued")
    yield "waiting, with a ticket among what is new"
    goes_to(desk, page, Owner.AGENT)
    expect(page.get_by_test_id("status")).to_have_attribute("data-owner", "agent")
    yield "with an agent"

    # Without events it reads, and is lost only where it cannot do that either.
    for path in ("**/chat/events*", "**/chat/messages?*"):
        page.route(path, lambda route: route.abort())
    page.reload()
    expect(page.locator(".banner")).not_to_be_empty()
    yield "a lost line"
    for path in ("**/chat/events*", "**/chat/messages?*"):
        page.unroute(path)

    goes_to(desk, page, Owner.CLOSED)
    expect(page.get_by_test_id("rating")).to_be_visible()
    yield "closed, with a rating"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(
    chromium: Browser, desk: ServedDesk, scheme: Literal["light", "dark"], language: str
) -> None:
    with chat_page(chromium, desk, f"/?locale={language}", color_scheme=scheme) as page:
        for state in _through_every_state(desk, page):
            is_clean(page, state)


def test_in_the_systems_own_colours_bubbles_and_controls_have_edges(
    chromium: Browser, desk: ServedDesk
) -> None:
    with chat_page(chromium, desk, forced_colors="active") as page:
        is_asked_for_the_code(desk, page)
        is_clean(page, "forced colours")
        edge = "part => getComputedStyle(part).borderTopColor !== getComputedStyle(part).backgroundColor"
        for part in (
            page.get_by_test_id("message").first,
            page.get_by_test_id("send-code"),
            page.get_by_test_id("code-field"),
        ):
            assert part.evaluate(edge)


def test_whatever_accent_a_site_sets_texts_stay_readable(chromium: Browser, desk: ServedDesk) -> None:
    with chat_page(chromium, desk) as page:
        chat = page.locator("giftline-chat")
        weak = []
        for theme in ("light", "dark"):
            for colour in [None, *COLOURS]:
                chat.evaluate(
                    """(chat, [theme, colour]) => {
                      chat.theme = theme;
                      if (colour) chat.style.setProperty("--giftline-accent", colour);
                      return chat.updateComplete;
                    }""",
                    [theme, colour],
                )
                weak += [
                    (theme, colour, pair, ratio) for pair, ratio in chat.evaluate(CONTRASTS) if ratio < 4.5
                ]
            chat.evaluate("chat => chat.style.removeProperty('--giftline-accent')")
        assert weak == []


def test_a_theme_that_is_asked_for_comes_before_that_of_the_system(
    chromium: Browser, desk: ServedDesk
) -> None:
    with chat_page(chromium, desk, color_scheme="dark") as page:
        chat = page.locator("giftline-chat")
        dark = chat.evaluate("chat => getComputedStyle(chat).backgroundColor")
        for theme, is_dark in (("light", False), ("dark", True), ("light", False), ("auto", True)):
            chat.evaluate("(chat, theme) => chat.setAttribute('theme', theme)", theme)
            assert (chat.evaluate("chat => getComputedStyle(chat).backgroundColor") == dark) is is_dark


def test_a_conversation_is_had_by_keyboard_alone_and_the_focus_is_never_lost(
    chromium: Browser, desk: ServedDesk
) -> None:
    with chat_page(chromium, desk, size=(1100, 760)) as page:
        press = page.keyboard.press
        page.get_by_role("region", name="Conversation").focus()
        press("Tab")
        expect(page.get_by_role("button", name="My card says invalid code")).to_be_focused()
        is_asked_for_the_code(desk, page, lambda: press("Enter"))
        # The button is gone; the next Tab finds what is new.
        expect(page.get_by_role("region", name="Conversation")).to_be_focused()
        press("Tab")
        code = page.get_by_role("textbox", name="Claim code")
        expect(code).to_be_focused()
        page.keyboard.type("abcd")
        press("Enter")
        expect(page.get_by_test_id("code-problem")).not_to_be_empty()
        expect(code).to_be_focused()
        press("Tab")
        expect(page.get_by_role("button", name="Send code")).to_be_focused()
        press("Tab")
        press("Tab")
        expect(page.get_by_role("button", name="Talk to a person")).to_be_focused()
        press("Space")
        expect(page.get_by_role("button", name="Talk to a person")).to_have_count(0)
        # What was asked for is answered once the press has its place in the log.
        expect(code).to_have_count(0)
        expect(page.get_by_role("region", name="Conversation")).to_be_focused()
        press("Tab")
        expect(page.get_by_role("button", name="Add a picture or PDF")).to_be_focused()
        press("Tab")
        box = page.get_by_role("textbox", name="Your message")
        expect(box).to_be_focused()
        page.keyboard.type("Thank you.")
        press("Enter")
        expect(page.get_by_test_id("message").filter(has_text="Thank you.")).to_be_visible()
        expect(box).to_be_focused()
        press("Shift+Tab")
        press("Shift+Tab")
        expect(page.get_by_role("region", name="Conversation")).to_be_focused()


def test_a_screen_reader_meets_a_conversation_in_its_order(chromium: Browser, desk: ServedDesk) -> None:
    with chat_page(chromium, desk) as page:
        is_asked_for_the_code(desk, page)
        expect(page.locator("giftline-chat")).to_match_aria_snapshot("""
            - heading "Giftline" [level=1]
            - paragraph: Gift card support
            - status
            - region "Conversation":
              - log "Messages":
                - paragraph:
                  - text: You
                  - time
                - paragraph: My card says invalid code.
                - paragraph:
                  - text: Giftline
                  - time
                - paragraph: I am sorry about that. Please send me the claim code.
                - list:
                  - listitem: Find the panel.
                  - listitem: Type all of it.
                - text: Claim code
                - textbox "Claim code"
                - button "Send code"
                - alert
                - paragraph: /letters and digits/
                - status
                - group "Suggested answers":
                  - button "I have no code"
                  - button "Talk to a person"
              - status
            - status
            - status
            - alert
            - button "Add a picture or PDF"
            - text: Your message
            - textbox "Your message"
            - button "Send" [disabled]
            - status
            """)


def test_a_new_message_is_read_out_once_and_history_never(chromium: Browser, desk: ServedDesk) -> None:
    hears = """() => {
      window.heard = [];
      const watch = (log) => new MutationObserver((changes) => {
        if (log.ariaLive === "off" || log.getAttribute("aria-live") === "off") return;
        for (const { addedNodes } of changes)
          for (const node of addedNodes)
            if (node.localName === "giftline-message") window.heard.push(node.entry.text);
      }).observe(log, { childList: true });
      const find = () => {
        const chat = document.querySelector("giftline-chat")?.shadowRoot?.querySelector("giftline-log");
        const log = chat?.shadowRoot?.querySelector("[role=log]");
        if (log) watch(log); else setTimeout(find);
      };
      find();
    }"""
    with chat_page(chromium, desk) as page:
        page.add_init_script(f"({hears})()")
        page.reload()
        says(page, "Good morning.")
        expect(page.get_by_test_id("message")).to_have_count(2)
        assert page.evaluate("heard") == ["Good morning.", "All right."]
        page.reload()
        expect(page.get_by_test_id("message")).to_have_count(2)
        log = page.get_by_role("log")
        expect(log).to_have_attribute("aria-live", "polite")
        assert page.evaluate("heard") == []
        says(page, "Are you there?")
        expect(page.get_by_test_id("message")).to_have_count(4)
        assert page.evaluate("heard") == ["Are you there?", "All right."]


@pytest.mark.parametrize("language", ["de", "ar"])
def test_zoomed_in_fourfold_nothing_is_lost_nor_scrolls_sideways(
    chromium: Browser, desk: ServedDesk, language: str
) -> None:
    with chat_page(chromium, desk, f"/?locale={language}", (320, 256)) as page:
        is_asked_for_the_code(desk, page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        # The button that leads to the end goes once the end is reached.
        page.locator(".view").evaluate("view => { view.scrollTop = view.scrollHeight; }")
        expect(page.locator(".latest")).to_have_count(0)
        view = page.locator(".view")
        assert view.evaluate("view => view.scrollWidth <= view.clientWidth")
        for name in ("code-field", "send-code", "add-file", "composer", "send"):
            control = page.get_by_test_id(name)
            control.evaluate("control => control.scrollIntoView({ block: 'nearest' })")
            expect(control).to_be_in_viewport(ratio=0.99)


def test_a_finger_hits_every_control(chromium: Browser, desk: ServedDesk) -> None:
    with chat_page(chromium, desk, has_touch=True, is_mobile=True) as page:
        is_asked_for_the_code(desk, page)
        small = []
        for control in (
            page.locator("giftline-chat").get_by_role("button").or_(page.get_by_role("textbox")).all()
        ):
            box = control.bounding_box()
            assert box is not None
            if min(box["width"], box["height"]) < 44:
                small.append((control.inner_text(), box))
        assert small == []


def test_a_keyboard_that_lies_over_the_page_hides_no_composer(chromium: Browser, desk: ServedDesk) -> None:
    seen = """([height, scale]) => {
      Object.defineProperty(visualViewport, "height", { value: height, configurable: true });
      Object.defineProperty(visualViewport, "scale", { value: scale, configurable: true });
      visualViewport.dispatchEvent(new Event("resize"));
      return document.querySelector("giftline-chat").getBoundingClientRect().bottom;
    }"""
    with chat_page(chromium, desk) as page:
        assert page.evaluate(seen, [480, 1]) == 480
        assert page.evaluate(seen, [844, 1]) == 844
        # Two fingers that zoom in are no keyboard.
        assert page.evaluate(seen, [422, 2]) == 844


def test_nothing_moves_for_whoever_wants_no_motion(chromium: Browser, desk: ServedDesk) -> None:
    with chat_page(chromium, desk, reduced_motion="reduce") as page:
        held: list[Route] = []
        page.route("**/chat/messages", lambda route: held.append(route))
        says(page, "Hello.")
        expect(page.locator("giftline-typing")).to_be_visible()
        assert page.evaluate("document.getAnimations({ subtree: true }).length") == 0
        moving = page.locator("giftline-typing i").evaluate_all(
            "dots => dots.flatMap((dot) => dot.getAnimations()).length"
        )
        assert moving == 0
        wait_until(lambda: page.evaluate("true") and bool(held), "the message is on its way")
        held.pop().abort()
