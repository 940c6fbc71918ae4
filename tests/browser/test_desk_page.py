"""The desk in a real browser: a queue that moves by itself, two agents at once, notes that stay private."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Route, expect

from bot.channels.demo import load_demo
from bot.conversations.conversation import Author, Owner, Turn
from bot.slack.workspaces import ChannelId, SlackUserId, TeamChannel, Workspace, WorkspaceId
from bot.tickets.ticket import Priority
from tests.browser.served_desk import ServedDesk, served_desk
from tests.browser.violations import has_no_violation
from tests.builders import A_MOMENT
from tests.desk.many_conversations import many_conversations

pytestmark = pytest.mark.browser

expect.set_options(timeout=60_000)

OpenDesk = Callable[..., Page]

AT = "2026-11-24T12:00:00Z"
A_CLAIM = {"case": "already_redeemed", "title": "The card was already redeemed", "sequence": 1, "at": AT}
SOME_ADVICE = {
    "do": "Ask who gave the card.",
    "macro": {"name": "ask", "text": "Who gave it to you?"},
    "action": None,
}
A_BRIEF = {
    "signed_in": True,
    "claim": A_CLAIM,
    "mismatch": True,
    "locked_until": None,
    "cautions": ["Somebody may listen in."],
    "cards": [
        {
            "handle": "claim_7f3a",
            "last_four": "XT2V",
            "card": "c1",
            "state": "redeemed",
            "region": "US",
            "face_value": {"text": "25.00 USD"},
            "title": "Redeemed elsewhere",
            "found": "It was redeemed on another account.",
            "claim": A_CLAIM,
            "verdict_text": "What is claimed does not fit.",
            "mismatch": True,
            "evidence": ["The receipt"],
            "timeline": [{"at": AT, "text": "Redeemed", "amount": {"text": "25.00 USD"}}],
            "advice": SOME_ADVICE,
        }
    ],
    "steps": [{"sequence": 2, "at": AT, "text": "Told where it was used", "times": 2}],
    "missing": [{"text": "A photo of the receipt"}],
    "advice": None,
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ServedDesk]:
    with served_desk(tmp_path) as served:
        load_demo(served.services.load_ledger)
        yield served


@pytest.fixture
def open_desk(chromium: Browser, desk: ServedDesk) -> Iterator[OpenDesk]:
    """Opens the desk as one of the demo's agents; a script error on it fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        # Chromium also reports every answer that refuses something, and some here are meant to.
        if "Content Security Policy" in message.text:
            errors.append(message.text)

    def opened(agent: str = "Ada", *, scheme: str = "light", width: int = 1440, height: int = 900) -> Page:
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
        page.on("console", on_console)
        page.goto("/desk")
        page.get_by_role("button", name=agent).click()
        expect(page.get_by_role("listbox")).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def _rows(page: Page) -> Locator:
    return page.get_by_role("listbox").get_by_role("option")


def _row(page: Page, text: str) -> Locator:
    return _rows(page).filter(has_text=text)


def _opens(page: Page, customer: str) -> None:
    _row(page, customer).click()
    expect(page.get_by_role("heading", name=customer)).to_be_focused()


def _log(page: Page) -> Locator:
    return page.get_by_role("region", name="Conversation", exact=True)


def test_who_asks_for_a_person_appears_without_a_reload(desk: ServedDesk, open_desk: OpenDesk) -> None:
    page = open_desk()
    expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
    alice = desk.customer("alice")
    desk.asks_for_a_person(alice)
    expect(_row(page, "alice")).to_be_visible()
    expect(page.get_by_role("button", name="Queue 1")).to_be_visible()


def test_of_two_who_press_take_one_has_it_and_the_other_is_told_who(
    desk: ServedDesk, open_desk: OpenDesk
) -> None:
    desk.asks_for_a_person(desk.customer("alice"))
    ada, sam = open_desk("Ada"), open_desk("Sam")
    for page in (ada, sam):
        _opens(page, "alice")
    # Neither page hears of the other's move, as when both press at the same moment.
    sam.route("**/events", lambda route: route.abort())
    sam.context.set_offline(True)
    ada.get_by_role("button", name="Take").click()
    expect(ada.get_by_text("With you")).to_be_visible()
    sam.context.set_offline(False)
    sam.get_by_role("button", name="Take").click()
    expect(sam.get_by_role("alert").filter(has_text="Ada")).to_be_visible()
    expect(sam.get_by_text("With Ada", exact=True)).to_be_visible()


def test_what_is_said_arrives_on_both_sides(desk: ServedDesk, open_desk: OpenDesk) -> None:
    alice = desk.customer("alice")
    desk.asks_for_a_person(alice)
    page = open_desk()
    _opens(page, "alice")
    page.get_by_role("button", name="Take").click()
    page.get_by_role("tab", name="Reply").click()
    page.get_by_label("Reply: the customer reads it").fill("Hello, I am looking at it.")
    page.get_by_role("button", name="Send to customer").click()
    expect(_log(page).get_by_text("Hello, I am looking at it.")).to_have_count(1)
    expect(page.get_by_text("Sending…")).to_have_count(0)
    assert alice.texts_of(Author.AGENT) == ["Hello, I am looking at it."]
    desk.says(alice, "thank you")
    expect(_log(page).get_by_text("thank you")).to_be_visible()
    expect(page.get_by_role("log", name="News")).to_have_text("Customer: thank you")


def test_a_note_is_in_the_log_of_agents_and_in_no_customers(desk: ServedDesk, open_desk: OpenDesk) -> None:
    alice = desk.customer("alice")
    desk.asks_for_a_person(alice)
    ada, sam = open_desk("Ada"), open_desk("Sam")
    for page in (ada, sam):
        _opens(page, "alice")
    ada.get_by_role("button", name="Take").click()
    expect(ada.get_by_role("tab", name="Private note")).to_have_attribute("aria-selected", "true")
    ada.get_by_label("Private note: only the team reads it").fill("I do not believe the receipt.")
    ada.get_by_role("button", name="Save note").click()
    for page in (ada, sam):
        expect(_log(page).get_by_text("I do not believe the receipt.")).to_have_count(1)
    assert "receipt" not in repr(alice.log)


def test_who_has_not_taken_a_conversation_cannot_write_to_its_customer(
    desk: ServedDesk, open_desk: OpenDesk
) -> None:
    desk.asks_for_a_person(desk.customer("alice"))
    page = open_desk()
    _opens(page, "alice")
    expect(page.get_by_role("tab", name="Reply")).to_be_disabled()
    page.keyboard.press("r")
    expect(page.get_by_role("alert").filter(has_text="Take the conversation to reply.")).to_be_visible()
    expect(page.get_by_label("Reply: the customer reads it")).to_be_hidden()


def test_each_conversation_keeps_its_drafts_and_opens_on_the_note(
    desk: ServedDesk, open_desk: OpenDesk
) -> None:
    for account in ("alice", "bruno"):
        desk.asks_for_a_person(desk.customer(account))
    page = open_desk()
    _opens(page, "alice")
    page.get_by_role("button", name="Take").click()
    page.get_by_role("tab", name="Reply").click()
    page.get_by_label("Reply: the customer reads it").fill("for Alice")
    _opens(page, "bruno")
    expect(page.get_by_label("Private note: only the team reads it")).to_have_value("")
    page.get_by_role("button", name="Mine").click()
    _opens(page, "alice")
    expect(page.get_by_role("tab", name="Private note")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="Reply").click()
    expect(page.get_by_label("Reply: the customer reads it")).to_have_value("for Alice")


def test_a_reply_that_did_not_get_through_is_sent_again_and_stored_once(
    desk: ServedDesk, open_desk: OpenDesk
) -> None:
    alice = desk.customer("alice")
    desk.asks_for_a_person(alice)
    page = open_desk()
    _opens(page, "alice")
    page.get_by_role("button", name="Take").click()
    page.get_by_role("tab", name="Reply").click()

    def gets_through_but_not_back(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/reply", gets_through_but_not_back, times=1)
    page.get_by_label("Reply: the customer reads it").fill("Once is enough.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Not sent.")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Not sent.")).to_have_count(0)
    expect(_log(page).get_by_text("Once is enough.")).to_have_count(1)
    assert alice.texts_of(Author.AGENT) == ["Once is enough."]


def test_the_keyboard_is_enough_from_the_queue_to_the_end(desk: ServedDesk, open_desk: OpenDesk) -> None:
    for account in ("alice", "bruno"):
        desk.asks_for_a_person(desk.customer(account))
    page = open_desk()
    expect(_rows(page)).to_have_count(2)
    press = page.keyboard.press
    press("j")
    press("j")
    press("k")
    expect(_rows(page).first).to_have_attribute("aria-selected", "true")
    press("Enter")
    expect(page.get_by_role("heading", name="alice")).to_be_focused()
    press("t")
    expect(page.get_by_text("With you")).to_be_visible()
    press("r")
    page.keyboard.type("jk?tbcx/ are only letters here")
    press("Control+Enter")
    expect(_log(page).get_by_text("jk?tbcx/ are only letters here")).to_be_visible()
    press("Escape")
    expect(page.get_by_role("heading", name="alice")).to_be_focused()
    press("c")
    expect(page.get_by_role("dialog", name="Close this conversation")).to_be_visible()
    press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Closed", exact=True).last).to_be_visible()
    expect(page.get_by_role("heading", name="alice")).to_be_focused()
    press("Escape")
    expect(page.get_by_role("listbox")).to_be_focused()
    press("g")
    press("m")
    expect(page.get_by_text("Nothing is with you.")).to_be_visible()
    press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    press("Escape")
    press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("listbox")).to_be_focused()


def test_what_is_returned_is_the_bots_again(desk: ServedDesk, open_desk: OpenDesk) -> None:
    alice = desk.customer("alice")
    desk.asks_for_a_person(alice)
    page = open_desk()
    _opens(page, "alice")
    page.get_by_role("button", name="Take").click()
    expect(page.get_by_text("With you")).to_be_visible()
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    expect(page.get_by_text("With the bot")).to_be_visible()
    assert alice.owner is Owner.BOT


def test_a_conversation_is_passed_on_to_a_colleague(desk: ServedDesk, open_desk: OpenDesk) -> None:
    desk.asks_for_a_person(desk.customer("alice"))
    page = open_desk()
    _opens(page, "alice")
    page.get_by_role("button", name="Take").click()
    expect(page.get_by_text("With you")).to_be_visible()
    page.keyboard.press("x")
    page.get_by_label("Pass on to").select_option("Sam")
    page.get_by_role("dialog").get_by_role("button", name="Transfer").click()
    expect(page.get_by_text("With Sam", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="alice")).to_be_focused()


def test_a_reload_loses_nothing(desk: ServedDesk, open_desk: OpenDesk) -> None:
    desk.asks_for_a_person(desk.customer("alice"), "A person for my card, please")
    page = open_desk()
    page.get_by_role("button", name="All open").click()
    _opens(page, "alice")
    page.reload()
    expect(page.get_by_role("heading", name="alice")).to_be_visible()
    expect(_log(page).get_by_text("A person for my card, please").first).to_be_visible()
    expect(page.get_by_role("button", name="All open")).to_have_attribute("aria-current", "true")


def test_a_desk_that_was_cut_off_says_so_and_catches_up(desk: ServedDesk, open_desk: OpenDesk) -> None:
    page = open_desk()
    expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
    desk.asks_for_a_person(desk.customer("bruno"))
    # By the line, which is there by now.
    expect(_row(page, "bruno")).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("No connection.")).to_be_visible()
    desk.asks_for_a_person(desk.customer("alice"))
    page.context.set_offline(False)
    expect(_row(page, "alice")).to_be_visible()
    expect(page.get_by_text("No connection.")).to_have_count(0)


def test_unread_messages_are_counted_in_the_title_until_they_are_read(
    desk: ServedDesk, open_desk: OpenDesk
) -> None:
    alice = desk.customer("alice")
    for account in (alice, desk.customer("bruno")):
        desk.asks_for_a_person(account)
    page = open_desk()
    _opens(page, "alice")
    page.get_by_role("button", name="Take").click()
    expect(page.get_by_text("With you")).to_be_visible()
    _opens(page, "bruno")
    desk.says(alice, "are you there?")
    expect(page).to_have_title("(1) Desk")
    page.get_by_role("button", name="Mine").click()
    expect(_row(page, "alice").get_by_text("1 unread message")).to_be_attached()
    _opens(page, "alice")
    expect(page).to_have_title("Desk")


def test_what_the_bot_understood_stands_with_the_message(desk: ServedDesk, open_desk: OpenDesk) -> None:
    alice = desk.customer("alice")
    desk.engine.says("It was used already.", turn=Turn("already_redeemed", 0.88))
    desk.says(alice, "somebody took my money")
    page = open_desk()
    page.get_by_role("button", name="All open").click()
    _opens(page, "alice")
    expect(_log(page).get_by_text("already_redeemed · 88 %")).to_be_visible()


def test_markup_stays_text(desk: ServedDesk, open_desk: OpenDesk) -> None:
    desk.asks_for_a_person(desk.customer("alice"), "<img src=x onerror=alert(1)> <b>please</b>")
    page = open_desk()
    _opens(page, "alice")
    expect(_log(page).get_by_text("<b>please</b>").first).to_be_visible()


def test_on_a_phone_there_is_one_pane_at_a_time(desk: ServedDesk, open_desk: OpenDesk) -> None:
    desk.asks_for_a_person(desk.customer("alice"))
    page = open_desk(width=390, height=844)
    _opens(page, "alice")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.get_by_role("button", name="Back to the list").click()
    expect(page.get_by_role("listbox")).to_be_focused()
    expect(page.get_by_role("heading", name="alice")).to_be_hidden()


@pytest.mark.parametrize("width", [1440, 900, 390, 320])
def test_nothing_is_wider_than_the_window(desk: ServedDesk, open_desk: OpenDesk, width: int) -> None:
    """At 320 pixels as at 1280 and 400 %."""
    desk.asks_for_a_person(desk.customer("alice"), "Averylongwordwithoutanyspace" * 12)
    page = open_desk(width=width, height=225 if width == 320 else 800)
    _opens(page, "alice")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_single_keys_can_be_switched_off(desk: ServedDesk, open_desk: OpenDesk) -> None:
    desk.asks_for_a_person(desk.customer("alice"))
    page = open_desk()
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Single-key shortcuts").uncheck()
    page.get_by_role("button", name="Done").click()
    _opens(page, "alice")
    page.keyboard.press("t")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("In the queue", exact=True)).to_be_visible()


def test_nobody_is_asked_for_notifications_before_they_click(desk: ServedDesk, open_desk: OpenDesk) -> None:
    page = open_desk()
    page.evaluate(
        """() => {
            window.asked = 0;
            Notification.requestPermission = async () => { window.asked += 1; return 'denied'; };
        }"""
    )
    desk.asks_for_a_person(desk.customer("alice"))
    _opens(page, "alice")
    page.get_by_role("button", name="Settings").click()
    assert page.evaluate("window.asked") == 0
    page.get_by_label("Desktop notifications").click()
    expect(page.get_by_role("alert").filter(has_text="This browser refuses them")).to_be_visible()
    assert page.evaluate("window.asked") == 1


def test_the_brief_stands_beside_the_conversation_where_the_server_has_one(
    desk: ServedDesk, open_desk: OpenDesk
) -> None:
    desk.asks_for_a_person(desk.customer("alice"))
    page = open_desk()
    page.route("**/brief", lambda route: route.fulfill(json=A_BRIEF))
    _opens(page, "alice")
    brief = page.get_by_role("region", name="Case brief")
    expect(brief.get_by_text("It was redeemed on another account.")).to_be_visible()
    has_no_violation(page, "a brief")
    page.keyboard.press("i")
    expect(brief).to_be_hidden()
    page.keyboard.press("i")
    expect(brief).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Brief").click()
    has_no_violation(page, "a brief on a phone")
    page.get_by_role("button", name="Back to the conversation").click()
    expect(page.get_by_role("heading", name="alice")).to_be_focused()


def test_without_a_brief_there_is_no_panel_for_one(desk: ServedDesk, open_desk: OpenDesk) -> None:
    desk.asks_for_a_person(desk.customer("alice"))
    page = open_desk()
    page.route("**/brief", lambda route: route.fulfill(status=404, json={"code": "not_found", "detail": ""}))
    _opens(page, "alice")
    expect(_log(page).get_by_text("A person, please.").first).to_be_visible()
    expect(page.get_by_role("button", name="Brief")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(desk: ServedDesk, open_desk: OpenDesk, scheme: str) -> None:
    """On every state, at the width of a desk and of a phone."""
    alice = desk.customer("alice")
    desk.engine.says("1. Look at it.\n2. Tell me.", turn=Turn("already_redeemed", 0.88))
    desk.says(alice, "somebody took my money")
    desk.asks_for_a_person(alice, priority=Priority.HIGH)
    desk.asks_for_a_person(desk.customer("bruno"), priority=Priority.URGENT)
    page = open_desk("Sam", scheme=scheme)
    # Long before it is needed: the browser once sent a request while it was being told to keep such back.
    page.route("**/reply", lambda route: route.abort())
    has_no_violation(page, "a queue")
    page.keyboard.press("j")
    has_no_violation(page, "a row selected")
    _opens(page, "alice")
    expect(_log(page).get_by_text("Look at it.")).to_be_visible()
    has_no_violation(page, "a conversation")
    page.keyboard.press("t")
    expect(page.get_by_text("With you")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.type("watch out")
    page.keyboard.press("Control+Enter")
    expect(_log(page).get_by_text("watch out")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.keyboard.type("Hello.")
    has_no_violation(page, "a reply begun")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Not sent.")).to_be_visible()
    has_no_violation(page, "a reply not sent")
    page.keyboard.press("Escape")
    for key, name in (("c", "Close"), ("x", "Transfer"), ("b", "Return"), ("?", "Keys")):
        page.keyboard.press(key)
        expect(page.get_by_role("dialog", name=name)).to_be_visible()
        has_no_violation(page, f"the dialog {name}")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Settings").click()
    has_no_violation(page, "settings")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Closed").click()
    expect(page.get_by_text("Nothing has been closed yet.")).to_be_visible()
    has_no_violation(page, "an empty list")
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    expect(_row(page, "alice")).to_be_visible()
    has_no_violation(page, "a closed conversation")
    page.set_viewport_size({"width": 390, "height": 844})
    has_no_violation(page, "a list on a phone")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_could_not_be_read_says_so_and_is_read_again(
    desk: ServedDesk, open_desk: OpenDesk, scheme: str
) -> None:
    for account in ("alice", "bruno"):
        desk.asks_for_a_person(desk.customer(account))
    page = open_desk(scheme=scheme)
    expect(_row(page, "alice")).to_be_visible()
    page.route("**/desk/conversations/**", lambda route: route.abort())
    _row(page, "alice").click()
    opened = page.get_by_role("region", name="Open conversation")
    expect(opened.get_by_role("alert").filter(has_text="The server did not answer.")).to_be_visible()
    has_no_violation(page, "a conversation that could not be read")
    page.unroute("**/desk/conversations/**")
    opened.get_by_role("button", name="Try again").click()
    expect(_log(page).get_by_text("A person, please.").first).to_be_visible()
    page.route("**/desk/conversations?**", lambda route: route.abort())
    page.get_by_role("button", name="All open").click()
    expect(page.get_by_role("region", name="Conversations").get_by_text("The server did not")).to_be_visible()
    has_no_violation(page, "a list that could not be read")
    page.unroute("**/desk/conversations?**")
    page.get_by_role("region", name="Conversations").get_by_role("button", name="Try again").click()
    expect(_row(page, "bruno")).to_be_visible()


def test_a_key_pressed_right_after_a_dialog_is_put_away_counts(desk: ServedDesk, open_desk: OpenDesk) -> None:
    """Before the browser has told anybody that the dialog is closed, which it does a moment later."""
    desk.asks_for_a_person(desk.customer("alice"))
    page = open_desk()
    _opens(page, "alice")
    page.get_by_role("button", name="Take").click()
    expect(page.get_by_text("With you")).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_role("dialog", name="Close")).to_be_visible()
    page.get_by_role("dialog").evaluate(
        """dialog => {
            dialog.close();
            window.dispatchEvent(new KeyboardEvent("keydown", { key: "x" }));
        }"""
    )
    expect(page.get_by_role("dialog", name="Transfer")).to_be_visible()


def test_only_what_is_in_sight_is_in_the_document(desk: ServedDesk, open_desk: OpenDesk) -> None:
    """However many conversations there are, and messages in one; all can be reached."""
    ada = next(agent.id for agent in desk.services.list_agents() if agent.name == "Ada")
    _, long = many_conversations(desk.services, ada, 300)
    page = open_desk()
    page.get_by_role("button", name="All open").click()
    page.get_by_role("listbox").evaluate(
        """async view => {
            const frame = () => new Promise(requestAnimationFrame);
            for (; view.querySelector('[aria-posinset="300"]') === null; await frame()) view.scrollTop = 1e9;
        }"""
    )
    assert 0 < _rows(page).count() < 60
    page.goto(f"/desk#open={long}")
    page.reload()
    expect(_log(page).get_by_text("Message 2000:").first).to_be_visible()
    _log(page).evaluate(
        """async view => {
            const frame = () => new Promise(requestAnimationFrame);
            const isFirst = () => view.scrollTop === 0 && view.querySelector('.older') === null;
            for (; !isFirst(); await frame()) view.scrollTop = 0;
        }"""
    )
    expect(_log(page).get_by_text("Message 1:").first).to_be_visible()
    assert 0 < _log(page).get_by_role("listitem").count() < 60


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_one_signs_in(chromium: Browser, desk: ServedDesk, scheme: str) -> None:
    context = chromium.new_context(base_url=desk.url, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto("/desk/sign-in")
    has_no_violation(page, "the sign-in page")
    context.close()


def test_the_desk_says_which_team_gets_nothing_in_slack(desk: ServedDesk, open_desk: OpenDesk) -> None:
    acme, place = WorkspaceId("T0ACME"), ChannelId("C0HELP")
    with desk.services.unit_of_work() as work:
        work.slack.put_workspace(Workspace(acme, "Acme", SlackUserId("U0BOT"), "{}"), A_MOMENT)
        work.slack.put_channel(TeamChannel("support", acme, place, "help"))
        work.slack.in_trouble(acme, place, "The channel is archived.")
    for scheme, width in (("light", 1440), ("dark", 400)):
        page = open_desk(scheme=scheme, width=width)
        expect(page.get_by_text("gets nothing in Slack, #help: The channel is archived.")).to_be_visible()
        has_no_violation(page, f"a notice, {scheme}")
