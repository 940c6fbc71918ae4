"""Ledger actions, approvals and macros in a real browser: nothing is done or sent that nobody meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bot.conversations.conversation import Author
from bot.ledger.cards import CardState
from bot.privacy.claim_code import ClaimCode
from bot.values import AccountId
from tests.browser.served_desk import ServedDesk, served_desk
from tests.browser.violations import has_no_violation
from tests.builders import A_CODE, Customer, LoadCards
from tests.services.asking import ALICE, BOB, add

pytestmark = pytest.mark.browser

WIDE, PHONE = (1440, 900), (390, 844)
OpenDesk = Callable[..., Page]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ServedDesk]:
    with served_desk(tmp_path) as served:
        for account in (ALICE, BOB):
            add(served.services, account)
        yield served


@pytest.fixture
def open_desk(chromium: Browser, desk: ServedDesk) -> Iterator[OpenDesk]:
    """Opens the desk as one of the demo's agents; a script error on it fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(agent: str = "Ada", *, scheme: str = "light", size: tuple[int, int] = WIDE) -> Page:
        context = chromium.new_context(
            base_url=desk.url,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto("/desk")
        page.get_by_role("button", name=agent).click()
        expect(page.get_by_role("listbox")).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def _alice(desk: ServedDesk, status: str = "active", face_value: int = 25) -> Customer:
    """Alice waits for a person, and her conversation names a card; what was redeemed has Bob."""
    row = {"code": A_CODE, "status": status, "face_value": face_value}
    LoadCards(desk.services)("alice", row | ({"redeemed_by": "bob"} if status == "redeemed" else {}))
    alice = desk.customer("alice")
    desk.asks_for_a_person(alice, f"A person for {A_CODE}, please.")
    return alice


def _opens(page: Page) -> None:
    page.get_by_role("listbox").get_by_role("option").filter(has_text="alice").click()
    expect(page.get_by_role("heading", name="alice")).to_be_focused()


def _takes(page: Page) -> None:
    _opens(page)
    page.get_by_role("button", name="Take").click()
    expect(page.get_by_text("With you")).to_be_visible()


def _brief(page: Page) -> Locator:
    return page.get_by_role("region", name="Case brief")


def _asks(page: Page, action: str, reason: str) -> Locator:
    """What would happen, in the dialog."""
    _brief(page).get_by_role("button", name=action).click()
    dialog = page.get_by_role("dialog", name=action)
    expect(dialog.get_by_label("Why")).to_be_focused()
    page.keyboard.type(reason)
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("heading", name="What would happen")).to_be_visible()
    return dialog


def _reply(page: Page) -> Locator:
    return page.get_by_label("Reply: the customer reads it")


def _state(desk: ServedDesk) -> CardState:
    with desk.services.unit_of_work() as work:
        card = work.ledger.find(desk.services.fingerprinter.of(ClaimCode.parse(A_CODE))).card
    assert card is not None
    return card.state


def _balance(desk: ServedDesk, account: str) -> int:
    with desk.services.unit_of_work() as work:
        return sum(money.minor for money in work.ledger.balances(AccountId(account)))


def test_an_agent_puts_a_card_on_hold_and_sends_what_is_suggested(
    desk: ServedDesk, open_desk: OpenDesk
) -> None:
    alice = _alice(desk)
    page = open_desk()
    _takes(page)
    dialog = _asks(page, "Put on hold", "somebody has her phone")
    expect(dialog.get_by_text("The card ending XT2V is put on hold.")).to_be_visible()
    expect(dialog.get_by_text("$25.00", exact=True)).to_be_visible()
    assert _state(desk) is CardState.ACTIVE

    dialog.get_by_role("button", name="Confirm").click()
    expect(dialog.get_by_role("heading", name="Done")).to_be_visible()
    assert _state(desk) is CardState.FROZEN
    dialog.get_by_role("button", name="Put into reply").click()
    expect(_reply(page)).to_be_focused()
    assert _reply(page).input_value().startswith("I have put the card ending XT2V on hold")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(_brief(page).get_by_text("somebody has her phone")).to_be_visible()
    assert alice.texts_of(Author.AGENT) == []

    page.keyboard.press("Control+Enter")
    expect(_reply(page)).to_have_value("")
    expect(page.get_by_text("Sending…")).to_have_count(0)
    assert len(alice.texts_of(Author.AGENT)) == 1


def test_what_was_not_confirmed_is_not_done(desk: ServedDesk, open_desk: OpenDesk) -> None:
    _alice(desk)
    page = open_desk()
    _opens(page)
    _asks(page, "Put on hold", "a mistake")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(_brief(page).get_by_role("button", name="Put on hold")).to_be_focused()
    assert _state(desk) is CardState.ACTIVE


def test_a_refusal_of_the_ledger_is_said_in_words(desk: ServedDesk, open_desk: OpenDesk) -> None:
    _alice(desk, "redeemed")
    page = open_desk()
    _opens(page)
    _brief(page).get_by_role("button", name="Move value").click()
    dialog = page.get_by_role("dialog", name="Move value")
    dialog.get_by_label("Why").fill("it is hers")
    dialog.get_by_label("To the account").fill("nobody")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    expect(dialog.get_by_label("Why")).to_have_value("it is hers")


def test_a_move_above_the_limit_waits_until_a_supervisor_approves_it(
    desk: ServedDesk, open_desk: OpenDesk
) -> None:
    alice = _alice(desk, "redeemed", 300)
    ada, sam = open_desk("Ada"), open_desk("Sam")
    _opens(ada)
    dialog = _asks(ada, "Move value", "the receipt shows it is hers")
    expect(dialog.get_by_text("A supervisor, who must be somebody else, has to approve it.")).to_be_visible()
    dialog.get_by_role("button", name="Ask for approval").click()
    expect(dialog.get_by_role("heading", name="Waits for a second person")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(_brief(ada).get_by_text("Waits for a second person")).to_be_visible()
    assert (_balance(desk, "alice"), _balance(desk, "bob")) == (0, 30_000)

    expect(sam.get_by_role("button", name="Approvals 1")).to_be_visible()
    sam.keyboard.press("g")
    sam.keyboard.press("p")
    expect(sam.get_by_role("heading", name="Approvals")).to_be_focused()
    expect(sam.get_by_text("the receipt shows it is hers")).to_be_visible()
    sam.get_by_role("button", name="Approve", exact=True).click()
    sam.keyboard.press("Enter")
    expect(sam.get_by_text("Nothing waits for a second person.")).to_be_visible()
    assert (_balance(desk, "alice"), _balance(desk, "bob")) == (30_000, 0)

    expect(_brief(ada).get_by_text("Done", exact=True)).to_be_visible()
    expect(_brief(ada).get_by_text("Approved by sam@demo.invalid")).to_be_visible()
    assert alice.texts_of(Author.AGENT) == []


def test_a_supervisor_declines_with_a_reason_and_the_agent_reads_it(
    desk: ServedDesk, open_desk: OpenDesk
) -> None:
    _alice(desk, "redeemed")
    ada, sam = open_desk("Ada"), open_desk("Sam")
    _opens(ada)
    _asks(ada, "Move value", "she says so").get_by_role("button", name="Ask for approval").click()
    sam.get_by_role("button", name="Approvals 1").click()
    sam.get_by_role("button", name="Decline").click()
    expect(sam.get_by_role("dialog").get_by_label("Reason")).to_be_focused()
    sam.keyboard.press("Tab")
    sam.keyboard.press("Tab")
    sam.keyboard.press("Enter")
    expect(sam.get_by_role("dialog")).to_be_visible()
    sam.get_by_label("Reason").fill("no receipt")
    sam.get_by_role("dialog").get_by_role("button", name="Decline").click()
    expect(sam.get_by_role("button", name="Approvals 0")).to_be_visible()
    ada.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(_brief(ada).get_by_text("no receipt")).to_be_visible()
    assert _balance(desk, "bob") == 2_500


def test_nobody_approves_their_own(desk: ServedDesk, open_desk: OpenDesk) -> None:
    _alice(desk, "redeemed", 300)
    page = open_desk("Sam")
    _opens(page)
    dialog = _asks(page, "Move value", "it is hers")
    dialog.get_by_role("button", name="Ask for approval").click()
    dialog.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Approvals 1").click()
    expect(page.get_by_text("You asked for this one, so somebody else has to decide.")).to_be_visible()
    expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="Approvals")).to_be_visible()


def test_who_approves_nothing_has_no_approvals(desk: ServedDesk, open_desk: OpenDesk) -> None:
    page = open_desk("Ada")
    expect(page.get_by_role("button", name="Queue 0")).to_be_visible()
    expect(page.get_by_role("button", name="Approvals")).to_have_count(0)


def test_a_macro_fills_the_reply_and_is_sent_only_once_it_is_whole(
    desk: ServedDesk, open_desk: OpenDesk
) -> None:
    """No code is known here, so a macro does not know its last four."""
    alice = desk.customer("alice")
    desk.asks_for_a_person(alice)
    page = open_desk()
    _takes(page)
    page.keyboard.press("m")
    expect(page.get_by_role("combobox", name="Find a macro")).to_be_focused()
    page.keyboard.type("looking at the card")
    expect(page.get_by_role("option", selected=True).filter(has_text="1 to fill in")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(_reply(page)).to_be_focused()
    expect(page.get_by_role("button", name="Send to customer")).to_be_disabled()
    page.keyboard.press("Control+Enter")
    assert alice.texts_of(Author.AGENT) == []

    # What is to be filled in is selected, so typing replaces it.
    page.keyboard.type("XT2V")
    assert "card ending XT2V." in _reply(page).input_value()
    expect(page.get_by_role("button", name="Send to customer")).to_be_enabled()
    assert alice.texts_of(Author.AGENT) == []
    page.keyboard.press("Control+Enter")
    expect(_reply(page)).to_have_value("")
    expect(page.get_by_text("Sending…")).to_have_count(0)
    assert len(alice.texts_of(Author.AGENT)) == 1


def test_arrows_go_through_the_macros_and_escape_leaves_the_reply_as_it_was(
    desk: ServedDesk, open_desk: OpenDesk
) -> None:
    desk.asks_for_a_person(desk.customer("alice"))
    page = open_desk()
    _takes(page)
    page.keyboard.press("r")
    page.keyboard.type("Well, ")
    page.get_by_role("button", name="Macro").click()
    options = page.get_by_role("dialog").get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(_reply(page)).to_have_value("Well, ")


def test_who_does_not_have_a_conversation_is_told_to_take_it_first(
    desk: ServedDesk, open_desk: OpenDesk
) -> None:
    _alice(desk)
    page = open_desk()
    _opens(page)
    page.keyboard.press("m")
    expect(page.get_by_role("alert").filter(has_text="Take the conversation to reply.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing(desk: ServedDesk, open_desk: OpenDesk, scheme: str, size: tuple[int, int]) -> None:
    _alice(desk, "redeemed", 300)
    ada = open_desk("Ada", scheme=scheme, size=size)
    _takes(ada)
    ada.keyboard.press("m")
    expect(ada.get_by_role("option", selected=True).last).to_be_visible()
    _has_no_violation(ada, "macros")
    ada.keyboard.type("ticket")
    ada.keyboard.press("Enter")
    _has_no_violation(ada, "a macro in the reply")
    ada.keyboard.press("Escape")
    if size == PHONE:
        ada.keyboard.press("i")
    _brief(ada).get_by_role("button", name="Move value").click()
    _has_no_violation(ada, "why an action is wanted")
    ada.keyboard.press("Escape")
    dialog = _asks(ada, "Move value", "the receipt shows it is hers")
    _has_no_violation(ada, "what would happen")
    dialog.get_by_role("button", name="Ask for approval").click()
    expect(dialog.get_by_role("button", name="Close")).to_be_visible()
    _has_no_violation(ada, "what waits")
    ada.keyboard.press("Escape")
    expect(_brief(ada).get_by_text("Waits for a second person")).to_be_visible()
    _has_no_violation(ada, "the brief")
    sam = open_desk("Sam", scheme=scheme, size=size)
    sam.get_by_role("button", name="Approvals 1").click()
    _has_no_violation(sam, "approvals")
    for verdict in ("Approve", "Decline"):
        sam.get_by_role("button", name=verdict, exact=True).click()
        expect(sam.get_by_role("dialog")).to_be_visible()
        _has_no_violation(sam, verdict)
        sam.keyboard.press("Escape")
        expect(sam.get_by_role("dialog")).to_have_count(0)


def _has_no_violation(page: Page, state: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state
    has_no_violation(page, state)
